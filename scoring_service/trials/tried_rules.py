"""The side that some rules would say: every context and finding computed anew from the frozen call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog

from scoring_service.store.verdicts import call_finding_message, verdict_message
from scoring_service.trials.side import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scoring_service.domain.frozen_call import Application, CallFacts
    from scoring_service.domain.judge import Judge

_log = structlog.get_logger(__name__)


class TriedRules:
    """See ``Side``; one application that faults is told so, the others go on."""

    def __init__(self, judge: Judge, call: CallFacts, pages: Iterable[Sequence[Application]]) -> None:
        """Look at the whole call once.

        Raises:
            RulesRefusedError: the rules cannot take the answers to what the call asks.
        """
        self._judge = judge
        self._call = call
        self._view = judge.view_call(call, pages)

    def context_of(self, application_id: str) -> dict[str, Any] | None:
        """Give what the call says of one application, None where that cannot be found out."""
        return None if self._view.fault_of(application_id) else self._view.context_of(application_id)

    def tell(self, page: Sequence[Application]) -> list[Told]:
        """Judge a page's applications."""
        return [self._tell(application) for application in page]

    def call_findings(self) -> list[dict[str, Any]]:
        """Look for what the rules find about the call."""
        return [call_finding_message(finding) for finding in self._view.findings()]

    def _tell(self, application: Application) -> Told:
        context = self.context_of(application.application_id)
        if context is None:
            return Told(None, self._view.fault_of(application.application_id))
        try:
            return Told(verdict_message(self._judge.judge(self._call, application, context).verdict))
        except Exception as error:
            _log.exception("application_faulted_in_trial", application_id=application.application_id)
            return Told(None, f"{type(error).__name__}: {error}")
