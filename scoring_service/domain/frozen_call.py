"""A call as it stood at closing: the call's own data, its applications, rankings and what the city already knew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class GrantType:
    """One kind of grant in a call; amounts are whole SEK."""

    name: str
    max_amount: int | None
    budget: int | None
    max_applications_per_administration: int | None = None


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question of the call's form: the key of its answers, and what kind of answer it takes."""

    key: str
    type: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallFacts:
    """The call's own data; ``grant_year`` is the year that the money is for."""

    call_id: str
    code: str
    title: str
    issuer: str | None
    opens_on: date | None
    closes_on: date | None
    time_zone: str
    grant_year: int | None
    grant_types: dict[str, GrantType]
    max_applications_per_administration: int | None
    administrations: tuple[str, ...] | None
    rankings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """For an administration, the references of the applications it wants considered."""
    register: dict[str, Any] | None = None
    """What the city knew when the call closed, in the register's public format."""
    decided_sums: dict[str, tuple[int, int]] | None = None
    """Per grant type: what people decided in all, and what a document states; whole SEK."""
    closes_at: datetime | None = None
    """The first moment that is too late, aware; None where only the last day is known."""
    questions: tuple[AskedQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierGrant:
    """An earlier grant as the applicant states it."""

    year: int | None
    grant_type: str | None
    prestudy: bool | None
    same_project: bool | None


@dataclass(frozen=True, slots=True)
class Application:
    """One revision of one application as the applicant wrote it; None means not stated."""

    application_id: str
    reference: str
    revision: int
    grant_type: str
    title: str
    description: str | None
    applicants: tuple[str, ...]
    unit: str | None
    requested_amount: int | None
    submitted_at: datetime | None
    earlier_grants: tuple[EarlierGrant, ...] | None
    answers: dict[str, Any]
