"""Text and names: what a reader does not see changes nothing, one name is one and two are two, in intake and scoring alike."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from intake_service.exporting.proposal_page import highlight
from tests.rules.screen_bundle import grounds, shipped_rule_set
from tests.stages.both_services import bundle_of, import_and_screen
from tests.stages.intake import IntakeStage

DATA = Path(__file__).with_name("data")
TWO_NAMES, ONE_NAME, PASTED, DIARY_NUMBERS = (
    bundle_of(DATA / name)
    for name in (
        "13-names-that-differ-by-a-dot",
        "15-the-same-name-written-otherwise",
        "18-words-pasted-from-word-or-pdf",
        "28-diary-numbers-as-references",
    )
)
RULES = shipped_rule_set()
HV = "Hässelby-Vällingby stadsdelsförvaltning"


@pytest.fixture
def intake(database_url: str) -> Iterator[IntakeStage]:
    """Intake on an empty database."""
    stage = IntakeStage(database_url)
    yield stage
    stage.close()


def with_applications(bundle: dict[str, Any], *changes: dict[str, Any]) -> dict[str, Any]:
    """Give a bundle whose applications are its first one with these changes."""
    made = copy.deepcopy(bundle)
    first = made["applications"][0]
    made["applications"] = [
        {**first, "reference": f"A-{number}", "title": f"Arbete {number} med grupp {number * 17}", **change}
        for number, change in enumerate(changes)
    ]
    return made


def test_two_names_that_differ_by_a_dot_share_neither_years_nor_quota(intake: IntakeStage) -> None:
    found = import_and_screen(intake, TWO_NAMES, RULES)
    for verdict in found.verdicts.values():
        assert not {"fourth-project-year", "applicant-over-quota"} & grounds(verdict).keys()


@pytest.mark.parametrize(("other", "years"), [("Malå kommun", ()), ("Mala kommun", (2015, 2016, 2017))])
def test_years_follow_the_name_to_the_letter(intake: IntakeStage, other: str, years: tuple[int, ...]) -> None:
    bundle = with_applications(TWO_NAMES, {"title": "Öppen förskola", "applicants": [other]})
    bundle["call"] |= {"administrations": ["Malå kommun", "Mala kommun"]}
    bundle["register"]["earlier_grants"][0]["administrations"] = ["MALA KOMMUN"]
    [verdict] = import_and_screen(intake, bundle, RULES).verdicts.values()
    assert ("fourth-project-year" in grounds(verdict)) is bool(years)


def test_every_spelling_of_a_listed_administration_counts_as_one(intake: IntakeStage) -> None:
    bundle = copy.deepcopy(ONE_NAME)
    bundle["call"]["max_applications_per_administration"] = 3
    found = import_and_screen(intake, bundle, RULES)
    assert len(found.verdicts) == 9
    for verdict in found.verdicts.values():
        [over] = [each for each in verdict.findings if each.rule == "applicant-over-quota"]
        assert over.status.value == "met"
        assert HV in over.text.sv


@pytest.mark.parametrize(
    "short",
    [
        "Häss-Väll",
        "HV",
        "HässelbyVällingby",
        "Hässelby/Vällingbys stadsdelsförvaltn.",
        "Vällingby",
        "hässelby &amp; vällingby sdn",
        "Hässelby-Vällingby stadsdelsförvaltning (HVSDF)",
        "Hässelby-Vällingby stadsdelsförvaltning:s",
    ],
)
def test_a_short_form_that_fits_one_ranks_as_it_applies(intake: IntakeStage, short: str) -> None:
    bundle = with_applications(
        ONE_NAME, {"applicants": [short]}, {"applicants": [HV]}, {"applicants": [f"{HV}s"]}
    )
    bundle["call"]["max_applications_per_administration"] = 2
    bundle["rankings"] = {f" {short}": ["A-0", "A-2"]}
    found = import_and_screen(intake, bundle, RULES)
    left_out = {each for each, verdict in found.verdicts.items() if verdict.outcome.value == "set_aside"}
    assert left_out == {"A-1"}


@pytest.mark.parametrize(
    ("written", "listed", "code", "offered"),
    [
        ("Hasselby-Vallingby", [HV, "Bromma sdf"], "unknown_administration", HV),
        ("Habo", ["Håbo kommun", "Mora kommun"], "unknown_administration", "Håbo kommun"),
        (
            "Spånga",
            ["Spånga-Tensta sdf", "Spånga-Lunda sdf"],
            "ambiguous_administration",
            "Spånga-Tensta sdf, Spånga-Lunda sdf",
        ),
        ("Socialnämnden", ["Socialförvaltningen", HV], "unknown_administration", "Socialförvaltningen"),
        ("AMF", ["Arbetsmarknadsförvaltningen", HV], "unknown_administration", "Arbetsmarknadsförvaltningen"),
        ("Bromna sdf", ["Bromma sdf", HV], "unknown_administration", "Bromma sdf"),
    ],
)
def test_a_name_that_is_not_surely_known_is_told_with_what_it_may_be(
    intake: IntakeStage, written: str, listed: list[str], code: str, offered: str
) -> None:
    bundle = with_applications(ONE_NAME, {"applicants": [written]})
    bundle["call"]["administrations"] = listed
    answer = intake.post("/api/bundles", bundle)
    assert answer.status_code == 422
    [fault] = answer.json["errors"]
    assert (fault["code"], fault["field"]) == (code, "applicants.0")
    assert offered in fault["sv"]
    assert offered in fault["en"]


def test_one_applicant_named_twice_in_two_spellings_is_told(intake: IntakeStage) -> None:
    bundle = with_applications(ONE_NAME, {"applicants": [HV, "Hässelby–Vällingby SDF"]})
    [fault] = intake.post("/api/bundles", bundle).json["errors"]
    assert (fault["code"], fault["field"]) == ("named_twice", "applicants.1")


def test_words_pasted_from_elsewhere_get_the_verdict_of_the_plain_text(intake: IntakeStage) -> None:
    found = import_and_screen(intake, PASTED, RULES)
    texts = {entry["reference"]: entry["description"] for entry in PASTED["applications"]}
    for reference, verdict in found.verdicts.items():
        assert verdict.outcome.value == "refer", reference
        assert grounds(verdict)["parallel-system"] == "refer", reference
        [ground] = [each for each in verdict.findings if each.rule == "parallel-system"]
        quotes = [evidence.quote for evidence in ground.evidence if evidence.field == "description"]
        assert all(quote in texts[reference] for quote in quotes)
        assert any(piece.is_quoted for piece in highlight(texts[reference], quotes))


@pytest.mark.parametrize(
    "description",
    [
        "<ul>\n<li>Vi utvecklar ett jour&shy;nal&#8203;system f&#246;r uppf&ouml;ljning.</li>\n</ul>",
        "Under det kommande året vill vi på enheten utveckla ett jour-\nnalsystem för uppföljning.",
        "Vi utvecklar ett ｊｏｕｒｎａｌ\u2010\r\nsystem för upp\u00adföljning hos enheten.",
        "&lt;p&gt;Vi utvecklar ett journal&amp;shy;system.&lt;/p&gt;",
        "Vi utvecklar ett journal¬\nsystem för uppföljning hos enheten.",
        "Vi utvecklar ett journal&shysystem f&oumlr uppf&oumlljning hos enheten.",
        "Vi utvecklar ett jour¬nal¬system för upp¬ \n följning hos enheten.",
    ],
)
def test_a_word_is_found_through_what_a_reader_does_not_see(intake: IntakeStage, description: str) -> None:
    bundle = with_applications(PASTED, {"description": description})
    [verdict] = import_and_screen(intake, bundle, RULES).verdicts.values()
    assert grounds(verdict)["parallel-system"] == "refer"


def test_diary_numbers_are_taken_as_references_everywhere(intake: IntakeStage) -> None:
    bundle = with_applications(DIARY_NUMBERS, {}, {}, {}, {})
    numbers = ["SN 2017/123", "T1/2018", "dnr 3.1-123/2018", "Dnr 2017:45 å?#%"]
    for entry, number in zip(bundle["applications"], numbers, strict=True):
        entry["reference"] = number
    applicant = bundle["applications"][0]["applicants"][0]
    bundle["rankings"] = {applicant: numbers[:2]}
    bundle["call"]["max_applications_per_administration"] = 2
    found = import_and_screen(intake, bundle, RULES)
    assert set(found.verdicts) == set(numbers)
    left_out = {each for each, verdict in found.verdicts.items() if verdict.outcome.value == "set_aside"}
    assert left_out == set(numbers[2:])


@pytest.mark.parametrize(
    "written", ["SN\u00a02017/1", "SN 2017/1\u200b", " SN  2017/1\n", "SN 20\u00ad17/1", "ＳＮ 2017/1"]
)
def test_what_a_reader_does_not_see_makes_no_other_reference(intake: IntakeStage, written: str) -> None:
    bundle = with_applications(DIARY_NUMBERS, {"reference": "SN 2017/1"}, {"reference": written})
    [fault] = intake.post("/api/bundles", bundle).json["errors"]
    assert fault["code"] == "reference_twice"
    bundle = with_applications(DIARY_NUMBERS, {"reference": "SN 2017/1"}, {})
    bundle["rankings"] = {bundle["applications"][0]["applicants"][0]: [written]}
    bundle["call"]["max_applications_per_administration"] = 1
    found = import_and_screen(intake, bundle, RULES)
    outcomes = {reference: verdict.outcome.value for reference, verdict in found.verdicts.items()}
    assert outcomes == {"SN 2017/1": "eligible", "A-1": "set_aside"}


@pytest.mark.parametrize(
    "reference", ["/123", "SN/", "SN//1", "../x", "a/./b", "..", "<p>/</p>", "\u200b/1", "x" * 61]
)
def test_a_reference_that_is_not_taken_is_told_in_plain_words(intake: IntakeStage, reference: str) -> None:
    bundle = with_applications(DIARY_NUMBERS, {"reference": reference})
    faults = [
        fault for fault in intake.post("/api/bundles", bundle).json["errors"] if fault["field"] == "reference"
    ]
    assert faults
    for fault in faults:
        for sentence in (fault["sv"], fault["en"]):
            assert not any(sign in sentence for sign in ("^", "[", "]", "\\s", "{0", "$"))
        if fault["code"] == "pattern":
            assert "registration_number" in fault["sv"]
