"""Shows what of a rule file its cases exercise, and what they do not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from scoring_service.commands._cases import cases_option, cases_or_exit, rule_file_argument
from scoring_service.commands._rule_file import read_or_exit
from scoring_service.domain.cases.hold_term import write_term
from scoring_service.domain.cases.measure_coverage import measure_coverage
from scoring_service.domain.cases.write_condition import write_condition
from scoring_service.domain.truth import Truth
from shared.statuses import FindingStatus
from shared.texts import LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scoring_service.domain.cases.measure_coverage import SubjectCoverage


@click.command()
@rule_file_argument
@cases_option
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def coverage(rule_file: Path, case_files: tuple[Path, ...], as_json: bool) -> None:
    """Show which rules, levels, terms and comparisons of FILE its cases exercise."""
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    measured = measure_coverage(rule_set, [case for file in files for case in file.cases])
    if as_json:
        content = {"rule_set": rule_set.name, "version": rule_set.version, "sha256": rule_set.sha256}
        content |= {"subjects": [_plain(each) for each in measured]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print_table(measured)


def _print_table(measured: list[SubjectCoverage]) -> None:
    heads = [say(f"cases.head-{name}", "sv") for name in ("rule", "cases", "levels", "terms", "comparisons")]
    rows = [heads, *(_row(each) for each in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for number, row in enumerate(rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        for line in _lacking(measured[number - 1]) if number else ():
            click.echo(f"    {line}")
    done, of = (sum(numbers) for numbers in zip(*(each.counts for each in measured), strict=True))
    for language in LANGUAGES:
        percent = f"{100 * done / of:.1f}"
        click.echo(say("cases.coverage", language, done=done, of=of, percent=percent))


def _row(each: SubjectCoverage) -> list[str]:
    ways = [number for leaf in each.leaves for number in leaf.cases.values()]
    return [
        each.key,
        str(each.cases),
        _part(each.levels),
        _part([term.cases for term in each.terms]),
        _part(ways),
    ]


def _part(numbers: list[int] | tuple[int, ...]) -> str:
    return f"{sum(number > 0 for number in numbers)}/{len(numbers)}"


def _lacking(each: SubjectCoverage) -> Iterator[str]:
    for number, cases in enumerate(each.levels):
        if not cases:
            yield say("cases.no-level", "sv", level=number + 1)
    for term in each.terms:
        if not term.cases:
            text = "cases.no-true-term" if term.side is Truth.TRUE else "cases.no-false-term"
            yield say(text, "sv", level=term.level + 1, term=write_term(term.term))
    for leaf in each.leaves:
        for truth, cases in leaf.cases.items():
            if not cases:
                words = write_condition(leaf.leaf.test)
                yield say(f"cases.never-{truth.value}", "sv", level=leaf.leaf.level + 1, test=words)


def _plain(each: SubjectCoverage) -> dict[str, Any]:
    return {
        "subject": each.key,
        "cases": each.cases,
        "answers": {status.value: each.answers.get(status, 0) for status in FindingStatus},
        "levels": list(each.levels),
        "terms": [
            {
                "level": term.level + 1,
                "side": term.side.value,
                "term": write_term(term.term),
                "cases": term.cases,
            }
            for term in each.terms
        ],
        "comparisons": [
            {
                "level": leaf.leaf.level + 1,
                "test": write_condition(leaf.leaf.test),
                "cases": {truth.value: number for truth, number in leaf.cases.items()},
            }
            for leaf in each.leaves
        ],
    }
