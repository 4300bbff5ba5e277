"""The terms of a call as they were read, for checks before anything is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.domain.call import CallTerms, GrantType
from intake_service.domain.question import question_from
from intake_service.store.standard_questions import standard_questions

if TYPE_CHECKING:
    from collections.abc import Mapping


def terms_from(values: Mapping[str, Any]) -> CallTerms:
    """Give what applications are tried against; ``values`` may lack keys that had faults."""
    kinds = {
        name: GrantType(kind.get("name") or name, kind.get("max_amount"), kind.get("budget"))
        for name, kind in values["grant_types"].items()
    }
    questions = values.get("questions")
    asked = standard_questions(kinds) if questions is None else questions
    administrations = values.get("administrations")
    return CallTerms(
        code=values.get("code") or "",
        title=values.get("title") or "",
        time_zone=values.get("time_zone") or "",
        grant_types=kinds,
        questions=tuple(question_from(question) for question in asked),
        rule_set=values.get("rule_set") or "",
        administrations=None if administrations is None else tuple(administrations),
    )
