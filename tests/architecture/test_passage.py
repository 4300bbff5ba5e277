"""What counts as a file that is passed through, tried on modules made for it."""

import importlib
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.executed_files import Watch
from tests.architecture.passage import (
    MOST_OF_APPLICATION,
    MOST_OF_RULE_CHANGE,
    Passage,
    Passages,
    missed_goals,
)

ROOT = Path(__file__).parents[2]
MADE = {
    "called.py": "def do():\n    return 1\n",
    "only_imported.py": "import functools\n\n\n@functools.cache\ndef do():\n    return 1\n",
    "makes_itself.py": """
        def make():
            return [number + 1 for number in range(3)]

        MADE = make()
        ALSO = [number for number in range(3)]
        class Made:
            given = make()
        """,
    "data.py": "from dataclasses import dataclass\n\n\n@dataclass\nclass Data:\n    one: int\n",
    "late.py": "def do():\n    import made_late\n    return made_late.do()\n",
    "made_late.py": "def do():\n    return 1\n\n\nX = do()\n",
    "raises.py": "def do():\n    raise ValueError\n",
    "unwatched.py": "def do():\n    return 1\n",
}


@pytest.fixture
def watch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    """Watch over modules in a folder that they can be imported from."""
    monkeypatch.syspath_prepend(tmp_path)
    for name, text in MADE.items():
        (tmp_path / name).write_text(dedent(text))
    yield Watch(tmp_path, MADE.keys() - {"unwatched.py"})
    for name in MADE:
        sys.modules.pop(name.removesuffix(".py"), None)


def do(name: str) -> None:
    """Import a made module and call what it has."""
    importlib.import_module(name).do()


def test_a_file_counts_when_one_of_its_functions_runs(watch: Watch) -> None:
    with watch.watching() as seen:
        do("called")
        do("unwatched")
    assert seen == {"called.py"}


def test_a_file_that_is_only_imported_does_not_count_whatever_it_does_while_imported(watch: Watch) -> None:
    with watch.watching() as seen:
        for name in ("only_imported", "makes_itself", "data"):
            importlib.import_module(name)
        importlib.import_module("data").Data(1)
    assert seen == set()


def test_what_is_called_after_an_import_inside_a_function_counts(watch: Watch) -> None:
    with watch.watching() as seen:
        do("late")
    assert seen == {"late.py", "made_late.py"}


def test_what_runs_in_a_thread_counts_and_what_ran_before_or_after_does_not(watch: Watch) -> None:
    do("called")
    with watch.watching() as seen:
        thread = threading.Thread(target=do, args=("late",))
        thread.start()
        thread.join()
    do("called")
    assert seen == {"late.py", "made_late.py"}


def test_a_function_that_raises_counts_and_ends_no_watching(watch: Watch) -> None:
    with watch.watching() as seen:
        with pytest.raises(ValueError):  # noqa: PT011 - the made module says no more
            do("raises")
        do("called")
    assert seen == {"raises.py", "called.py"}
    assert sys.getprofile() is None


def test_the_files_of_a_passage_are_those_of_all_its_steps_once_each(watch: Watch) -> None:
    passage = Passage("made", watch)
    with passage.step("one"):
        do("late")
    with passage.step("two"):
        do("called")
        do("made_late")
    assert passage.files == ["called.py", "late.py", "made_late.py"]


def test_a_passage_through_as_many_files_as_may_be_meets_its_goal_and_one_more_misses_it(
    watch: Watch,
) -> None:
    def through(name: str, count: int) -> Passage:
        return Passage(name, watch, {"all": frozenset(f"{number}.py" for number in range(count))})

    others = through("first", 1_000), through("after", 1_000)
    held = Passages(
        others[0], through("a", MOST_OF_APPLICATION), through("b", MOST_OF_RULE_CHANGE), others[1]
    )
    assert missed_goals(held) == []
    missed = Passages(
        others[0], through("a", MOST_OF_APPLICATION + 1), through("b", MOST_OF_RULE_CHANGE + 1), others[1]
    )
    assert missed_goals(missed) == ["a: 76 files, at most 75", "b: 51 files, at most 50"]


@pytest.mark.long
def test_applications_and_a_rule_change_are_followed_to_their_end() -> None:
    followed = subprocess.run(
        [sys.executable, "-m", "tests.architecture.passage", "--brief"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert followed.returncode == 0, followed.stderr[-2000:]
    assert "One rule change" in followed.stdout
