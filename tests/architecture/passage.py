"""Prints which files one application and one rule change pass through: ``python -m tests.architecture.passage``.

A file counts when the body of one of its functions runs during the passage. That a module is imported is not enough,
nor that its classes are made, nor what it calls while it is imported; templates are no files in this sense. Both services
run in this process: requests go to the Flask applications, what the relays publish is handed to the tasks of the Celery
applications, and the steps of both schedulers run in turn until nothing is left to do.

* **One application** goes from its draft, sent to intake's API, submitted, relayed to scoring and kept there, its call
  closed, judged, its verdict sent back and kept, to the pages that show it: that of its call and its own. The services
  have been at work: another application was judged by the same rules before, so that reading and proving the rules is
  no part of it. For the very first application after a start it is; that figure stands beside it.
* **One rule change**, that of the tutorial in ``docs``, goes through scoring's API from the draft of a new version,
  checked, a backtest of it on the earlier round ordered, approved by another person, to being in force for the call. What
  follows from it stands beside it: the backtest run and read, the call screened again, the new verdict shown. The gate
  proves rules in a process of its own, which is not watched.

Counted so, the code of 593 modules gave 156 and 129; the guide on the layout, by a count of its own, says 157 and 126.

With ``--limits`` the exit status is 1 when one of the two goals is missed.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scoring_service import main as scoring_main
from tests.architecture.executed_files import Watch
from tests.architecture.pair_in_process import Pair, PairError
from tests.architecture.source_tree import read_packages
from tests.end_to_end.tutorial import Edit, read_tutorial

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "stockholm-2018"
TUTORIAL = ROOT / "docs" / "change-a-rule.md"

MOST_OF_APPLICATION = 75
MOST_OF_RULE_CHANGE = 50

RULE_SET = "stockholm-2018"
FOLLOWED = ("T1-6", "Föreslås avslag")
"""The application that is followed and what its page shows; the tutorial's change gives it another sentence."""
EARLIER = ("T2-5", "Behörig")
"""The application that is judged before it, in another call."""
WRITER, APPROVER = "Anna", "Bengt"


@dataclass
class Passage:
    """The steps of a passage in order, each with the files that it runs through."""

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


@dataclass(frozen=True)
class Passages:
    """What was followed."""

    first_application: Passage
    application: Passage
    rule_change: Passage
    what_follows: Passage


def follow(folder: Path) -> Passages:
    """Follow applications and a rule change through the pair, whose databases stand in ``folder``."""
    if not Path(scoring_main.__file__).is_relative_to(ROOT):
        raise PairError(f"the code that is imported is not that of {ROOT}: {scoring_main.__file__}")
    watch = Watch(ROOT, (module.path for module in read_packages(ROOT)))
    passages = Passages(
        Passage("The first application after a start", watch),
        Passage("One application", watch),
        Passage("One rule change", watch),
        Passage("What follows from it", watch),
    )
    pair = Pair(folder)
    load_register(pair)
    follow_application(pair, passages.first_application, "earlier-call", *EARLIER)
    application_id = follow_application(pair, passages.application, "call", *FOLLOWED)
    backtest_id = follow_rule_change(pair, passages.rule_change, "call")
    follow_what_comes_of_it(pair, passages.what_follows, "call", backtest_id, application_id)
    return passages


def load_register(pair: Pair) -> None:
    """Put the example's register in force, without which rules that read it refer what they would pass."""
    register = json.loads((EXAMPLE / "register.json").read_text("utf-8"))
    change = {"register": register, "replaces": 0, "reason": "Inför utlysningen"}
    pair.ask(pair.intake, "PUT", "/api/register", change, by=WRITER)


def follow_application(pair: Pair, passage: Passage, call: str, reference: str, verdict: str) -> str:
    """Follow one application to the page that shows its verdict, in a new call of this code; gives its id."""
    made = pair.ask(pair.intake, "POST", "/api/calls", _open_call(call)).json
    call_id = _of(made, "call_id")
    pair.ask(pair.intake, "POST", f"/api/calls/{call_id}/open")
    pair.rest()
    with passage.step("sent to intake"):
        address = f"/api/calls/{call_id}/applications"
        sent = pair.ask(pair.intake, "POST", address, _application(reference)).json
    application_id: str = _of(sent, "application_id")
    with passage.step("submitted"):
        pair.ask(pair.intake, "POST", f"/api/applications/{application_id}/submit")
    with passage.step("relayed to scoring"):
        pair.rest()
    with passage.step("its call closed"):
        pair.ask(pair.intake, "POST", f"/api/calls/{call_id}/close")
    with passage.step("judged, verdict returned"):
        pair.rest()
    with passage.step("shown on the call's page"):
        pair.ask(pair.intake, "GET", f"/calls/{call_id}")
    with passage.step("shown on its own page"):
        page = pair.ask(pair.intake, "GET", f"/applications/{application_id}").text
    _require(verdict in page, f"the page of {reference} does not show {verdict!r}")
    return application_id


def follow_rule_change(pair: Pair, passage: Passage, call: str) -> str:
    """Follow the tutorial's change until it is in force; gives the id of the backtest that was ordered of it."""
    document = changed_rules(pair)
    with passage.step("drafted"):
        drafted = pair.ask(pair.scoring, "POST", "/api/versions", {"document": document}, by=WRITER).json
    version_id: str = _of(drafted, "version_id")
    with passage.step("checked"):
        checked = pair.ask(pair.scoring, "POST", f"/api/versions/{version_id}/check", by=WRITER).json
    _require(_of(checked, "state") == "checked", f"the new version was refused: {checked}")
    with passage.step("a backtest ordered"):
        tried = {"version_id": version_id, "call": call}
        ordered = pair.ask(pair.scoring, "POST", "/api/backtests", tried, by=WRITER).json
    backtest_id: str = _of(ordered, "backtest_id")
    with passage.step("approved"):
        pair.ask(pair.scoring, "POST", f"/api/versions/{version_id}/approve", by=APPROVER)
    with passage.step("brought into force"):
        wanted = {"version_id": version_id, "call": call, "reason": "Högst två år"}
        pair.ask(pair.scoring, "POST", "/api/activations", wanted, by=APPROVER)
    return backtest_id


def follow_what_comes_of_it(
    pair: Pair, passage: Passage, call: str, backtest_id: str, application_id: str
) -> None:
    """Follow the backtest that was ordered and a screening by the version that is now in force."""
    with passage.step("the backtest run"):
        pair.run_backtest(backtest_id)
    with passage.step("the backtest read"):
        found = pair.ask(pair.scoring, "GET", f"/api/backtests/{backtest_id}").json
    _require(_of(found, "state") == "done", f"the backtest did not end: {found}")
    with passage.step("screened again"):
        why = {"reason": "Ny gräns"}
        pair.ask(pair.scoring, "POST", f"/api/calls/{call}/screenings", why, by=APPROVER)
        pair.rest()
    with passage.step("the new verdict shown"):
        page = pair.ask(pair.intake, "GET", f"/applications/{application_id}").text
    _require("högst 2 år" in page, "the page does not show the sentence of the new version")


def changed_rules(pair: Pair) -> str:
    """Give the rules in force with the change that the tutorial makes before it tries anything on a file alone."""
    versions = pair.ask(pair.scoring, "GET", f"/api/versions?name={RULE_SET}").json
    version_id = _of(versions, "items")[0]["version_id"]
    document: str = _of(pair.ask(pair.scoring, "GET", f"/api/versions/{version_id}").json, "document")
    for step in read_tutorial(TUTORIAL.read_text("utf-8")):
        if isinstance(step, Edit):
            if step.file is not None:
                break
            removed = "\n".join(step.removed)
            _require(document.count(removed) == 1, f"the rules do not hold once: {removed}")
            document = document.replace(removed, "\n".join(step.added))
    return document


def _open_call(code: str) -> dict[str, Any]:
    """Give the terms of the example's call, open today."""
    terms = json.loads((EXAMPLE / "call.json").read_text("utf-8"))
    today = datetime.now(UTC).date()
    days = {"opens_on": today - timedelta(days=5), "closes_on": today + timedelta(days=5)}
    return {
        **{key: value for key, value in terms.items() if key != "id"},
        **{key: day.isoformat() for key, day in days.items()},
        "code": code,
    }


def _application(reference: str) -> dict[str, Any]:
    entries = json.loads((EXAMPLE / "applications.json").read_text("utf-8"))
    [entry] = [each for each in entries if each["reference"] == reference]
    return {key: value for key, value in entry.items() if key != "submitted_at"}


def _of(answer: Any, key: str) -> Any:
    return answer[key]


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise PairError(otherwise)


def table(passages: Passages) -> Iterator[str]:
    """Write how many files each passage and each of its steps runs through."""
    yield from _steps(passages.application)
    yield f"  {'(the first application after a start)':<44}{len(passages.first_application.files):>5}"
    yield ""
    yield from _steps(passages.rule_change)
    yield ""
    yield from _steps(passages.what_follows)
    whole = {*passages.rule_change.files, *passages.what_follows.files}
    yield f"  {'(the change with what follows from it)':<44}{len(whole):>5}"


def _steps(passage: Passage) -> Iterator[str]:
    yield f"{passage.name:<46}{len(passage.files):>5} files"
    for name, files in passage.steps.items():
        yield f"  {name:<44}{len(files):>5}"


def details(passage: Passage) -> Iterator[str]:
    """Name the files of a passage, each with the steps that run through it."""
    yield f"{passage.name}:"
    for package, count in sorted(Counter(path.split("/")[0] for path in passage.files).items()):
        yield f"  {package}: {count}"
    for path in passage.files:
        steps = [name for name, files in passage.steps.items() if path in files]
        yield f"    {path}  ({', '.join(steps)})"


def missed_goals(passages: Passages) -> list[str]:
    """Say of each goal that is missed what it is and by how much."""
    goals = [(passages.application, MOST_OF_APPLICATION), (passages.rule_change, MOST_OF_RULE_CHANGE)]
    return [
        f"{passage.name}: {len(passage.files)} files, at most {most}"
        for passage, most in goals
        if len(passage.files) > most
    ]


def main(arguments: Sequence[str]) -> int:
    """Print the passages; 1 when a goal is missed and ``--limits`` was given."""
    parser = argparse.ArgumentParser(prog="python -m tests.architecture.passage")
    parser.add_argument("--limits", action="store_true", help="exit 1 when a goal is missed")
    parser.add_argument("--brief", action="store_true", help="print the table alone")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="passage-") as folder:
        passages = follow(Path(folder))
    print("\n".join(table(passages)))
    if not chosen.brief:
        for passage in (passages.application, passages.rule_change, passages.what_follows):
            print("\n".join(["", *details(passage)]))
    missed = missed_goals(passages) if chosen.limits else []
    for said in missed:
        print(f"Goal missed. {said}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
