"""The parts that every task of scoring works with, joined by whoever starts the process.

RETELL:
- (parts) The parts that everything done with a version works with, joined by whoever starts the process.
- (parts) The parts that a trial works with, joined by whoever starts the process.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prescreen_shared.plumbing.database import Clock, Database
from scoring_service.domain.judge import Judge, RuleShelf
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.gate import pass_gate
from scoring_service.engine.judge import OpenJudges


@dataclass(frozen=True, slots=True)
class ScreeningSettings:
    """How a screening is cut and watched; times in seconds.

    ``chunk_size`` applications are screened together, ``window`` chunks are on the queue at a time.
    ``lease_s`` is how long a chunk or a preparation may be silent before it is taken to be lost; it must be longer
    than one application takes. ``grace_s`` is waited for applications on their way before intake is asked.
    """

    chunk_size: int = 100
    window: int = 16
    lease_s: float = 30.0
    grace_s: float = 2.0
    preparing_lease_s: float = 150.0


@dataclass(frozen=True, slots=True)
class ScoringParts:
    """What the tasks need of the world."""

    database: Database
    clock: Clock
    shelf: RuleShelf
    judges: OpenJudges
    settings: ScreeningSettings


@dataclass(frozen=True, slots=True)
class LifeParts:
    """What is needed of the world; ``gate`` raises GateRefusedError for rules that may not be published."""

    database: Database
    clock: Clock
    gate: Callable[[RuleSet], None] = pass_gate


@dataclass(frozen=True, slots=True)
class BacktestSettings:
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
    settings: BacktestSettings
