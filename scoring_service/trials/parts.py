"""The parts that a trial works with, joined by whoever starts the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.judge import Judge
    from scoring_service.domain.rule_set import RuleSet
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class TrialSettings:
    """``at_once`` trials run at a time over all schedulers; one that is silent for ``lease_s`` seconds is taken to be lost."""

    at_once: int = 1
    lease_s: float = 120.0


@dataclass(frozen=True, slots=True)
class TrialParts:
    """What a trial needs of the world.

    ``read_rules`` raises RuleFileError for a text that is no rule set. A trial runs in a process of its own that may
    die, so the rules it tries need not have been through the gate.
    """

    database: Database
    clock: Clock
    read_rules: Callable[[str], RuleSet]
    open_judge: Callable[[RuleSet], Judge]
    settings: TrialSettings
