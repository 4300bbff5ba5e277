"""A bundle's entries screened in this process, as the scoring service screens them, for tests of rules."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read, write
from prescreen_shared.shapes.verdict import CallFinding, Verdict, findings_told
from scoring_service.domain.call_findings import find_call_findings
from scoring_service.domain.condition import Fact
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine.judge import ApplicationJudge
from scoring_service.rule_files.read_rule_file import read_rule_file

ROOT = Path(__file__).parents[2]
RULE_SETS = ROOT / "scoring_service" / "rule_sets"
EXAMPLES = ROOT / "examples"
REAL_ROUND = EXAMPLES / "stockholm-2018"
_OPEN: dict[str, tuple[RuleSet, ApplicationJudge]] = {}


@dataclass(frozen=True)
class Screened:
    """What a call gave: verdicts and facts by reference, and the findings on the call."""

    verdicts: dict[str, Verdict]
    facts: dict[str, dict[str, Fact]]
    call_findings: tuple[CallFinding, ...]


@cache
def shipped_rule_set(name: str = "stockholm-2018") -> RuleSet:
    """Read a rule set that the project ships, once: it is checked as it is read, which takes most of a second."""
    return read_rule_file(RULE_SETS / f"{name}.yaml")


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


def call_from(entry: dict[str, Any], **beside: Any) -> CallFacts:
    """Make a call of ``call.json``; ``beside`` are rankings, register and decided_sums."""
    opens_on, closes_on = (_day(entry.get(key)) for key in ("opens_on", "closes_on"))
    return CallFacts(
        call_id=entry["id"],
        code=entry["id"],
        title=entry["title"],
        issuer=entry.get("issuer"),
        opens_on=opens_on,
        closes_on=closes_on,
        time_zone=entry["time_zone"],
        grant_year=entry.get("grant_year") or _year_after(closes_on),
        grant_types={
            key: GrantType(**{"max_amount": None, "budget": None, **value})
            for key, value in entry["grant_types"].items()
        },
        max_applications_per_administration=entry.get("max_applications_per_administration"),
        administrations=tuple(entry["administrations"]) if entry.get("administrations") else None,
        **beside,
    )


def _day(written: str | None) -> date | None:
    return None if written is None else date.fromisoformat(written)


def _year_after(closes_on: date | None) -> int | None:
    return None if closes_on is None else closes_on.year + (closes_on.month > 6)


def application_from(entry: dict[str, Any]) -> Application:
    """Make an application of an entry of ``applications.json``; what is left out is not stated."""
    return read(Application, entry, application_id=f"id-{entry['reference']}", revision=1)


def real_round() -> tuple[CallFacts, list[Application]]:
    """Read the 29 applications of the real round as the project ships them."""
    return read_round(REAL_ROUND)


def read_round(folder: Path) -> tuple[CallFacts, list[Application]]:
    """Read a bundle's call, with its rankings and its register, and its applications."""
    rankings = read_json(folder / "rankings.json")
    register = folder / "register.json"
    call = call_from(
        read_json(folder / "call.json"),
        rankings={name: tuple(wanted) for name, wanted in rankings.items()},
        register=read_json(register) if register.exists() else None,
    )
    return call, [application_from(entry) for entry in read_json(folder / "applications.json")]


def screen(rule_set: RuleSet, call: CallFacts, applications: Iterable[Application]) -> Screened:
    """Screen a call, each context through JSON as it is stored between the service's tasks."""
    entries = list(applications)
    index = CallIndex(rule_set, call)
    for application in entries:
        index.add(application)
    verdicts, facts = {}, {}
    judge = _judge_of(rule_set)
    for application in entries:
        stored = json.loads(json.dumps(write(index.context_of(application.application_id))))
        found = derive_facts(rule_set, call, application, read(CallContext, stored))
        cap = call.grant_types[application.grant_type].max_amount
        verdict, differences = judge.judge(application, found, max_amount=cap)
        assert differences == ()
        verdicts[application.reference], facts[application.reference] = verdict, found
    return Screened(verdicts, facts, find_call_findings(rule_set, call, index))


def _judge_of(rule_set: RuleSet) -> ApplicationJudge:
    """Give the judge of a rule set, the one that is open where the same rules were the last of their name: opening it takes time."""
    rules, judge = _OPEN.pop(rule_set.name, (None, None))
    if judge is None or rules is not rule_set:
        if judge is not None:
            judge.close()
        judge = ApplicationJudge(rule_set)
    _OPEN[rule_set.name] = rule_set, judge
    return judge


def grounds(verdict: Verdict) -> dict[str, str]:
    """Give the rules that a reader is told of as met or undetermined, each as ``refuse``, ``refer?`` and so on."""
    return {
        finding.rule: finding.effect.value + ("?" if finding.status.value == "undetermined" else "")
        for finding in findings_told(verdict.findings)
    }
