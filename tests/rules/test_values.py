"""No value that a rule compares with goes unchecked: what cannot be read asks, and what says nothing is no statement."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from prescreen_shared.statuses import Outcome
from scoring_service.rule_files.read_rule_file import read_rule_file
from tests.rules.screen_bundle import (
    EXAMPLES,
    Screened,
    application_from,
    call_from,
    grounds,
    read_json,
    screen,
    shipped_rule_set,
)

PROGRAMME = {"name": "Modernisering av de sociala systemen", "ongoing_from": 2017}
REGISTER: dict[str, Any] = {
    "earlier_grants": [],
    "central_studies": [],
    "city_programmes": [{**PROGRAMME, "kind": "it"}],
    "city_standards": [],
    "other_funding": [],
    "local_services": [],
    "reports": [],
}
WANTED = "parallel-system"


def project(reference: str = "P1", **given: Any) -> dict[str, Any]:
    """Write an application for a project that shows no ground by itself."""
    return {
        "reference": reference,
        "grant_type": "project",
        "title": "Arbete med grupp",
        "description": "Om arbete med familjer i området.",
        "applicants": ["Farsta stadsdelsförvaltning"],
        "requested_amount": 200_000,
        "earlier_grants": [],
        "answers": {},
        **given,
    }


def screened(
    *entries: dict[str, Any], programmes: list[dict[str, Any]] | None = None, **register: Any
) -> Screened:
    """Screen applications under the rules of 2018, beside the register."""
    register = {**REGISTER, **register}
    if programmes is not None:
        register["city_programmes"] = programmes
    terms = {**read_json(EXAMPLES / "stockholm-2018" / "call.json"), "time_zone": "Europe/Stockholm"}
    call = replace(call_from(terms, register=register), max_applications_per_administration=None)
    return screen(shipped_rule_set(), call, map(application_from, entries))


@pytest.mark.parametrize(
    "answer",
    [
        "N/A", "n/a", "Ej relevant", "Nej tack", "x", "0", "Inga behov", "Inte i detta skede", "tomt",
        "Inget IT-stöd behövs", "Ej tillämpbart", "–", "Nej, eftersom vi använder stadens lokaler", "Not applicable",
        "No, because none is needed",
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_no_ground(answer: str) -> None:
    found = screened(project(answers={"it_system": answer}))

    assert (found.verdicts["P1"].outcome, grounds(found.verdicts["P1"])) == (Outcome.ELIGIBLE, {})


@pytest.mark.parametrize(
    "answer",
    ["Nej, ingen annan finansiering.", "Ingen annan finansiering, vi söker bara här", "egen insats", "Egen arbetstid",
     "Förvaltningens egna medel", "Vi står själva för lokalerna", "Our own funds"],
)  # fmt: skip
def test_the_applicants_own_share_is_no_other_funding(answer: str) -> None:
    found = screened(project(answers={"other_funding": answer}))

    assert grounds(found.verdicts["P1"]) == {}


@pytest.mark.parametrize(
    "answer", ["Arvsfonden", "Egen insats och medel från Länsstyrelsen", "Nej, men Finsam bidrar"]
)
def test_money_from_others_is_still_referred(answer: str) -> None:
    assert "funded-elsewhere" in grounds(screened(project(answers={"other_funding": answer})).verdicts["P1"])


@pytest.mark.parametrize(("key", "rule"), [("it_system", WANTED), ("other_funding", "funded-elsewhere")])
@pytest.mark.parametrize(
    "answer", ["Vet ej", "Se bilaga 2", "oklart", "Enligt bifogad budget", "Not decided yet"]
)
def test_an_answer_that_is_not_known_asks_and_is_quoted(key: str, rule: str, answer: str) -> None:
    verdict = screened(project(answers={key: answer})).verdicts["P1"]
    (finding,) = (each for each in verdict.findings if each.status.value == "undetermined")

    assert (verdict.outcome, finding.rule, finding.missing) == (Outcome.REFER, rule, (f"answers.{key}",))
    assert answer in [words.quote for words in finding.evidence]
    assert f"”{answer}”" in finding.text.sv
    assert f"”{answer}”" in finding.text.en


@pytest.mark.parametrize(
    "text", ["Se bilaga", "Enligt bifogad projektbeskrivning", "–", "N/A", "Vet ej", " "]
)
def test_a_description_that_says_nothing_is_as_none_at_all(text: str) -> None:
    said, silent = (screened(project(description=each)).verdicts["P1"] for each in (text, None))

    assert (said.outcome, grounds(said)) == (silent.outcome, grounds(silent))
    assert said.outcome is Outcome.REFER


APP = project("app", description="Vi vill ha en app för unga.", answers={"it_system": "app för unga"})
SYSTEM = project(
    "system",
    title="Journal",
    description="Vi utvecklar ett journalsystem.",
    answers={"it_system": "journalsystem"},
)


@pytest.mark.parametrize("kind", ["it", "IT", "It", " it ", "iT."])
def test_a_code_is_read_in_any_case(kind: str) -> None:
    found = screened(APP, SYSTEM, programmes=[{**PROGRAMME, "kind": kind}])

    assert [found.verdicts[each].outcome for each in ("app", "system")] == [Outcome.REFER, Outcome.REFUSE]
    assert WANTED in grounds(found.verdicts["app"])
    assert not [each for each in found.call_findings if each.rule == "register-code-unknown"]


@pytest.mark.parametrize("kind", ["It-system", "digitalisering", "data", "ICT"])
def test_a_code_that_the_rules_do_not_know_is_said_and_never_a_no(kind: str) -> None:
    found = screened(APP, SYSTEM, project(), programmes=[{**PROGRAMME, "kind": kind}])
    (said,) = (each for each in found.call_findings if each.rule == "register-code-unknown")

    assert {name: verdict.outcome for name, verdict in found.verdicts.items()} == {
        "app": Outcome.REFER,
        "system": Outcome.REFER,
        "P1": Outcome.ELIGIBLE,
    }
    assert grounds(found.verdicts["app"])[WANTED].endswith("?")
    assert f"({kind})" in said.text.sv
    assert "frågar efter: it" in said.text.sv


@pytest.mark.parametrize(
    "written", ["project", "Project", "PROJECT", "Lokala utvecklingsmedel", "lokala  utvecklingsmedel"]
)
def test_earlier_grants_are_of_the_type_that_people_write(written: str) -> None:
    entry = {
        "project": "Vägen in",
        "administrations": ["Farsta stadsdelsförvaltning"],
        "grant_type": written,
        "years": [2015, 2016, 2017],
    }
    by_register = screened(project(title="Vägen in"), earlier_grants=[entry])
    grants = [{"year": year, "grant_type": written, "same_project": True} for year in (2015, 2016, 2017)]
    by_applicant = screened(project(earlier_grants=grants))

    assert by_register.verdicts["P1"].outcome is by_applicant.verdicts["P1"].outcome is Outcome.REFUSE


@pytest.mark.parametrize("written", ["LUM", "utvecklingsbidrag", "projektmedel"])
def test_a_grant_type_that_nobody_knows_may_be_any(written: str) -> None:
    entry = {
        "project": "Vägen in",
        "administrations": ["Farsta stadsdelsförvaltning"],
        "grant_type": written,
        "years": [2015, 2016, 2017],
    }
    found = screened(project(title="Vägen in"), earlier_grants=[entry])

    assert grounds(found.verdicts["P1"])["fourth-project-year"] == "refuse?"
    assert found.verdicts["P1"].outcome is Outcome.REFER


RULES = """
format: 1
name: provkommun-2026
version: 1
title: {sv: "Grundbidrag", en: "Basic grant"}
valid: {from: "2025-12-01", to: null}
documents: {regler: {title: "Regler"}}
facts:
  medlemmar: {type: integer, stated_in: answers.medlemmar, label: {sv: "medlemmar", en: "members"}}
  bildad: {type: date, stated_in: answers.bildad, label: {sv: "dag då föreningen bildades", en: "day of founding"}}
rules:
  - id: few-members
    title: {sv: "För få medlemmar", en: "Too few members"}
    effect: refuse
    when: {medlemmar: {less_than: 10}}
    text: {sv: "Avslag, {medlemmar} medlemmar.", en: "Refusal, {medlemmar} members."}
    text_undetermined: {sv: "Uppgift saknas: {missing}.", en: "Not stated: {missing}."}
    source: {document: regler, quote: "Tio medlemmar."}
    cases:
      - {title: "nio", facts: {medlemmar: 9}, status: met, effect: refuse}
      - {title: "tio", facts: {medlemmar: 10}, status: not_met}
      - {title: "inget", facts: {}, status: undetermined}
  - id: too-young
    title: {sv: "För ny förening", en: "Too new"}
    effect: refuse
    when: {bildad: {after: "2026-03-15"}}
    text: {sv: "Avslag, bildad {bildad}.", en: "Refusal, founded {bildad}."}
    text_undetermined: {sv: "Uppgift saknas: {missing}.", en: "Not stated: {missing}."}
    source: {document: regler, quote: "Före ansökan."}
    cases:
      - {title: "i tid", facts: {bildad: "2026-03-15"}, status: not_met}
      - {title: "sen", facts: {bildad: "2026-03-16"}, status: met, effect: refuse}
      - {title: "inget", facts: {}, status: undetermined}
"""


def founded(day: Any) -> dict[str, str]:
    """Give the grounds of an association of nine members that was founded on a day as written."""
    entry = project("A", grant_type="grundbidrag", answers={"medlemmar": 9, "bildad": day})
    terms = {
        "id": "f09",
        "title": "Grundbidrag",
        "opens_on": "2026-01-15",
        "closes_on": "2026-03-15",
        "time_zone": "Europe/Stockholm",
        "grant_types": {"grundbidrag": {"name": "Grundbidrag"}},
    }
    found = screen(read_rule_file(RULES), call_from(terms, register=None), [application_from(entry)])
    verdict = found.verdicts["A"]
    assert verdict.outcome is Outcome.REFUSE
    undetermined = [each for each in verdict.findings if each.status.value == "undetermined"]
    assert all(each.missing == ("answers.bildad",) for each in undetermined)
    assert not undetermined or day is None or f"”{str(day).strip()}”" in undetermined[0].text.sv
    return grounds(verdict)


@pytest.mark.parametrize(
    "day",
    ["20 mars 2026", "20/3 2026", "2026-02-30", "vet ej", None, "1/8 2022", "i våras", "2026", 20260320],
)
def test_a_day_that_is_none_leaves_one_ground_open_and_every_other_stands(day: Any) -> None:
    assert founded(day) == {"few-members": "refuse", "too-young": "refuse?"}


def test_a_day_with_a_blank_is_that_day() -> None:
    assert founded("2026-03-20 ") == {"few-members": "refuse", "too-young": "refuse"}
    assert founded(" 2026-03-10") == {"few-members": "refuse"}
