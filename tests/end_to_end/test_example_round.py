"""The real round goes in by one command, and a proposal that people could work from comes out."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from prescreen.agreement import JUDGEMENTS, compare, key_of, read_decisions, read_judgements
from prescreen.verdicts_file import read_verdicts
from tests.end_to_end.run_command import bare_environment, prescreen

EXAMPLE = Path(__file__).parents[2] / "examples" / "stockholm-2018"


@dataclass
class Screened:
    """What the command printed and wrote."""

    printed: str
    said: str
    folder: Path

    @property
    def document(self) -> dict[str, Any]:
        """The written verdicts.json."""
        document: dict[str, Any] = json.loads((self.folder / "verdicts.json").read_text("utf-8"))
        return document


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Screened:
    """Run the command on the round, with no server on the PATH and none configured."""
    folder = tmp_path_factory.mktemp("out")
    done = prescreen("run", EXAMPLE, "--out", folder, environment=bare_environment(PATH="/nonexistent"))
    assert done.returncode == 0, done.stderr
    return Screened(done.stdout, done.stderr, folder)


def test_every_application_gets_one_verdict(screened: Screened) -> None:
    sent = json.loads((EXAMPLE / "applications.json").read_text("utf-8"))
    references = [verdict["reference"] for verdict in screened.document["verdicts"]]
    assert sorted(references) == sorted(application["reference"] for application in sent)
    assert screened.document["unscreened"] == []


def test_every_application_stands_in_the_table(screened: Screened) -> None:
    for verdict in screened.document["verdicts"]:
        assert re.search(rf"^ *{verdict['reference']} ", screened.printed, re.MULTILINE)


def test_the_table_fits_a_page(screened: Screened) -> None:
    assert max(map(len, screened.printed.splitlines())) <= 120


def test_progress_is_plain_when_piped(screened: Screened) -> None:
    assert "29 av 29 förgranskade" in screened.said
    assert "\x1b" not in screened.said + screened.printed


def test_the_page_stands_where_it_says(screened: Screened) -> None:
    page = screened.folder / "forslag.html"
    assert str(page) in screened.printed
    text = page.read_text("utf-8")
    assert text.startswith("<!doctype html>") or text.startswith("<!DOCTYPE html>")
    assert all(verdict["reference"] in text for verdict in screened.document["verdicts"])


def test_a_finding_says_why_in_both_languages_and_names_its_source(screened: Screened) -> None:
    for verdict in screened.document["verdicts"]:
        assert verdict["outcome"] in ("refuse", "set_aside", "refer", "eligible")
        for finding in verdict["findings"]:
            assert finding["text"]["sv"].strip()
            assert finding["text"]["en"].strip()
            assert "{" not in finding["text"]["sv"] + finding["text"]["en"]
            assert finding["source"]["document"]
            assert finding["status"] in ("met", "undetermined")


def test_a_trip_that_was_filed_twice_is_pointed_out(screened: Screened) -> None:
    texts = [finding["text"]["sv"] for finding in screened.document["call_findings"]]
    assert any("T2-16" in text and "T2-21" in text for text in texts)


def test_what_people_decided_is_found_as_promised(screened: Screened) -> None:
    agreement = compare(
        read_decisions(EXAMPLE), read_verdicts((screened.folder / "verdicts.json").read_bytes())
    )
    assert agreement.holds, [count for count in agreement.counts if not count.is_enough]


def test_every_difference_has_been_judged_and_no_judgement_is_left_over(screened: Screened) -> None:
    agreement = compare(
        read_decisions(EXAMPLE), read_verdicts((screened.folder / "verdicts.json").read_bytes())
    )
    differences = {key_of(deviation) for deviation in agreement.deviations}
    assert differences == set(read_judgements(EXAMPLE / JUDGEMENTS))


def test_the_agreement_is_printed_by_one_command(screened: Screened) -> None:
    done = prescreen("agreement", EXAMPLE, screened.folder, "--lang", "en")
    assert done.returncode == 0, done.stderr
    assert "Grounds that the application itself shows directly, found" in done.stdout
    assert "Nobody has assessed" not in done.stdout


def test_a_ground_that_is_lost_fails_the_agreement(screened: Screened, tmp_path: Path) -> None:
    document = screened.document
    for verdict in document["verdicts"]:
        verdict["findings"] = [f for f in verdict["findings"] if f["rule"] != "fourth-project-year"]
    (tmp_path / "verdicts.json").write_text(json.dumps(document), "utf-8")
    assert prescreen("agreement", EXAMPLE, tmp_path).returncode == 3


def test_the_same_round_screened_again_gives_the_same_proposal(
    screened: Screened, machine: Any, tmp_path: Path
) -> None:
    done = prescreen("run", EXAMPLE, "--out", tmp_path, "--intake", machine.address, "--quiet")
    assert done.returncode == 0, done.stderr
    again = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    assert without_ids(again) == without_ids(screened.document)


def without_ids(document: dict[str, Any]) -> dict[str, Any]:
    """Give what was proposed without what each run names anew."""
    for verdict in document["verdicts"]:
        for given in ("application_id", "registration_number", "received_at"):
            verdict.pop(given, None)
    return {part: document[part] for part in ("verdicts", "call_findings", "rule_set", "engine")}
