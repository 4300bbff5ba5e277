"""An application as both services know it: what the applicant wrote, and one revision of it complete in itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, ClassVar

from prescreen_shared.clock import Arrival
from prescreen_shared.shapes.declaring import LATER, About, Amount, Id, Items, Least, Text, Year
from prescreen_shared.statuses import ApplicationState


@dataclass(frozen=True, slots=True)
class EarlierGrant:
    """One earlier grant as the applicant states it; ``year`` is the year that the money was for."""

    NAMES: ClassVar = "grant"

    year: Year | None = None
    grant_type: Annotated[str, Text(100)] | None = None
    prestudy: bool | None = None
    same_project: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the applicant wrote; None means not stated. Amounts are whole SEK."""

    NAMES: ClassVar = "field"

    grant_type: Annotated[str, Text(60)]
    title: Annotated[str, Text(500)]
    description: Annotated[str, Text(50_000)] | None = None
    applicants: Annotated[tuple[Annotated[str, Text(300)], ...], Items(50, fewest=1)]
    unit: Annotated[str, Text(500)] | None = None
    requested_amount: Amount | None = None
    earlier_grants: Annotated[tuple[EarlierGrant, ...], Items(100)] | None = None
    answers: Annotated[
        Mapping[str, Any],
        Items(300),
        About("an answer for each key of the call's questions; null means not stated"),
    ] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Application(Content):
    """One revision of one application as the applicant wrote it; what was written travels below ``content``."""

    BELOW: ClassVar = ("content", Content)

    application_id: Id
    reference: str
    revision: Annotated[int, Least(1)]
    submitted_at: datetime | None = None
    submitted_on: Annotated[date | None, LATER, About("the day of arrival, where only the day is known")] = (
        None
    )
    registration_number: Annotated[str, Text(200)] | None = None

    @property
    def arrival(self) -> Arrival:
        """When it came in, as far as that is stated."""
        return Arrival(self.submitted_at, self.submitted_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAsItStands(Application):
    """One revision of one application, complete in itself, and the state that the application is in."""

    state: ApplicationState
