"""Seeing to that a version's rules hold on the days of a call."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from scoring_service.domain.versions.errors import NotValidForCallError
from scoring_service.rule_files.read_rule_file import read_checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring_service.store.tables import ManagedVersion


def require_valid(row: ManagedVersion, call: Mapping[str, Any]) -> None:
    """See to that no day of the call that is known lies outside the days of the version.

    Raises:
        NotValidForCallError: one does.
    """
    rules = read_checked(row.document)
    first, last = rules.valid_from, rules.valid_to
    opens_on, closes_on = (_day(call.get(key)) for key in ("opens_on", "closes_on"))
    known = [day for day in (opens_on, closes_on) if day is not None]
    early = first is not None and any(day < first for day in known)
    late = last is not None and any(day > last for day in known)
    if early or late:
        raise NotValidForCallError((first, last), call["code"], (opens_on, closes_on))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
