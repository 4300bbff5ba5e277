"""Files of cases in YAML: what they say is read, written again without loss, and every fault told at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from scoring_service.case_files.names import CaseFileError
from scoring_service.case_files.read_cases import cases_beside, read_cases
from scoring_service.case_files.write_sheet import content_of
from scoring_service.case_files.yaml_cases import read_yaml_cases, write_yaml_cases
from scoring_service.domain.cases.case import CaseTester, SingleCase, WholeCase
from scoring_service.domain.cases.propose_cases import propose_cases
from scoring_service.domain.rule_set import ExpectedDecision, expect_points
from tests.unit.scoring.case_rule_set import SMALL

WHOLE = """\
format: 1
rule_set: small
base: {years: 1, training: none, begins: "2018-02-01"}
cases:
  - title: "för många år"
    grant_type: project
    facts: {years: 4, begins: null, amount: 100}
    outcome: refuse
    grounds: {too-many-years: refuse, begins-early: undetermined}
    points: {large: 1}
  - {title: "nivå två", rule: mostly-training, facts: {training: main, system: "yes"}, status: met, effect: refer, level: 2, missing: [new]}
  - {title: "kanske", criterion: large, facts: {}, points: 0, possible_points: 2, proposed: true}
"""


def read(text: str):
    return read_yaml_cases(text, "small.cases.yaml", SMALL)


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(CaseFileError) as caught:
        read(text)
    return [(each.place, each.en) for each in caught.value.faults]


def test_a_whole_application_a_rule_and_a_criterion_are_read() -> None:
    whole, single, criterion = read(WHOLE).cases
    assert isinstance(whole, WholeCase)
    assert (whole.facts["years"], whole.facts["training"], whole.facts["begins"]) == (4, "none", None)
    assert whole.outcome is Outcome.REFUSE
    assert whole.grounds == {
        "too-many-years": ExpectedDecision(FindingStatus.MET, Effect.REFUSE),
        "begins-early": ExpectedDecision(FindingStatus.UNDETERMINED),
    }
    assert whole.points == {"large": expect_points(1, 1)}
    assert whole.place == "small.cases.yaml:5:5"
    assert isinstance(single, SingleCase)
    assert single.expected == ExpectedDecision(FindingStatus.MET, Effect.REFER, 2, ("new",))
    assert criterion == SingleCase(
        "kanske", "criterion:large", {}, expect_points(0, 2), "small.cases.yaml:12:5", True
    )


def test_what_is_written_is_read_as_it_was() -> None:
    for file in (read(WHOLE), read("format: 1\nrule_set: small\ncases: []\n")):
        again = read(write_yaml_cases(file))
        assert again.base == file.base
        assert [content_of(case) for case in again.cases] == [content_of(case) for case in file.cases]
        assert [case.proposed for case in again.cases] == [case.proposed for case in file.cases]


def test_every_proposal_can_be_written_and_read() -> None:
    base = read(WHOLE).base
    proposed = propose_cases(SMALL, [], base)
    file = type(read(WHOLE))("small", base, tuple(proposed))
    again = read(write_yaml_cases(file)).cases
    assert [content_of(case) for case in again] == [content_of(case) for case in proposed]


def test_the_cases_of_the_example_hold_and_one_with_the_wrong_ground_does_not() -> None:
    trial = CaseTester(SMALL)
    assert [trial.faults(case) for case in read(WHOLE).cases] == [[], [], []]
    wrong = read(WHOLE.replace("outcome: refuse", "outcome: refer").replace("too-many-years: refuse, ", ""))
    faults = trial.faults(wrong.cases[0])
    assert [(fault.ground, fault.expected.en, fault.got.en) for fault in faults] == [
        (None, "refer", "refuse"),
        ("too-many-years", "not_met", "met, refuse, level 1"),
    ]
    assert faults[1].deciding == {"years": 4}


@pytest.mark.parametrize(
    ("old", "new", "place", "told"),
    [
        ("years: 4", "yeers: 4", "7:13", "yeers is no fact of the rule file (did you mean years?)"),
        ("years: 4", 'years: "4"', "7:13", "should be a whole number"),
        ("rule: mostly-training", "rule: mostly-traning", "11:25", "did you mean mostly-training?"),
        ("criterion: large", "criterion: larg", "12:23", "larg is no criterion"),
        ("level: 2", "level: 3", "11:", "the rule mostly-training has 2 levels, no level 3"),
        ("outcome: refuse", "outcome: refused", "8:5", "did you mean refuse?"),
        ("too-many-years: refuse", "too-many-years: refused", "9:15", "should be one of: refuse"),
        ("grant_type: project", "grant_type: projct", "6:5", "did you mean project?"),
        ("amount: 100", "amount: 100, is_project: false", "7:5", "is_project follow from the grant type"),
        ("rule_set: small", "rule_set: other", "2:1", "the cases are for the rule set other"),
        ("format: 1", "format: 2", "1:1", "the format is not 1"),
        ("status: met, effect: refer, level: 2", "status: met, level: 2", "11:", "effect is required"),
        (
            "points: 0, possible_points: 2",
            "points: 3, possible_points: 2",
            "12:",
            "at least as many as points",
        ),
        ("proposed: true", "proposed: maybe", "12:", "should be one of: true, false"),
        ("criterion: large", "grant_type: a, criterion: large", "12:5", "should have one of the keys"),
        ('title: "kanske", ', "", "12:", "title is required"),
        (
            "status: met, effect: refer, level: 2, missing: [new]",
            "status: not_met, level: 2",
            "11:",
            "level is stated only where the rule is met",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_would_be_accepted(
    old: str, new: str, place: str, told: str
) -> None:
    assert old in WHOLE
    found = faults(WHOLE.replace(old, new))
    assert [told in message for _, message in found] == [True], found
    assert found[0][0].startswith(f"small.cases.yaml:{place}")


def test_all_faults_are_told_at_once() -> None:
    text = (
        WHOLE.replace("years: 4", "yeers: 4")
        .replace("level: 2", "level: 3")
        .replace("points: 0", "points: x")
    )
    assert len(faults(text)) == 3


def test_yaml_that_is_none_is_told() -> None:
    assert "not valid YAML" in faults("cases: [")[0][1]


def test_the_files_beside_a_rule_file_are_found_by_name(tmp_path: Path) -> None:
    for name in (
        "small.yaml",
        "small.cases.yaml",
        "small.cases.xlsx",
        "smaller.cases.yaml",
        "small.proposed.yaml",
    ):
        (tmp_path / name).touch()
    found = [path.name for path in cases_beside(tmp_path / "small.yaml")]
    assert found == ["small.cases.yaml", "small.cases.xlsx"]


def test_a_file_of_another_kind_or_encoding_is_told_with_all_others(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", "utf-8")
    (tmp_path / "b.yaml").write_bytes("titel: å".encode("latin-1"))
    (tmp_path / "c.xlsx").write_bytes(b"no workbook")
    with pytest.raises(CaseFileError) as caught:
        read_cases([tmp_path / "a.csv", tmp_path / "b.yaml", tmp_path / "c.xlsx"], SMALL)
    told = [each.en for each in caught.value.faults]
    assert len(told) == 3
    assert "taken: .yaml and .xlsx" in told[0]
    assert "not UTF-8" in told[1]
    assert "no Excel file" in told[2]
