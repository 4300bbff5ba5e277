"""One way to write a JSON value, so that equal values are equal byte for byte."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Write plain JSON values with sorted keys and no spaces; the order of a list is kept."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
