"""The JSON Schema that editors use: up to date, taken by every valid rule file, refusing what the reader refuses of shape."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner

from scoring_service.commands.rule_commands import schema
from scoring_service.domain.call_findings import KINDS as SEARCHES
from scoring_service.domain.derive.kind import settings_of
from scoring_service.domain.derive.kinds import KINDS as DERIVATIONS
from scoring_service.rule_files.json_schema import SCHEMA_FILE, write_json_schema
from scoring_service.rule_files.read_rule_file import check_rule_file
from scoring_service.rule_files.read_yaml import read_yaml
from tests.unit.scoring.rule_file_texts import WHOLE_FILE, changed

FOLDER = Path(__file__).parents[2] / "scoring_service" / "rule_sets"
SHIPPED = sorted(path for path in FOLDER.iterdir() if path.suffixes == [".yaml"])
MODELINE = "# yaml-language-server: $schema="


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Draft202012Validator:
    """The schema as its file has it, ready to validate."""
    return jsonschema_rs.Draft202012Validator(json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))


def content(text: str) -> Any:
    """The values of a rule file as an editor sees them: a day is text."""
    return _plain(read_yaml(text).content)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def test_the_file_is_up_to_date() -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == write_json_schema(), (
        "run: prescreen rules schema --out scoring_service/rule_files/rule-set.schema.json"
    )


def test_it_is_a_schema_of_2020_12() -> None:
    written = json.loads(write_json_schema())
    assert written["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(written)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_rule_sets_are_taken(path: Path, validator: jsonschema_rs.Draft202012Validator) -> None:
    found = validator.iter_errors(content(path.read_text(encoding="utf-8")))
    assert [(error.instance_path, error.message) for error in found] == []


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_shipped_rule_sets_lead_editors_to_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(MODELINE)
    assert (path.parent / first.removeprefix(MODELINE)).resolve() == SCHEMA_FILE.resolve()


def test_a_file_with_every_part_is_taken(validator: jsonschema_rs.Draft202012Validator) -> None:
    assert validator.is_valid(content(WHOLE_FILE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("format: 1", "format: 2"),
        ("name: made-2025", "name: Made 2025"),
        ("version: 1", "version: 0"),
        ("version: 1", "version: one"),
        ("title: {sv: Påhittad, en: Made}", "title: Made"),
        ("title: {sv: Påhittad, en: Made}", "title: {sv: Påhittad}"),
        ('from: "2024-09-01"', 'from: "1 september"'),
        ("constants:", "constanst:"),
        ("  limit: 5", "  limit: 5.5"),
        ("  limit: 5", "  Limit: 5"),
        ("  limit: 5", "  any: 5"),
        ('    values: [{value: "2024-12-01"}, {from: "2025-06-01", value: "2025-12-01"}]', "    values: []"),
        ("- {value: 3}", "- {vlaue: 3}"),
        ("  practice:", "  Practice 1:"),
        ("{type: integer", "{type: number"),
        ("stated_in: answers.year", "stated_in: year"),
        ("stated_in: answers.year", "stated_in: answers.year, derived: words"),
        ("stated_in: answers.year, ", ""),
        ("stated_in: answers.year", "stated_in: answers.year, unit: year"),
        ("stated_in: answers.year", "stated_in: answers.year, choices: [a]"),
        ("{type: integer, stated_in", "{type: choice, stated_in"),
        ("derived: words", "derived: wrods"),
        ("{type: boolean, derived: words", "{type: integer, derived: words"),
        ("words: [drift]", "wrods: [drift]"),
        ("words: [drift]", "words: drift"),
        (", words: [drift]", ""),
        ("fields: [title]", "fields: [heading]"),
        ("effect: refuse\n", "effect: reject\n"),
        ("    effect: refuse\n", ""),
        ("    effect: refuse\n", "    effect: refuse\n    levels: []\n"),
        ("{year: {more_than: {constant: most_years}}}", "{}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: 3}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: {bigger_than: 3}}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: {more_than: three}}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: {more_than: {constants: most_years}}}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: {is_one_of: 3}}"),
        ("{year: {more_than: {constant: most_years}}}", "{year: {is_stated: 1}}"),
        ("{year: {more_than: {constant: most_years}}}", "{any: {year: {is: 3}}}"),
        ("{year: {more_than: {constant: most_years}}}", "{not: [{year: {is: 3}}]}"),
        ("status: met, effect: refuse", "status: met"),
        ("status: not_met", "status: not_met, effect: refuse"),
        ("status: not_met", "status: unmet"),
        ("source: {document: call-2025, quote: q}", "source: {document: call-2025}"),
        ("points: 2, when", "points: 0, when"),
        ("facts: {year: 1}, points: 2", "facts: {year: 1}"),
        ("id: repay-unused, ", ""),
    ],
)
def test_faults_of_shape_are_refused_as_the_reader_refuses_them(
    old: str, new: str, validator: jsonschema_rs.Draft202012Validator
) -> None:
    text = changed(old, new)
    assert "error" in {problem.severity for problem in check_rule_file(text)}
    assert not validator.is_valid(content(text))


def test_editors_can_complete_every_derivation_and_search_with_its_settings() -> None:
    definitions = json.loads(write_json_schema())["$defs"]
    for part, key, kinds in (("Fact", "derived", DERIVATIONS), ("CallRule", "finds", SEARCHES)):
        chosen = {
            rule["if"]["properties"][key]["const"]: rule["then"]
            for rule in definitions[part]["allOf"]
            if key in rule.get("if", {}).get("properties", {})
        }
        assert {each["const"] for each in definitions[part]["properties"][key]["oneOf"]} == set(kinds)
        for name, kind in kinds.items():
            settings = settings_of(kind.settings)
            assert set(settings) <= set(chosen[name]["properties"])
            required = {setting for setting, declared in settings.items() if declared.is_required}
            assert set(chosen[name].get("required", ())) == required


def test_the_command_prints_it_and_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    assert CliRunner().invoke(schema).output == write_json_schema()
    assert CliRunner().invoke(schema, ["--out", str(path)]).exit_code == 0
    assert path.read_text(encoding="utf-8") == write_json_schema()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(schema, ["--out", str(tmp_path / "no" / "schema.json")])
    assert result.exit_code == 1
    assert "No such file or directory" in result.output
