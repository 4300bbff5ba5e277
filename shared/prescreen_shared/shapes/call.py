"""A call for applications as both services know it: its terms, its kinds of grant, the questions that it asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from prescreen_shared.clock import DEFAULT_ZONE
from prescreen_shared.shapes.declaring import (
    CODE,
    LATER,
    TOKEN,
    About,
    Amount,
    Id,
    Items,
    Mark,
    Text,
    Whole,
    Year,
)
from prescreen_shared.shapes.verdict import Sentence

MOST_APPLICATIONS: Final = 10_000
MOST_CHOICES: Final = 400
Name = Annotated[str, Text(300)]
Quota = Annotated[int, Whole(1, MOST_APPLICATIONS)]


@dataclass(frozen=True, slots=True)
class GrantType:
    """One kind of grant: the most that may be asked for and the money to share out, whole SEK; None: none is stated."""

    name: Name
    max_amount: Amount | None = None
    budget: Amount | None = None
    max_applications_per_administration: Annotated[Quota | None, LATER] = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the call's form as far as scoring must know it; ``choices`` only for a choice.

    ``grant_types`` is None when it is asked of all; ``label`` is how it is put, None in messages of before it travelled.
    """

    key: Annotated[str, Text(60, TOKEN)]
    type: str
    choices: Annotated[tuple[Annotated[str, Text(200)], ...], Items(MOST_CHOICES), LATER] = ()
    required: Annotated[bool, LATER] = False
    grant_types: Annotated[tuple[Annotated[str, Text(60)], ...] | None, Items(50), LATER] = None
    label: Annotated[Sentence | None, LATER] = None

    def is_asked_of(self, grant_type: str) -> bool:
        """Tell whether an application for ``grant_type`` may answer the question."""
        return self.grant_types is None or grant_type in self.grant_types


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What stands at the head of a call, for whoever reads it; ``registration_number`` is its dnr, dates are local dates."""

    code: Annotated[str, Text(100, CODE)]
    title: Annotated[str, Text(500)]
    issuer: Annotated[str, Text(500)] | None = None
    registration_number: Annotated[str, Text(100)] | None = None
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms(Head):
    """What a call says, as far as rules may need it.

    Dates are local dates of ``time_zone``; ``grant_year`` is the year that the money is for; ``administrations`` is None
    when the call does not list whom it knows.
    """

    closes_at: Annotated[
        datetime | None,
        Mark.LOCAL,
        LATER,
        About("the exact closing moment; without an offset it is local to time_zone"),
    ] = None
    time_zone: Annotated[str, Text(64)] = DEFAULT_ZONE
    grant_year: Year | None = None
    grant_types: Annotated[Mapping[Annotated[str, Text(60, TOKEN)], GrantType], Items(50)]
    max_applications_per_administration: Quota | None = None
    administrations: Annotated[tuple[Name, ...], Items(2000)] | None = None
    questions: Annotated[tuple[AskedQuestion, ...], Items(300), LATER] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Terms):
    """A call that has an id, as scoring is told of it."""

    call_id: Id
