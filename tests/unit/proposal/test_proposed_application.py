"""Promises of how an application's findings are kept apart."""

from __future__ import annotations

from prescreen_shared.shapes.verdict import Evidence
from prescreen_shared.statuses import Effect, FindingStatus
from tests.stages.made_proposals import make_application, make_finding

REFUSED = make_finding(rule="refused")
REFERRED = make_finding(rule="referred", effect=Effect.REFER, missing=("answers.it_system",))
UNDETERMINED = make_finding(
    rule="open", status=FindingStatus.UNDETERMINED, missing=("earlier_grants", "answers.it_system")
)
NOTED = make_finding(rule="noted", effect=Effect.NOTE, missing=("unit",))
PASSED = make_finding(rule="passed", status=FindingStatus.NOT_MET)
OPEN_NOTE = make_finding(rule="open-note", effect=Effect.NOTE, status=FindingStatus.UNDETERMINED)


def test_what_decides_stands_strongest_first_and_what_is_open_last() -> None:
    application = make_application(findings=(NOTED, UNDETERMINED, REFERRED, PASSED, REFUSED))
    assert application.deciding == (REFUSED, REFERRED, UNDETERMINED)
    assert application.notes == (NOTED,)
    assert application.passed == (PASSED,)


def test_every_finding_stands_in_exactly_one_place() -> None:
    findings = (NOTED, UNDETERMINED, REFERRED, PASSED, REFUSED, OPEN_NOTE)
    application = make_application(findings=findings)
    shown = (*application.deciding, *application.notes, *application.passed)
    assert sorted(f.rule for f in shown) == sorted(f.rule for f in findings)


def test_a_note_that_cannot_be_determined_decides_because_it_refers() -> None:
    assert make_application(findings=(OPEN_NOTE,)).deciding == (OPEN_NOTE,)


def test_missing_fields_are_named_once_and_never_by_a_note() -> None:
    application = make_application(findings=(NOTED, UNDETERMINED, REFERRED))
    assert application.missing == ("answers.it_system", "earlier_grants")


def test_quotes_are_given_for_the_field_in_which_they_stand() -> None:
    other = make_finding(evidence=(Evidence("unit", "enheten"),))
    application = make_application(findings=(REFUSED, other, NOTED))
    assert application.quotes_from("description") == ("Projektet har pågått i tre år.",)
    assert application.quotes_from("unit") == ("enheten",)
