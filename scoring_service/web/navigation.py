"""The parts of the site that every page leads to."""

from __future__ import annotations

from typing import Final

NAVIGATION: Final = (
    ("rule_sets", "scoring.rule-sets"),
    ("calls", "scoring.calls"),
    ("trials", "scoring.trials"),
    ("about", "scoring.about"),
)
"""For each, the name of its page and the id of the words for it."""
