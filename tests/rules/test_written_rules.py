"""Every rule set says what the city wrote, in its words, and nothing that the city wrote is passed over."""

from __future__ import annotations

import json
import re
from functools import cache, reduce
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from prescreen_shared.shapes.verdict import Source, SourceKind
from scoring_service.domain.rule_set import RuleSet
from tests.rules.screen_bundle import EXAMPLES, RULE_SETS, read_json, shipped_rule_set

HERE = Path(__file__).parent
WRITTEN: dict[str, Any] = json.loads((HERE / "written_rules.json").read_text("utf-8"))
ENTRIES: dict[str, dict[str, Any]] = {entry["id"]: entry for entry in WRITTEN["rules"]}
ACCOUNTED: dict[str, dict[str, Any]] = YAML(typ="safe").load(HERE / "accounted.yaml")
NAMES = sorted(path.stem for path in RULE_SETS.glob("stockholm-????.yaml"))
OWN_PRACTICE = "own-practice"
PARTS = {"rule": "rules", "criterion": "criteria", "process": "process", "call_rule": "call_rules"}
PRACTICE = "practice_seen_in_decisions"
REPRODUCED = re.compile(r"(?P<office>[^:]+: ).+, som de[nt]? återges i (?P<title>.+)")
"""The title of what was written beforehand and is known from a later document, which it names by that document's title."""


@cache
def rule_set(name: str) -> RuleSet:
    return shipped_rule_set(name)


def parts(name: str) -> dict[str, Any]:
    """Give every part of a rule set that can have a source, as ``rule fourth-project-year``."""
    found = {kind: getattr(rule_set(name), attribute) for kind, attribute in PARTS.items()}
    return {f"{kind} {part.id}": part for kind, listed in found.items() for part in listed}


def sources(name: str) -> dict[str, Source]:
    return {place: part.source for place, part in parts(name).items() if part.source is not None}


def words_of(entry: dict[str, Any]) -> str:
    return f"{entry['quote']}\n{entry.get('quote_normalised', '')}"


def where_written(name: str, document: str) -> str:
    """Give the document of the material that one of a rule set is: itself, or the one it says that it is reproduced in."""
    if document in WRITTEN["documents"]:
        return document
    told = REPRODUCED.fullmatch(rule_set(name).documents[document].title)
    assert told is not None, document
    found = [key for key, title in WRITTEN["documents"].items() if title == told["office"] + told["title"]]
    assert len(found) == 1, told["title"]
    return found[0]


@cache
def written_in(document: str) -> str:
    """Give all that is written in a document: the quotes, and the decisions as they were published."""
    found = [words_of(entry) for entry in ENTRIES.values() if entry["document"] == document]
    if document == "allocation-2018":
        found += [
            decision["text"] or "" for decision in read_json(EXAMPLES / "stockholm-2018" / "decisions.json")
        ]
    return "\n".join(found)


def test_there_is_a_rule_set_for_each_call_of_the_material() -> None:
    assert NAMES == ["stockholm-2015", "stockholm-2018", "stockholm-2020", "stockholm-2022"]


@pytest.mark.parametrize("name", NAMES)
def test_every_quote_stands_in_the_document_that_it_is_said_to_be_from(name: str) -> None:
    for place, source in sources(name).items():
        if source.document != OWN_PRACTICE:
            assert source.quote in written_in(where_written(name, source.document)), place


@pytest.mark.parametrize("name", NAMES)
def test_what_is_only_reproduced_was_written_beforehand_and_is_no_practice(name: str) -> None:
    documents = rule_set(name).documents
    for place, source in sources(name).items():
        if source.document == OWN_PRACTICE or where_written(name, source.document) == source.document:
            continue
        assert source.kind in (None, SourceKind.RULE), place
        assert not documents[source.document].is_after(rule_set(name).valid_from), place
        stated = [
            words_of(entry)
            for entry in ENTRIES.values()
            if entry["document"] == where_written(name, source.document) and entry["status"] != PRACTICE
        ]
        assert any(source.quote in words for words in stated), place


@pytest.mark.parametrize("name", NAMES)
def test_the_documents_are_named_by_their_titles_and_no_other_is_declared(name: str) -> None:
    declared = {
        key: document.title for key, document in rule_set(name).documents.items() if key != OWN_PRACTICE
    }
    written = {key: where_written(name, key) for key in declared}
    itself = {key: title for key, title in declared.items() if written[key] == key}
    assert itself == {key: WRITTEN["documents"][key] for key in itself}
    assert {source.document for source in sources(name).values()} == rule_set(name).documents.keys()


def test_every_written_rule_is_accounted_for_and_nothing_else_is() -> None:
    assert ACCOUNTED.keys() == ENTRIES.keys()
    assert all(ACCOUNTED.values())


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_written_rule_stands_where_it_is_said_to_stand(entry: str) -> None:
    for place in ACCOUNTED[entry].get("cited", ()):
        name, _, part = place.partition(" ")
        source = sources(name)[part]
        assert source.quote in words_of(ENTRIES[entry]), place
        assert where_written(name, source.document) == ENTRIES[entry]["document"], place
    for place in ACCOUNTED[entry].get("covered", ()):
        name, _, part = place.partition(" ")
        assert part in parts(name)
    for place in ACCOUNTED[entry].get("data", ()):
        name, _, path = place.partition(" ")
        call = read_json(EXAMPLES / name / "call.json")
        assert reduce(lambda found, key: found[key], path.split("."), call) == ENTRIES[entry]["value"]


def test_only_what_is_for_central_work_is_left_out() -> None:
    left_out = {entry for entry, where in ACCOUNTED.items() if "left_out" in where}
    assert left_out == {key for key, entry in ENTRIES.items() if entry["applies_to"] == "central_fou"}


@pytest.mark.parametrize("name", NAMES)
def test_every_part_that_cites_a_written_rule_is_named_where_that_rule_is_accounted_for(name: str) -> None:
    cited = {place for where in ACCOUNTED.values() for place in where.get("cited", ())}
    missing = {
        f"{name} {place}"
        for place, source in sources(name).items()
        if source.document != OWN_PRACTICE and f"{name} {place}" not in cited
    }
    # Both rest on the published wording of one decision, which is no written rule.
    decisions = {
        "stockholm-2018 rule duplicate-application",
        "stockholm-2018 call_rule duplicate-application",
    }
    known = {"stockholm-2018 call_rule administration-may-not-apply", "stockholm-2020 call_rule administration-may-not-apply"}  # fmt: skip
    assert missing <= decisions | known


def test_what_is_only_seen_in_decisions_is_cited_as_practice_and_refuses_nobody_in_another_year() -> None:
    for entry, where in ACCOUNTED.items():
        if ENTRIES[entry]["status"] == PRACTICE:
            for place in where.get("cited", ()):
                name, _, part = place.partition(" ")
                assert sources(name)[part].kind is SourceKind.PRACTICE, place
                if name != "stockholm-2018":
                    assert {level.effect.value for level in parts(name)[part].levels} <= {"refer", "note"}


def test_nothing_is_refused_for_2015_since_nothing_is_written_so() -> None:
    effects = {level.effect.value for rule in rule_set("stockholm-2015").rules for level in rule.levels}
    assert effects == {"refer", "note"}
