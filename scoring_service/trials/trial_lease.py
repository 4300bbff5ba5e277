"""A process's hold on a trial: taken once, renewed while it works, lost when it has been silent for too long."""

from __future__ import annotations

import faulthandler
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from scoring_service.store.tables import BacktestRow
from scoring_service.store.trial_states import TrialState
from scoring_service.trials.errors import TrialStoppedError, TrialTakenError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sqlalchemy.orm import Session

    from scoring_service.trials.parts import TrialParts


class TrialLease:
    """Held by the process ``run_id`` that works on a trial.

    ``watch`` lets the process end itself when it has not renewed for the whole lease, as when it hangs inside the engine,
    where nothing else could end it.
    """

    def __init__(
        self,
        parts: TrialParts,
        backtest_id: str,
        run_id: str,
        *,
        stop_asked: Callable[[], bool] = lambda: False,
        watch: bool = False,
    ) -> None:
        self.backtest_id = backtest_id
        self.run_id = run_id
        self._parts = parts
        self._length = timedelta(seconds=parts.settings.lease_s)
        self._watch = watch
        self._parent = os.getppid()
        self._stop_asked = stop_asked
        self._renewed()

    def renew_when_due(self) -> None:
        """Renew after a quarter of the lease; costs a look at the clock otherwise.

        Raises:
            TrialTakenError: the trial is another process's, or has ended.
            TrialStoppedError: this process was asked to stop, or whoever started it is gone.
        """
        self._check_wanted()
        if self._parts.clock.now() >= self._renew_at:
            with self._parts.database.writing() as session:
                self.write(session, {})

    def write(self, session: Session, values: dict[str, Any]) -> None:
        """Write to the trial's row in the caller's transaction, and renew; raises as ``renew_when_due`` does."""
        self._check_wanted()
        holding = (
            update(BacktestRow)
            .where(BacktestRow.backtest_id == self.backtest_id, BacktestRow.run_id == self.run_id)
            .where(BacktestRow.state == TrialState.RUNNING)
            .values({"running_until": self._parts.clock.now() + self._length, **values})
            .returning(BacktestRow.backtest_id)
        )
        if session.execute(holding).one_or_none() is None:
            raise TrialTakenError(self.backtest_id)
        self._renewed()

    def close(self) -> None:
        """Watch no longer."""
        if self._watch:
            faulthandler.cancel_dump_traceback_later()

    def _check_wanted(self) -> None:
        if self._stop_asked() or (self._watch and os.getppid() != self._parent):
            raise TrialStoppedError

    def _renewed(self) -> None:
        self._renew_at = self._parts.clock.now() + self._length / 4
        if self._watch:
            faulthandler.dump_traceback_later(self._length.total_seconds(), exit=True)
