"""How many examples a property is tried on: all of them in CI, a quarter where somebody waits."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import settings

WHOLE: Final = 100
"""How many examples the profile ``whole`` tries of a property that names no number of its own."""


def examples(count: int, **more: Any) -> settings:
    """Try a property on ``count`` examples under the profile ``whole``, and on its share of them under another."""
    return settings(max_examples=count * settings().max_examples // WHOLE, **more)
