"""From ruamel's round-trip values to plain Python ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ruamel.yaml.scalarbool import ScalarBoolean


def to_plain(value: Any) -> Any:
    """Give dicts, lists, str, int, float, bool, date, datetime and None, without ruamel's subclasses."""
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [to_plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, ScalarBoolean):
        return bool(value)
    if isinstance(value, datetime):
        return datetime.fromisoformat(value.isoformat())
    if isinstance(value, date):
        return value
    for plain in (int, float, str):
        if isinstance(value, plain):
            return plain(value)
    raise ValueError(f"unexpected value {value!r}")
