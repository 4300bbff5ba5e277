"""What became of one application's proposal under other rules; the kinds exclude each other, so that their counts add up."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from shared.statuses import Outcome


class Change(StrEnum):
    """Strongest first: an application that differs in several ways is counted under the first that fits.

    ``changed_grounds`` keeps its outcome for other reasons, or with another amount; ``points_changed`` differs in what
    criteria give, perhaps in its sentences too; ``changed_text`` has the same grounds told differently: sentence,
    deciding facts, what is missing, quoted words or source. ``not_judged`` lacks a verdict on one of the two sides.
    """

    NOT_JUDGED = "not_judged"
    NEWLY_REFUSED = "newly_refused"
    NEWLY_SET_ASIDE = "newly_set_aside"
    NEWLY_REFERRED = "newly_referred"
    NEWLY_ELIGIBLE = "newly_eligible"
    CHANGED_GROUNDS = "changed_grounds"
    POINTS_CHANGED = "points_changed"
    CHANGED_TEXT = "changed_text"
    UNCHANGED = "unchanged"


NEWLY: Final = {
    Outcome.REFUSE: Change.NEWLY_REFUSED,
    Outcome.SET_ASIDE: Change.NEWLY_SET_ASIDE,
    Outcome.REFER: Change.NEWLY_REFERRED,
    Outcome.ELIGIBLE: Change.NEWLY_ELIGIBLE,
}
"""What an application has become whose outcome is another than before."""
