"""A made-up bundle as scoring's domain sees it, for measuring the domain without the services around it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read
from scoring_service.domain.frozen_call import CallFacts


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
    return read(Application, made, application_id=_identity(made["reference"]), revision=1)


def _identity(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))
