"""Both services in this process on two SQLite files, joined by a list in the place of a broker."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from celery import Task
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from intake_service import app as intake_app
from intake_service import main as intake_main
from intake_service import settings as intake_settings
from intake_service import worker as intake_worker
from prescreen_shared.plumbing.database import Clock
from scoring_service import app as scoring_app
from scoring_service import main as scoring_main
from scoring_service import settings as scoring_settings
from scoring_service import worker as scoring_worker

OFTEN_S = 60.0
"""Steps of a scheduler that run less often tidy up, and nobody waits for them."""

IDLE_ROUNDS = 2
"""So often the schedulers find nothing to do before the pair is at rest: what one step leaves another takes up."""

MOST_ROUNDS = 500


class PairError(Exception):
    """The pair did not do what it was asked."""


class Pair:
    """What is asked goes to ``intake`` and ``scoring`` as to web servers; ``rest`` lets workers and schedulers work."""

    def __init__(self, folder: Path, clock: Clock | None = None) -> None:
        """Start both; intake goes by ``clock`` where one is given, and scoring by the system's."""
        self._clock = clock
        self._environment = _environment(folder)
        self._sent: list[tuple[str, Mapping[str, Any]]] = []
        self._tasks: dict[str, Task[Any, Any]] = {}
        with patch.dict(os.environ, self._environment):
            for main in (intake_main.main, scoring_main.main):
                if main(["migrate"]):
                    raise PairError("the databases were not migrated")
            self.intake = self._start_intake()
            self.scoring = self._start_scoring()

    def publish(self, task: str, message: Mapping[str, Any]) -> None:
        """Take a message from a relay, as a broker does."""
        self._sent.append((str(task), message))

    def rest(self) -> None:
        """Run the schedulers' steps and the tasks that they send for until there is nothing left to do."""
        idle = 0
        for _ in range(MOST_ROUNDS):
            for step in self._steps:
                while step.run():
                    pass
            sent, self._sent[:] = list(self._sent), []
            for task, message in sent:
                self._tasks[task].apply(kwargs={"message": message}, throw=True)
            idle = 0 if sent else idle + 1
            if idle == IDLE_ROUNDS:
                return
        raise PairError(f"after {MOST_ROUNDS} rounds there are still messages under way")

    def run_backtest(self, backtest_id: str) -> None:
        """Do what the process of a backtest does."""
        # To have its memory laid out otherwise it would begin this process again.
        with patch.dict(os.environ, self._environment), patch.object(os, "execve"):
            if scoring_main.main(["backtest", backtest_id]):
                raise PairError(f"the backtest {backtest_id} was not run")

    def _start_intake(self) -> FlaskClient:
        settings = intake_settings.read_settings()
        parts = intake_main.make_parts(settings)
        if self._clock is not None:
            parts = replace(parts, clock=self._clock)
        self._tasks |= intake_worker.make_worker(settings, parts).tasks
        steps = intake_worker.make_steps(parts, self, settings.delivery)
        self._steps = [step for step in steps if step.every_s < OFTEN_S]
        return intake_app.create_app(parts).test_client()

    def _start_scoring(self) -> FlaskClient:
        settings = scoring_settings.read_settings()
        parts = scoring_main.make_parts(settings)
        self._tasks |= scoring_worker.make_worker(settings, parts).tasks
        steps = scoring_worker.make_steps(parts, self, settings.delivery)
        self._steps += [step for step in steps if step.every_s < OFTEN_S]
        self._header = settings.person.header
        return scoring_app.create_app(parts, settings.person, settings.web.largest_body).test_client()

    def ask(
        self, service: FlaskClient, method: str, path: str, body: Any = None, *, by: str | None = None
    ) -> TestResponse:
        """Send a request, in a person's name where one is given.

        Raises:
            PairError: it was refused.
        """
        headers = {} if by is None else {self._header: by}
        more = {} if body is None else {"json": body}
        answer = service.open(path, method=method, headers=headers, **more)
        if answer.status_code >= 400:
            raise PairError(f"{method} {path} was answered {answer.status_code}: {answer.text[:500]}")
        return answer


def _environment(folder: Path) -> dict[str, str]:
    return {
        "INTAKE_DATABASE_URL": f"sqlite:///{folder / 'intake.sqlite3'}",
        "SCORING_DATABASE_URL": f"sqlite:///{folder / 'scoring.sqlite3'}",
        "BROKER_URL": "redis://nobody.invalid",
        "SCORING_SECRET_KEY": "k" * 32,
        "LOG_LEVEL": "ERROR",
    }
