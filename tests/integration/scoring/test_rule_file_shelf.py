"""The shelf of rule files: what may be screened by, and what is said of what may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring_service.domain.judge import RulesRefusedError
from scoring_service.engine.gate import GateRefusedError
from scoring_service.judging.rule_file_shelf import RuleFileShelf
from scoring_service.settings import RULE_SETS

SHIPPED = RULE_SETS / "stockholm-2018.yaml"


class CountingGate:
    """Lets everything through, and counts."""

    def __init__(self) -> None:
        self.passed: list[str] = []

    def __call__(self, rule_set: object) -> None:
        self.passed.append(rule_set.sha256)  # type: ignore[attr-defined]


def test_a_shipped_rule_set_is_admitted_by_its_name_and_goes_through_the_gate_once() -> None:
    gate = CountingGate()
    shelf = RuleFileShelf(RULE_SETS, gate)
    version = shelf.admit(SHIPPED.stem, None, [])
    again = shelf.admit(SHIPPED.stem, None, [version.sha256])
    assert version == again
    assert gate.passed == [version.sha256]
    assert version.document == SHIPPED.read_text("utf-8")


def test_a_document_sent_with_the_order_stands_in_for_the_name() -> None:
    shelf = RuleFileShelf(Path("/nowhere"), CountingGate())
    version = shelf.admit("draft", SHIPPED.read_text("utf-8"), [])
    assert version.name == SHIPPED.stem
    assert shelf.open(version).engine.name == "durable-rules"


@pytest.mark.parametrize(
    "name", ["absent", "../rule_sets/stockholm-2018", "/etc/passwd", "", "stockholm-2018.yaml"]
)
def test_an_unknown_name_is_refused_with_those_that_are_known(name: str) -> None:
    with pytest.raises(RulesRefusedError, match="stockholm-2018"):
        RuleFileShelf(RULE_SETS, CountingGate()).admit(name, None, [])


def test_every_fault_of_a_file_is_said_with_its_line() -> None:
    broken = (
        SHIPPED.read_text("utf-8")
        .replace("effect: refuse", "effect: vägra")
        .replace("format: 1", "format: 9")
    )
    with pytest.raises(RulesRefusedError) as caught:
        RuleFileShelf(RULE_SETS, CountingGate()).admit("draft", broken, [])
    assert len(caught.value.problems) > 1
    assert all(problem.startswith("draft, ") for problem in caught.value.problems)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.yaml").write_bytes("namn: åäö".encode("latin-1"))
    shelf = RuleFileShelf(tmp_path, CountingGate())
    shelf.read_ahead()
    with pytest.raises(RulesRefusedError, match="UTF-8"):
        shelf.admit("odd", None, [])


def test_what_the_gate_refuses_is_refused_with_its_reasons() -> None:
    def refuse(_rule_set: object) -> None:
        raise GateRefusedError(("engine and referee differ",))

    with pytest.raises(RulesRefusedError, match="engine and referee differ"):
        RuleFileShelf(RULE_SETS, refuse).admit(SHIPPED.stem, None, [])
