"""Prints which files one application and one rule change pass through: ``python -m tests.architecture.passage``.

A file counts when the body of one of its functions runs during the passage. That a module is imported is not enough,
nor that its classes are defined, nor what runs while it is imported; templates are no files in this sense. Both
services run in this process on two SQLite files: requests go to the Flask applications, what the relays publish is handed
to the tasks of the Celery applications at once, and the steps of both schedulers run in turn until nothing is left to do.

* One **application** goes from ``POST`` as a draft, submitted, relayed to scoring and kept, its call closed, judged, its
  verdict sent back and kept, to the page of its call and its own page, which show the verdict. Everything has been
  running: another application was judged by the same rules before, so reading and proving the rules is not part of
  it. On the code of 593 modules these are 156 files; house.md, by a count of its own, says 157. The figure for the very
  first application, for which the rules are read and proved too, is printed beside it.
* One **rule change**, that of the tutorial in docs/, goes from a draft of the new version, checked, a trial of it on the
  earlier round ordered, approved by another person, to being in force for the call. On the code of 593 modules these
  are about 126 files, as house.md says. What runs in processes of their own (the gate's trial of the rules) is not
  counted. Beside it stands the figure with what follows: the trial run and read, the call screened by the new version.

With ``--limits`` the exit status is 1 when one of the two goals of the issue is missed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.executed_files import Watch

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "stockholm-2018"
TUTORIAL = ROOT / "docs" / "change-a-rule.md"

MOST_OF_APPLICATION = 75
MOST_OF_RULE_CHANGE = 50

RULE_SET = "stockholm-2018"
CALL = "stockholm-2018"
OURS = "T1-6"
"""The application that is followed; the change of the tutorial gives it another sentence."""
BEFORE = "T2-5"
"""The application that is judged before it."""
WRITER, APPROVER = "Anna", "Bengt"

OFTEN_S = 60.0
"""Steps of a scheduler that run less often tidy up, and take no part in any passage."""
MOST_ROUNDS = 200


@dataclass
class Passage:
    """The steps of a passage in order, each with the files that it ran through."""

    name: str
    watch: Watch
    steps: dict[str, frozenset[str]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Count what runs inside as one step."""
        with self.watch.watching() as seen:
            yield
        self.steps[name] = frozenset(seen)

    @property
    def files(self) -> list[str]:
        """Every file of the passage."""
        return sorted(frozenset().union(*self.steps.values()))


@dataclass
class Passages:
    """What the command prints."""

    first_application: Passage
    application: Passage
    rule_change: Passage
    after_it: Passage

    @property
    def whole_change(self) -> list[str]:
        """The files of a rule change with everything that follows from it."""
        return sorted({*self.rule_change.files, *self.after_it.files})


class Pair:
    """Both services in this process, joined by a list instead of a broker."""

    def __init__(self, folder: Path) -> None:
        # Nothing is imported at the head: what is followed must be the code of this tree, told of in ``_check_tree``.
        import intake_service.app
        import intake_service.main
        import intake_service.settings
        import intake_service.worker
        import scoring_service.app
        import scoring_service.main
        import scoring_service.settings
        import scoring_service.worker

        _check_tree(intake_service.main.__file__, scoring_service.main.__file__)
        intake, scoring = intake_service, scoring_service
        os.environ.update(_environment(folder))
        for main in (intake.main.main, scoring.main.main):
            _require(main(["migrate"]) == 0, "the databases were not migrated")
        self._sent: list[tuple[str, dict[str, Any]]] = []
        settings, parts = intake.settings.read_settings(), None
        parts = intake.main.make_parts(settings)
        self.intake = intake.app.create_app(parts).test_client()
        workers = [intake.worker.make_worker(settings, parts)]
        steps = [*intake.worker.make_steps(parts, self, settings.delivery)]
        rules = scoring.settings.read_settings()
        judging, life = scoring.main.make_parts(rules), scoring.main.make_life_parts(rules)
        self.scoring = scoring.app.create_app(life, rules.person, rules.web.largest_body).test_client()
        workers.append(scoring.worker.make_worker(rules, judging))
        steps += scoring.worker.make_steps(judging, self, rules.delivery)
        self._tasks = {name: task for worker in workers for name, task in worker.tasks.items()}
        self._steps = [step for step in steps if step.every_s < OFTEN_S]
        self._header = rules.person.header
        self._scoring_main = scoring.main.main
