"""Between a call as stored and a call as the domain knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intake_service.domain.call import CallStatus, CallTerms, GrantType
from intake_service.domain.closing_time import end_of_day, grant_year_by_default, moment_of
from intake_service.domain.question import question_from
from intake_service.store.standard_questions import standard_questions
from shared.statuses import CallState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from intake_service.store.tables import CallRow


def status_of(row: CallRow) -> CallStatus:
    """Give how a stored call stands."""
    return CallStatus(
        row.code, CallState(row.state), row.closes_at, row.closes_automatically, closed_at=row.closed_at
    )


def terms_of(row: CallRow) -> CallTerms:
    """Give the terms of a stored call."""
    kinds = {name: GrantType(**row.grant_types[name]) for name in row.grant_type_order}
    return CallTerms(
        code=row.code,
        title=row.title,
        time_zone=row.time_zone,
        grant_types=kinds,
        questions=tuple(question_from(question) for question in row.questions),
        rule_set=row.rule_set,
        issuer=row.issuer,
        registration_number=row.registration_number,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        closes_at=row.closes_at,
        closes_automatically=row.closes_automatically,
        grant_year=row.grant_year,
        max_applications_per_administration=row.max_applications_per_administration,
        criteria=tuple(row.criteria),
        administrations=None if row.administrations is None else tuple(row.administrations),
        stated_totals=row.stated_totals,
    )


def columns_of(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of a call from terms that were read and checked; what is not stated is computed.

    The call closes at the end of ``closes_on`` unless ``closes_at`` is stated.
    """
    columns = dict(terms)
    zone, closes_on, closes_at = terms["time_zone"], terms.get("closes_on"), terms.get("closes_at")
    if closes_at is not None:
        columns["closes_at"] = moment_of(closes_at, zone)
    elif closes_on is not None:
        columns["closes_at"] = end_of_day(closes_on, zone)
    if terms.get("grant_year") is None and closes_on is not None:
        columns["grant_year"] = grant_year_by_default(closes_on)
    columns["grant_type_order"] = list(terms["grant_types"])
    if terms.get("questions") is None:
        columns["questions"] = standard_questions(terms["grant_types"])
    return columns


_STATED = [
    "code",
    "title",
    "issuer",
    "registration_number",
    "opens_on",
    "closes_on",
    "closes_at",
    "closes_automatically",
    "time_zone",
    "grant_year",
    "grant_types",
    "max_applications_per_administration",
    "criteria",
    "administrations",
    "questions",
    "stated_totals",
    "rule_set",
]
_DECIDING_CLOSING = frozenset({"closes_on", "time_zone"})


def stated_terms(row: CallRow, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Give the terms of a stored call with ``changes``, complete, in the form in which terms are read.

    What is computed from a changed term is computed anew unless it is changed too: the closing moment from the
    closing day, the grant year from it, and the questions asked when the call names none.
    """
    kept = {name: getattr(row, name) for name in _STATED}
    kept["grant_types"] = {name: row.grant_types[name] for name in row.grant_type_order}
    if _DECIDING_CLOSING & changes.keys():
        kept["closes_at"] = kept["grant_year"] = None
    return {**kept, **changes}
