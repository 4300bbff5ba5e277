"""A made-up bundle as scoring's domain sees it, for measuring the domain without the services around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from scoring_service.domain.frozen_call import Application, CallFacts, EarlierGrant, GrantType


def frozen_call(bundle: Mapping[str, Any]) -> CallFacts:
    """Give the call of a bundle, for grants of the year after it closed."""
    call = bundle["call"]
    closes_on = date.fromisoformat(call["closes_on"])
    return CallFacts(
        call_id=_identity(call["id"]),
        code=call["id"],
        title=call["title"],
        issuer=call["issuer"],
        opens_on=date.fromisoformat(call["opens_on"]),
        closes_on=closes_on,
        time_zone=call["time_zone"],
        grant_year=closes_on.year + 1,
        grant_types={key: GrantType(**value) for key, value in call["grant_types"].items()},
        max_applications_per_administration=call["max_applications_per_administration"],
        administrations=tuple(call["administrations"]),
        rankings={name: tuple(references) for name, references in bundle["rankings"].items()},
        register=bundle["register"],
    )


def frozen_application(made: Mapping[str, Any]) -> Application:
    """Give one application of a bundle, in its first revision."""
    grants = made["earlier_grants"]
    return Application(
        application_id=_identity(made["reference"]),
        reference=made["reference"],
        revision=1,
        grant_type=made["grant_type"],
        title=made["title"],
        description=made["description"],
        applicants=tuple(made["applicants"]),
        unit=made["unit"],
        requested_amount=made["requested_amount"],
        submitted_at=made["submitted_at"] and datetime.fromisoformat(made["submitted_at"]),
        earlier_grants=None if grants is None else tuple(EarlierGrant(**grant) for grant in grants),
        answers=made["answers"],
    )


def _identity(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
