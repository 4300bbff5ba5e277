"""From what is kept to what the domain judges: the frozen call, and its applications."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scoring_service.domain.frozen_call import Application, AskedQuestion, CallFacts, EarlierGrant, GrantType

if TYPE_CHECKING:
    from scoring_service.store.tables import KnownApplication, Screening


def read_call(screening: Screening) -> CallFacts:
    """Give the call as it stood when the screening was ordered."""
    call = screening.call
    administrations = call["administrations"]
    sums = screening.decided_sums
    return CallFacts(
        call_id=screening.call_id,
        code=call["code"],
        title=call["title"],
        issuer=call["issuer"],
        opens_on=_date(call["opens_on"]),
        closes_on=_date(call["closes_on"]),
        time_zone=call["time_zone"],
        grant_year=call["grant_year"],
        grant_types={key: _grant_type(value) for key, value in call["grant_types"].items()},
        max_applications_per_administration=call["max_applications_per_administration"],
        administrations=None if administrations is None else tuple(administrations),
        rankings={name: tuple(references) for name, references in screening.rankings.items()},
        register=screening.register,
        decided_sums=None
        if sums is None
        else {key: (value["decided"], value["stated"]) for key, value in sums.items()},
        closes_at=_moment(call.get("closes_at")),
        questions=tuple(_question(value) for value in call.get("questions", ())),
    )


def read_application(row: KnownApplication) -> Application:
    """Give one revision of one application."""
    content = row.content
    grants = content["earlier_grants"]
    return Application(
        application_id=row.application_id,
        reference=row.reference,
        revision=row.revision,
        grant_type=content["grant_type"],
        title=content["title"],
        description=content["description"],
        applicants=tuple(content["applicants"]),
        unit=content["unit"],
        requested_amount=content["requested_amount"],
        submitted_at=row.submitted_at,
        earlier_grants=None if grants is None else tuple(_earlier_grant(grant) for grant in grants),
        answers=content["answers"],
    )


def _grant_type(value: dict[str, Any]) -> GrantType:
    return GrantType(
        name=value["name"],
        max_amount=value["max_amount"],
        budget=value["budget"],
        max_applications_per_administration=value.get("max_applications_per_administration"),
    )


def _question(value: dict[str, Any]) -> AskedQuestion:
    return AskedQuestion(value["key"], value["type"], tuple(value.get("choices", ())))


def _earlier_grant(value: dict[str, Any]) -> EarlierGrant:
    return EarlierGrant(value["year"], value["grant_type"], value["prestudy"], value["same_project"])


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
