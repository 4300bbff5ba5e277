"""Made rounds screened in this process beside what is expected of them, for tests of rules that read texts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from prescreen.expected import Expectation, bundles_with_expectations, read_expected
from prescreen.verdicts_file import Verdicts
from prescreen_shared.shapes.verdict import FiledVerdict, Verdict, findings_told
from tests.rules.screen_bundle import EXAMPLES, read_round, screen, shipped_rule_set

MADE = EXAMPLES / "made-2018"


@cache
def screened_calls(folder: Path = MADE) -> tuple[tuple[tuple[Expectation, ...], Verdicts], ...]:
    """Give the expectations and the verdicts of each call in a folder, as they would stand in verdicts.json."""
    return tuple((read_expected(each), _verdicts(each)) for each in bundles_with_expectations(folder))


def _verdicts(bundle: Path) -> Verdicts:
    screened = screen(shipped_rule_set(), *read_round(bundle))
    return Verdicts(
        version=1,
        call=bundle.name,
        rule_set=None,
        verdicts=tuple(_filed(verdict) for verdict in screened.verdicts.values()),
        call_findings=screened.call_findings,
    )


def _filed(verdict: Verdict) -> FiledVerdict:
    return FiledVerdict(
        reference=verdict.reference,
        outcome=verdict.outcome,
        proposed_amount=verdict.proposed_amount,
        findings=findings_told(verdict.findings),
        hints=verdict.hints,
    )
