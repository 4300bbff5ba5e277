"""The parts that everything done with a version works with, joined by whoever starts the process."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scoring_service.engine.gate import pass_gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from scoring_service.domain.rule_set import RuleSet
    from shared.plumbing.clock import Clock
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class LifeParts:
    """What is needed of the world; ``gate`` raises GateRefusedError for rules that may not be published."""

    database: Database
    clock: Clock
    gate: Callable[[RuleSet], None] = pass_gate
