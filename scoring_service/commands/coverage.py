"""Shows what of a rule file its cases exercise, and what they do not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

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
    from shared.texts import Language

MOST_LINES: Final = 8
"""So much that no case exercises is listed for each rule, where not all is asked for."""


@click.command()
@rule_file_argument
@cases_option
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="sv", show_default=True)
@click.option("--all", "everything", is_flag=True, help="Every term that no case exercises.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def coverage(
    rule_file: Path, case_files: tuple[Path, ...], language: Language, everything: bool, as_json: bool
) -> None:
    """Show which rules, levels, terms and comparisons of FILE its cases exercise."""
    rule_set = read_or_exit(rule_file)
    files = cases_or_exit(rule_file, case_files, rule_set)
    measured = measure_coverage(rule_set, [case for file in files for case in file.cases])
    if as_json:
        content = {"rule_set": rule_set.name, "version": rule_set.version, "sha256": rule_set.sha256}
        content |= {"subjects": [_plain(each) for each in measured]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print_table(measured, language, None if everything else MOST_LINES)


def _print_table(measured: list[SubjectCoverage], language: Language, most: int | None) -> None:
    heads = [
        say(f"cases.head-{name}", language) for name in ("rule", "cases", "levels", "terms", "comparisons")
    ]
    rows = [heads, *(_row(each) for each in measured)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    for number, row in enumerate(rows):
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        lacking = list(_lacking(measured[number - 1], language)) if number else []
        for line in lacking[:most]:
            click.echo(f"    {line}")
        if len(lacking[:most]) < len(lacking):
            click.echo("    " + say("cases.and-more", language, count=len(lacking) - len(lacking[:most])))
    done, of = (sum(numbers) for numbers in zip(*(each.counts for each in measured), strict=True))
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


def _lacking(each: SubjectCoverage, language: Language) -> Iterator[str]:
    for number, cases in enumerate(each.levels):
        if not cases:
            yield say("cases.no-level", language, level=number + 1)
    for term in each.terms:
        if not term.cases:
            text = "cases.no-true-term" if term.side is Truth.TRUE else "cases.no-false-term"
            yield say(text, language, level=term.level + 1, term=write_term(term.term))
    for leaf in each.leaves:
        for truth, cases in leaf.cases.items():
            if not cases:
                words = write_condition(leaf.leaf.test)
                yield say(f"cases.never-{truth.value}", language, level=leaf.leaf.level + 1, test=words)


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
