"""A call's terms as the columns that are stored of it; what is not stated is computed, and a call that names no questions asks those of the 2018 form.

It knows no database, so that a bundle can be checked without one.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any

from intake_service.domain.call import grant_year_by_default
from prescreen_shared.clock import end_of_day, last_day_before, moment_of


def columns_of(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of a call from terms that were read and checked; what is not stated is computed.

    The call closes at the end of ``closes_on`` unless ``closes_at`` is stated; where only that is, it says on which day.
    """
    columns = dict(terms)
    zone, closes_on, closes_at = terms["time_zone"], terms.get("closes_on"), terms.get("closes_at")
    if closes_at is not None:
        columns["closes_at"] = moment_of(closes_at, zone)
        columns["closes_on"] = closes_on = closes_on or last_day_before(columns["closes_at"], zone)
    elif closes_on is not None:
        columns["closes_at"] = end_of_day(closes_on, zone)
    if terms.get("grant_year") is None and closes_on is not None:
        columns["grant_year"] = grant_year_by_default(closes_on)
    columns["grant_type_order"] = list(terms["grant_types"])
    if terms.get("questions") is None:
        columns["questions"] = standard_questions(terms["grant_types"])
    return columns


def standard_questions(grant_types: Iterable[str]) -> list[dict[str, Any]]:
    """Give the questions that concern any of ``grant_types``, each limited to those of them that it is asked of.

    A call with other kinds of grant than the 2018 form is thereby asked only what makes sense for it.
    """
    wanted = list(grant_types)
    limited = (
        {**question, "grant_types": [name for name in question["grant_types"] if name in wanted]}
        for question in _shipped()
    )
    return [question for question in limited if question["grant_types"]]


@cache
def _shipped() -> tuple[dict[str, Any], ...]:
    file = resources.files("intake_service.store") / "standard_questions.json"
    questions: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["questions"]
    return tuple(questions)
