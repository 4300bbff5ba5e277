"""What the use cases of scoring work with, joined by whoever starts the process; one class for every process."""

from collections.abc import Callable
from dataclasses import dataclass

from prescreen_shared.plumbing.database import Clock, Database
from scoring_service.domain.judge import Judge, RuleShelf
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.gate import pass_gate
from scoring_service.engine.judge import EngineJudge, OpenJudges


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
class BacktestSettings:
    """``at_once`` backtests run at a time over all schedulers; one that is silent for ``lease_s`` seconds is taken to be lost."""

    at_once: int = 1
    lease_s: float = 120.0


@dataclass(frozen=True, slots=True)
class ScoringParts:
    """What is needed of the world.

    ``read_rules`` reads a text that was kept or ordered to be tried, and raises RuleFileError for one that is no rule set.
    ``gate`` raises GateRefusedError for rules that may not be published. ``open_judge`` compiles rules that need not have
    been through it: a backtest runs in a process of its own that may die.
    """

    database: Database
    clock: Clock
    shelf: RuleShelf
    judges: OpenJudges
    read_rules: Callable[[str], RuleSet]
    open_judge: Callable[[RuleSet], Judge] = EngineJudge
    gate: Callable[[RuleSet], None] = pass_gate
    screening: ScreeningSettings = ScreeningSettings()
    backtests: BacktestSettings = BacktestSettings()
