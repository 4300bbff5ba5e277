"""Calls written as a case officer would judge them, before the rule set was read: what is wanted of each application, and why.

An entry says ``who`` applies, ``want`` (an outcome, or several that an officer could defend), ``grounds`` that must be found,
and what else ``maybe`` is. No other ground may refer, set aside or refuse. ``earlier`` are earlier grants as year, grant type,
pre-study and same project; null is not stated, MISSING leaves the key out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.rules.screen_bundle import (
    REAL_ROUND,
    Screened,
    application_from,
    call_from,
    grounds,
    read_json,
    screen,
    shipped_rule_set,
)

CALLS: dict[str, dict[str, Any]] = {
    path.stem: YAML(typ="safe").load(path)
    for path in sorted(Path(__file__).with_name("officers_calls").glob("*.yaml"))
}
GRANT_KEYS = ("year", "grant_type", "prestudy", "same_project")
MATTERS = [
    "unga",
    "äldre",
    "föräldrar",
    "boende",
    "nyanlända",
    "hemlösa",
    "anhöriga",
    "flickor",
    "pojkar",
    "pensionärer",
    "elever",
    "familjehem",
    "döva",
    "änkor",
    "sömnlösa",
    "blyga",
    "småbarn",
    "tonåringar",
    "syskon",
    "grannar",
    "odlare",
    "cyklister",
    "läsare",
    "musiker",
    "hantverkare",
]
"""What an entry without a text of its own is about, so that no two are alike."""


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _bundle_entry(entry: dict[str, Any], place: int) -> dict[str, Any]:
    kind, matter = entry.get("type", "project"), MATTERS[place % len(MATTERS)]
    text = f"Syftet är att tillsammans med {matter} utveckla ett nytt arbetssätt som prövas under året."
    earlier = entry.get("earlier", [])
    stated = {} if earlier == "MISSING" else {"earlier_grants": earlier and _grants(earlier)}
    return {
        "reference": entry["reference"],
        "grant_type": kind,
        "title": entry.get("title", f"Nytt arbetssätt för {matter}"),
        "description": entry.get("text", text),
        "applicants": _as_list(entry["who"]),
        "requested_amount": entry.get("amount", 20000 if kind == "study_visit" else 200000),
        "submitted_at": entry.get("at"),
        "answers": entry.get("answers", {}),
        **stated,
    }


def _grants(rows: list[list[Any]]) -> list[dict[str, Any]]:
    return [dict(zip(GRANT_KEYS, row, strict=True)) for row in rows]


@cache
def screened(name: str) -> Screened:
    given = CALLS[name]
    registers = {"real": read_json(REAL_ROUND / "register.json")}
    register = given["register"]
    call = call_from(
        {**read_json(REAL_ROUND / "call.json"), **given.get("call", {})},
        rankings={name: tuple(wanted) for name, wanted in given.get("rankings", {}).items()},
        register=registers[register] if isinstance(register, str) else register,
    )
    entries = [_bundle_entry(entry, place) for place, entry in enumerate(given["applications"])]
    return screen(shipped_rule_set(), call, [application_from(entry) for entry in entries])


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        pytest.param(name, entry, id=f"{entry['reference']}: {entry['why']}")
        for name, call in CALLS.items()
        for entry in call["applications"]
    ],
)
def test_an_application_is_judged_as_an_officer_would(name: str, entry: dict[str, Any]) -> None:
    verdict = screened(name).verdicts[entry["reference"]]
    found = grounds(verdict)
    wanted = entry.get("grounds", [])
    weighty = {rule for rule, effect in found.items() if effect.rstrip("?") != "note"}

    assert verdict.outcome.value in _as_list(entry["want"]), found
    assert set(wanted) <= found.keys()
    assert weighty <= {*wanted, *entry.get("maybe", [])}


@pytest.mark.parametrize("name", CALLS)
def test_no_sentence_has_a_hole(name: str) -> None:
    for verdict in screened(name).verdicts.values():
        for finding in verdict.findings:
            if finding.status.value != "not_met":
                assert "{" not in finding.text.sv + finding.text.en
                assert "()" not in finding.text.sv + finding.text.en
