"""The canonical content of a rule set, which its hash is made of: meaning only, no comments and no layout."""

from __future__ import annotations

import hashlib
import json
from dataclasses import Field, fields, is_dataclass
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet


CONSTANT: Final = ("Compare", "constant")
ADDED_LATER: Final = frozenset(
    {
        CONSTANT,
        ("Rule", "shows"),
        ("RuleSet", "criteria"),
        ("RuleSet", "documents"),
        ("RuleSet", "process"),
        ("RuleSet", "dated_constants"),
    }
)
"""What the language was given after versions had been kept: left out where it is not used, so that their hashes stay."""


def canonical_content(rule_set: RuleSet) -> str:
    """Write everything that the rule set says as one line of JSON, keys sorted, without its hash."""
    plain = _plain(rule_set, frozenset(rule_set.dated_constants))
    del plain["sha256"]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def content_hash(rule_set: RuleSet) -> str:
    """Give the SHA-256 of the canonical content as 64 hex digits."""
    return hashlib.sha256(canonical_content(rule_set).encode()).hexdigest()


def _plain(value: Any, dated: frozenset[str]) -> Any:
    if is_dataclass(value):
        kind = type(value).__name__
        return {"is": kind} | {
            each.name: _plain(getattr(value, each.name), dated)
            for each in fields(value)
            if not _is_left_out(value, each, dated)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: _plain(item, dated) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item, dated) for item in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _is_left_out(value: Any, each: Field[Any], dated: frozenset[str]) -> bool:
    # All of them have an empty default: nothing, an empty tuple or an empty mapping. The name of a constant that
    # never changes was not part of the content before constants had dates, and its value is.
    added = (type(value).__name__, each.name)
    content = getattr(value, each.name)
    return added in ADDED_LATER and (not content or (added == CONSTANT and content not in dated))
