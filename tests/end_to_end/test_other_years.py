"""The made-up rounds of the other years go in by the same one command, each under its own year's rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.end_to_end.run_command import bare_environment, prescreen

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.long
@pytest.mark.parametrize("name", ["stockholm-2015", "stockholm-2020", "stockholm-2022"])
def test_a_round_gets_the_verdicts_that_are_expected_of_its_year(name: str, tmp_path: Path) -> None:
    done = prescreen("run", EXAMPLES / name, "--out", tmp_path, environment=bare_environment())
    assert done.returncode == 0, done.stdout + done.stderr
    document = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    expected = YAML(typ="safe").load(EXAMPLES / name / "expected.yaml")

    assert document["rule_set"]["name"] == name
    assert document["unscreened"] == []
    assert {verdict["reference"]: _found(verdict) for verdict in document["verdicts"]} == {
        reference: (entry["outcome"], entry["grounds"], entry.get("points", {}))
        for reference, entry in expected.items()
    }


def _found(verdict: Mapping[str, Any]) -> tuple[str, dict[str, str], dict[str, Any]]:
    grounds = {
        finding["rule"]: finding["effect"] + ("?" if finding["status"] == "undetermined" else "")
        for finding in verdict["findings"]
    }
    points = {
        found["criterion"]: found["points"]
        if found["points"] == found["possible_points"]
        else [found["points"], found["possible_points"]]
        for found in verdict.get("criteria", ())
    }
    return verdict["outcome"], grounds, points
