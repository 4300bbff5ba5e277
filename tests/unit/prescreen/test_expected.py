"""Proposals are set beside what a careful officer would accept, and each way of going wrong is counted as such."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from prescreen.agreement import BadDecisionsError
from prescreen.expected import Expected, bundles_with_expectations, read_expected, set_beside
from prescreen.verdicts_file import read_verdicts

DIRECT, SUGGESTED, LOOK_ALIKE = "direct", "suggested", "hard_negative"


def finding(rule: str, effect: str, status: str = "met", quote: str | None = None) -> dict[str, Any]:
    """Give a finding as it stands in verdicts.json."""
    return {
        "rule": rule,
        "effect": effect,
        "status": status,
        "text": {"sv": "Sv.", "en": "En."},
        "facts": {},
        "missing": [],
        "evidence": [{"field": "description", "quote": quote}] if quote else [],
        "source": None,
    }


def hint(rule: str | None) -> dict[str, Any]:
    """Give a hint as it stands in verdicts.json; of a precedent where there is no rule."""
    text = {"sv": "Sv.", "en": "En."}
    precedent = "T1 (2017)" if rule is None else None
    return {"rule": rule, "precedent": precedent, "likeness": 40, "text": text, "evidence": []}


def expected(
    folder: Path,
    entries: dict[str, dict[str, Any]],
    verdicts: dict[str, tuple[str, Sequence[dict[str, Any]]]],
    hinted: dict[str, Sequence[str]] | None = None,
) -> Expected:
    """Set made expectations beside made verdicts, both read from files; ``hinted`` are the grounds of the reading aid."""
    silent: dict[str, Any] = {"must": [], "may": [], "never": [], "tests": [], "why": ""}
    folder.mkdir(exist_ok=True)
    (folder / "call.json").write_text("{}", "utf-8")
    (folder / "expected.json").write_text(
        json.dumps({reference: {**silent, **entry} for reference, entry in entries.items()}), "utf-8"
    )
    document = {
        "version": 1,
        "call": "made",
        "rule_set": None,
        "verdicts": [
            {
                "reference": reference,
                "outcome": outcome,
                "proposed_amount": None,
                "findings": list(found),
                "hints": [hint(rule) for rule in (hinted or {}).get(reference, ())],
            }
            for reference, (outcome, found) in verdicts.items()
        ],
        "call_findings": [],
    }
    return set_beside([(read_expected(folder), read_verdicts(json.dumps(document).encode()))])


def counted(found: Expected) -> dict[str, tuple[int, int, bool]]:
    """Give each count as how many, of how many, and whether that is enough."""
    return {each.text_id.partition(".")[2]: (each.count, each.of, each.is_enough) for each in found.counts}


def test_a_refusal_that_no_officer_would_give_is_the_worst_and_fails(tmp_path: Path) -> None:
    found = expected(
        tmp_path, {"A": {"outcomes": ["eligible", "refer"]}}, {"A": ("refuse", [finding("late", "refuse")])}
    )
    assert counted(found)["refused-wrongly"] == (1, 1, False)
    assert not found.holds


def test_a_direct_ground_that_is_passed_over_fails(tmp_path: Path) -> None:
    entry = {"outcomes": ["refer"], "must": ["late"], "tests": [{"ground": "late", "kind": DIRECT}]}
    found = expected(tmp_path, {"A": entry}, {"A": ("eligible", [])})
    assert counted(found)["direct-found"] == (0, 1, False)
    assert [(miss.what, miss.rule) for miss in found.misses] == [
        ("other-outcome", None),
        ("must-missing", "late"),
    ]


@pytest.mark.parametrize(
    ("given", "shown", "met"),
    [
        (finding("late", "refer"), 1, 1),
        (finding("late", "refer", "undetermined", "Tredje året."), 1, 0),
        (finding("late", "refer", "undetermined"), 0, 0),
        (finding("other", "refer"), 0, 0),
    ],
)
def test_a_suggested_ground_is_shown_by_what_is_met_or_quoted(
    tmp_path: Path, given: dict[str, Any], shown: int, met: int
) -> None:
    entry = {"outcomes": ["refer"], "must": ["late"], "tests": [{"ground": "late", "kind": SUGGESTED}]}
    found = counted(expected(tmp_path, {"A": entry}, {"A": ("refer", [given])}))
    assert (found["suggested-shown"][0], found["suggested-met"][0]) == (shown, met)


@pytest.mark.parametrize(
    ("outcome", "given", "wrong"),
    [
        ("eligible", [], 0),
        ("refer", [finding("late", "refer")], 1),
        ("refer", [finding("other", "refer")], 1),
        ("eligible", [finding("late", "note")], 1),
    ],
)
def test_a_look_alike_is_wrong_when_its_ground_is_met_or_its_outcome_is_another(
    tmp_path: Path, outcome: str, given: list[dict[str, Any]], wrong: int
) -> None:
    entry = {"outcomes": ["eligible"], "never": ["late"], "tests": [{"ground": "late", "kind": LOOK_ALIKE}]}
    found = expected(tmp_path, {"A": entry}, {"A": (outcome, given)})
    assert counted(found)["look-alikes-wrong"] == (wrong, 1, wrong == 0)


def test_one_of_a_pair_is_enough(tmp_path: Path) -> None:
    entry = {
        "outcomes": ["eligible"],
        "tests": [{"ground": "twice", "kind": DIRECT}],
        "pair": ["A", "B"],
    }
    entries = {"A": entry, "B": {"outcomes": ["eligible"]}}
    verdicts = {"A": ("eligible", ()), "B": ("eligible", [finding("twice", "note")])}
    found = expected(tmp_path, entries, verdicts)
    assert counted(found)["direct-found"] == (1, 1, True)
    assert found.misses == ()


def test_more_than_one_note_on_two_eligible_applications_fails(tmp_path: Path) -> None:
    entries = {name: {"outcomes": ["eligible"]} for name in "AB"}
    notes = [finding("one", "note"), finding("two", "note")]
    assert counted(expected(tmp_path, entries, {"A": ("eligible", notes), "B": ("eligible", ())}))[
        "notes-on-eligible"
    ] == (2, 2, False)
    assert counted(expected(tmp_path, entries, {"A": ("eligible", notes[:1]), "B": ("eligible", ())}))[
        "notes-on-eligible"
    ] == (1, 2, True)


def test_a_suggested_ground_in_the_reading_aid_is_shown_and_not_met(tmp_path: Path) -> None:
    entry = {"outcomes": ["refer"], "must": ["late"], "tests": [{"ground": "late", "kind": SUGGESTED}]}
    found = counted(expected(tmp_path, {"A": entry}, {"A": ("eligible", [])}, {"A": ["late"]}))
    assert (found["suggested-shown"][0], found["suggested-met"][0]) == (1, 0)


def test_more_than_one_hint_on_two_eligible_applications_fails(tmp_path: Path) -> None:
    entries = {name: {"outcomes": ["eligible", "refer"]} for name in "ABC"}
    verdicts = {"A": ("eligible", ()), "B": ("eligible", ()), "C": ("refer", ())}
    for hinted, enough in ((["one"], True), (["one", None], True), (["one", "two"], False)):
        found = counted(expected(tmp_path, entries, verdicts, {"A": hinted, "C": ["one", "two"]}))
        assert found["hints-on-eligible"] == (sum(map(bool, hinted)), 2, enough)


def test_bundles_are_found_in_a_folder_and_one_without_expectations_is_none(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        expected(tmp_path / name, {}, {})
    (tmp_path / "c" / "expected.json").unlink()
    assert bundles_with_expectations(tmp_path) == (tmp_path / "a", tmp_path / "b")
    assert bundles_with_expectations(tmp_path / "a") == (tmp_path / "a",)
    assert bundles_with_expectations(tmp_path / "c") == ()


@pytest.mark.parametrize("text", ["[]", '{"A": {}}', '{"A": {"outcomes": ["granted"], "must": []}}'])
def test_expectations_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "expected.json").write_text(text, "utf-8")
    with pytest.raises(BadDecisionsError):
        read_expected(tmp_path)
