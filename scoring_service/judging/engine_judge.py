"""The judge that the product uses: facts derived from the frozen call, rules evaluated by engine and referee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from scoring_service.domain.call_findings.find_call_findings import find_call_findings
from scoring_service.domain.check_questions import check_questions
from scoring_service.domain.derive.call_context import CallContext
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.derive_facts import derive_facts
from scoring_service.domain.judge import EngineVersion, Judgement, RulesRefusedError
from scoring_service.domain.on_day import first_day_of
from scoring_service.judging.dated_screeners import DatedScreeners

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring_service.domain.finding import CallFinding
    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.domain.screen_application import EngineDifference

_log = structlog.get_logger(__name__)


class EngineJudge:
    """One compiled rule set, with the constants of each call's own day; see ``Judge``."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._screeners = DatedScreeners(rule_set)

    @property
    def engine(self) -> EngineVersion:
        """The engine's name and version."""
        screener = self._screeners.of(None)
        return EngineVersion(screener.engine_name, screener.engine_version)

    def view_call(self, call: CallFacts, pages: Iterable[Sequence[Application]]) -> IndexedCall:
        """Index every application; one that faults is left out, and named by ``fault_of``."""
        rule_set = self._screeners.of(first_day_of(call)).rule_set
        misfits = [f"{rule_set.name}: {each.sv} ({each.en})" for each in check_questions(rule_set, call)]
        if misfits:
            raise RulesRefusedError(misfits)
        view = IndexedCall(rule_set, call)
        for page in pages:
            for application in page:
                view.add(application)
        return view

    def judge(self, call: CallFacts, application: Application, context: dict[str, Any]) -> Judgement:
        """Derive the facts and evaluate every rule and criterion."""
        screener = self._screeners.of(first_day_of(call))
        facts = derive_facts(screener.rule_set, call, application, CallContext.from_json(context))
        grant_type = call.grant_types.get(application.grant_type)
        max_amount = grant_type.max_amount if grant_type else None
        verdict, differences = screener.screen(application, facts, max_amount=max_amount)
        return Judgement(verdict, tuple(_difference(each) for each in differences))

    def close(self) -> None:
        """Give back the engine's memory."""
        self._screeners.close()


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
            return self._index.context_of(application_id).to_json()
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            _log.exception("application_without_context", application_id=application_id)
            self._faults.setdefault(application_id, f"{type(error).__name__}: {error}")
            return None

    def findings(self) -> Sequence[CallFinding]:
        """Give the findings about the call."""
        return find_call_findings(self._rule_set, self._call, self._index)


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
