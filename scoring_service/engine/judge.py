"""What the worker holds for each rule set: the engine and the referee, built once, and one call to screen with.

A judge is taken from the shelf and compiled at first use; the last few used stay open. It derives each application's facts
from the frozen call and holds a pair of evaluators for each set of values that its dated constants have had.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import read, write
from prescreen_shared.shapes.verdict import CallFinding, EngineVersion, Verdict
from scoring_service.domain.call_findings import find_call_findings
from scoring_service.domain.condition import Fact, Scalar
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.kinds import DERIVATION, derive_facts
from scoring_service.domain.evaluate import Referee, RuleEngine
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.judge import Judge, JudgedApplication, RuleSetVersion, RulesRefusedError
from scoring_service.domain.judge_application import (
    EngineDifference,
    Evaluation,
    check_questions,
    judge_application,
    refer_incomplete,
)
from scoring_service.domain.reading_aid import ReadingAid
from scoring_service.domain.rule_set import RuleSet, first_day_of, on_day, values_of
from scoring_service.engine.durable_rules import DurableRulesEngine

DERIVATION_MARK = "+derivation."
"""Stands in a version before the number of the derivation; a version without it is of the first."""
_log = structlog.get_logger(__name__)
_Values = tuple[tuple[str, Scalar], ...]


class EngineJudge:
    """One compiled rule set, with the constants of each call's own day; see ``Judge``."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._by_day = JudgesByDay(rule_set)

    @property
    def engine(self) -> EngineVersion:
        """The engine's name and version."""
        return self._by_day.of(None).engine

    def view_call(self, call: CallFacts, pages: Iterable[Sequence[Application]]) -> IndexedCall:
        """Index every application; one that faults is left out, and named by ``fault_of``."""
        rule_set = self._by_day.of(first_day_of(call)).rule_set
        misfits = [f"{rule_set.name}: {each.sv} ({each.en})" for each in check_questions(rule_set, call)]
        if misfits:
            raise RulesRefusedError(misfits)
        view = IndexedCall(rule_set, call)
        for page in pages:
            for application in page:
                view.add(application)
        return view

    def judge(self, call: CallFacts, application: Application, context: dict[str, Any]) -> JudgedApplication:
        """Derive the facts and judge by every ground."""
        by_day = self._by_day.of(first_day_of(call))
        facts = derive_facts(by_day.rule_set, call, application, read(CallContext, context))
        verdict, differences = by_day.judge(
            application, facts, max_amount=call.cap_for(application), year=call.grant_year
        )
        verdict = refer_incomplete(verdict, call, application)
        return JudgedApplication(verdict, tuple(_difference(each) for each in differences))

    def close(self) -> None:
        """Give back the engine's memory."""
        self._by_day.close()


class IndexedCall:
    """The call as a whole; see ``CallView``."""

    def __init__(self, rule_set: RuleSet, call: CallFacts) -> None:
        self._rule_set = rule_set
        self._call = call
        self._index = CallIndex(rule_set, call)
        self._faults: dict[str, str] = {}

    def add(self, application: Application) -> None:
        """Take one application, or note why it could not be taken."""
        try:
            self._index.add(application)
        except SoftTimeLimitExceeded:
            # It may strike during any application, which is not to blame: the preparation is begun again instead.
            raise
        except Exception as error:
            _log.exception("application_not_indexed", application_id=application.application_id)
            self._faults[application.application_id] = f"{type(error).__name__}: {error}"

    def fault_of(self, application_id: str) -> str | None:
        """Give why the application was left out, None when it was not."""
        return self._faults.get(application_id)

    def context_of(self, application_id: str) -> dict[str, Any] | None:
        """Give what the call says of one application, None when it faults: then that is noted, and the others go on."""
        try:
            return write(self._index.context_of(application_id))
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            _log.exception("application_without_context", application_id=application_id)
            self._faults.setdefault(application_id, f"{type(error).__name__}: {error}")
            return None

    def findings(self) -> Sequence[CallFinding]:
        """Give the findings about the call."""
        return find_call_findings(self._rule_set, self._call, self._index)


class JudgesByDay:
    """Gives the judge of a day; days with the same values share one. For one thread, closed at the end."""

    def __init__(self, rule_set: RuleSet) -> None:
        """Compile for the rule set's own first day.

        Raises TooManyTermsError, NameCollisionError, EngineFaultError, as ``of`` may for another day.
        """
        self._rule_set = rule_set
        self._of_day: dict[date | None, ApplicationJudge] = {}
        self._of_values: dict[_Values, ApplicationJudge] = {}
        self.of(None)

    def of(self, day: date | None) -> ApplicationJudge:
        """Give the judge with the values in force on a day; None is the rule set's own first day."""
        judge = self._of_day.get(day)
        if judge is None:
            judge = self._of_day[day] = self._with_values_of(on_day(self._rule_set, day))
        return judge

    def close(self) -> None:
        """Close every judge; a second call does nothing."""
        for judge in self._of_values.values():
            judge.close()

    def _with_values_of(self, rule_set: RuleSet) -> ApplicationJudge:
        # A constant keeps its type from day to day, so that equal values are the same values.
        values = tuple(rule_set.constants.items())
        judge = self._of_values.get(values)
        if judge is None:
            judge = self._of_values[values] = ApplicationJudge(rule_set)
        return judge


class ApplicationJudge:
    """Judges applications by one rule set, every condition evaluated twice; for one thread, closed at the end."""

    def __init__(self, rule_set: RuleSet, engine: RuleEngine | None = None) -> None:
        """Build both evaluators.

        Raises TooManyTermsError, NameCollisionError, EngineFaultError from the compilation.
        """
        self.rule_set = rule_set
        self._engine = engine or DurableRulesEngine(rule_set)
        self._referee = Referee(rule_set)
        self._aid = ReadingAid(rule_set)

    @property
    def engine(self) -> EngineVersion:
        """What judges, for the verdict's trace: the engine's name, its version and that of the derivation of facts."""
        return EngineVersion(self._engine.name, f"{self._engine.version}{DERIVATION_MARK}{DERIVATION}")

    def judge(
        self,
        application: Application,
        facts: Mapping[str, Fact],
        *,
        max_amount: int | None,
        year: int | None = None,
    ) -> tuple[Verdict, tuple[EngineDifference, ...]]:
        """Propose an outcome; the differences, mostly none, are for the alarm.

        ``max_amount`` is the call's cap for the application's grant type in whole SEK, ``year`` the one that the money is for. Raises FactTypeError for a
        fact that does not fit its declaration and EngineFaultError: refer the application by ``fault_verdict`` then.
        """
        values = values_of(self.rule_set, facts)
        evaluation = Evaluation(values, self._engine.evaluate(values), self._referee.evaluate(values))
        verdict, differences = judge_application(self.rule_set, application, facts, evaluation, max_amount)
        return replace(verdict, hints=self._aid.hints_for(application, verdict.findings, year)), differences

    def close(self) -> None:
        """Give back the engine's memory; a second call does nothing."""
        self._engine.close()


class OpenJudges:
    """Gives the judge of a version, compiled at first use; for one thread of one process."""

    def __init__(self, open_judge: Callable[[RuleSetVersion], Judge], most: int = 4) -> None:
        self._open = open_judge
        self._most = most
        self._by_sha256: OrderedDict[str, Judge] = OrderedDict()

    def of(self, version: RuleSetVersion) -> Judge:
        """Give the judge of a version; the one used longest ago makes room for a new one."""
        judge = self._by_sha256.get(version.sha256)
        if judge is None:
            judge = self._open(version)
            self._by_sha256[version.sha256] = judge
            if len(self._by_sha256) > self._most:
                _, oldest = self._by_sha256.popitem(last=False)
                oldest.close()
        self._by_sha256.move_to_end(version.sha256)
        return judge

    def close(self) -> None:
        """Close every judge."""
        while self._by_sha256:
            self._by_sha256.popitem()[1].close()


def derivation_of(engine_version: str) -> int:
    """Give the number of the derivation in the engine version of a kept verdict."""
    return int(engine_version.partition(DERIVATION_MARK)[2] or 1)


def _difference(difference: EngineDifference) -> dict[str, Any]:
    return {
        "criterion" if difference.key.of_criterion else "rule": difference.key.rule,
        "level": difference.key.level,
        "engine": difference.engine.value if difference.engine else None,
        "referee": difference.referee.value,
        "values": {name: _scalar(value) for name, value in difference.values.items()},
    }


def _scalar(value: Any) -> Any:
    return value if value is None or isinstance(value, (bool, int)) else str(value)
