"""The judges that a process holds: compiled once, the one used longest ago closed first."""

from __future__ import annotations

from scoring_service.domain.judge import RuleSetVersion
from scoring_service.engine.judge import OpenJudges
from tests.stages.scoring import FakeJudge


class ClosingJudge(FakeJudge):
    def __init__(self, closed: list[str], sha256: str) -> None:
        super().__init__()
        self._closed = closed
        self._sha256 = sha256

    def close(self) -> None:
        self._closed.append(self._sha256)


def version(letter: str) -> RuleSetVersion:
    return RuleSetVersion("made", 1, letter * 64, "")


def test_a_version_is_compiled_once_and_the_one_used_longest_ago_is_closed() -> None:
    opened: list[str] = []
    closed: list[str] = []

    def open_judge(wanted: RuleSetVersion) -> ClosingJudge:
        opened.append(wanted.sha256[0])
        return ClosingJudge(closed, wanted.sha256[0])

    judges = OpenJudges(open_judge, most=2)
    first = judges.of(version("a"))
    judges.of(version("b"))
    assert judges.of(version("a")) is first
    judges.of(version("c"))
    assert (opened, closed) == (["a", "b", "c"], ["b"])
    judges.close()
    assert sorted(closed) == ["a", "b", "c"]
