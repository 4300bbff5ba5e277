"""Decisions and judgements are read from files beside the bundle."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prescreen.agreement import (
    BadDecisionsError,
    BadJudgementsError,
    DeviationKind,
    Visible,
    read_decisions,
    read_judgements,
)
from prescreen_shared.statuses import Decided


def write(folder: Path, **changes: object) -> None:
    """Write a decision to decisions.json."""
    document = {
        "reference": "A-1",
        "outcome": "refused",
        "ground_codes": ["old_code", "other_code"],
        "visible_in_application": {"old_code": "direct"},
        **changes,
    }
    (folder / "decisions.json").write_text(json.dumps([document]), "utf-8")


def test_a_ground_is_named_by_the_rule_that_stands_for_it(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "ground-codes.yaml").write_text("old_code: new-rule\n", "utf-8")
    (decision,) = read_decisions(tmp_path)
    assert decision.decided is Decided.REFUSED
    assert decision.grounds == {"new-rule": Visible.DIRECT, "other-code": Visible.NONE}


def test_without_a_table_a_code_is_its_own_rule(tmp_path: Path) -> None:
    write(tmp_path)
    (decision,) = read_decisions(tmp_path)
    assert set(decision.grounds) == {"old-code", "other-code"}


@pytest.mark.parametrize(
    "changes", [{"outcome": "perhaps"}, {"ground_codes": None}, {"visible_in_application": {"old_code": "?"}}]
)
def test_decisions_of_another_shape_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    write(tmp_path, **changes)
    with pytest.raises(BadDecisionsError):
        read_decisions(tmp_path)


def test_a_bundle_without_decisions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadDecisionsError):
        read_decisions(tmp_path)


def test_a_judgement_is_found_by_reference_kind_and_rule(tmp_path: Path) -> None:
    path = tmp_path / "judgements.yaml"
    path.write_text(
        "judgements:\n- {reference: A-1, kind: outcome, right: people, sv: Därför., en: Because.}\n", "utf-8"
    )
    judgement = read_judgements(path)["A-1", DeviationKind.OUTCOME, None]
    assert judgement.right == "people"
    assert judgement.text == {"sv": "Därför.", "en": "Because."}


def test_no_file_is_no_judgements(tmp_path: Path) -> None:
    assert read_judgements(tmp_path / "none.yaml") == {}


@pytest.mark.parametrize(
    "text",
    [
        "judgements: [{",
        "[]",
        "judgements:\n- {reference: A-1, kind: outcome, right: nobody, sv: s, en: e}\n",
        "judgements:\n- {reference: A-1, kind: odd, right: people, sv: s, en: e}\n",
        "judgements:\n- {reference: A-1, kind: outcome, right: people, sv: s}\n",
    ],
)
def test_a_judgement_that_lacks_something_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "judgements.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadJudgementsError):
        read_judgements(path)
