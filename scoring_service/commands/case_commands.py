"""The verbs on the cases of a rule file: what of the file they exercise, and what they do not.

Further verbs try the cases, propose new ones, write them as a workbook, and put deliberate faults into the rules to see
which of them no case notices.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from prescreen_shared.statuses import FindingStatus
from prescreen_shared.texts.catalogue import LANGUAGES, Language, say
from scoring_service.case_files.columns import RulePlaces
from scoring_service.case_files.names import CaseFileError
from scoring_service.case_files.read_cases import cases_beside, read_cases
from scoring_service.case_files.write_sheet import write_case_workbook
from scoring_service.case_files.yaml_cases import write_yaml_case, write_yaml_cases
from scoring_service.commands.rule_commands import (
    BAD_INPUT,
    FILE,
    OUT,
    echo_both,
    language_option,
    read_or_exit,
    rule_file_argument,
)
from scoring_service.domain.cases.case import (
    CaseFault,
    CaseFile,
    CaseTester,
    SingleCase,
    grounds_by_key,
    own_cases,
)
from scoring_service.domain.cases.coverage import GroundCoverage, measure_coverage, write_term
from scoring_service.domain.cases.mutants import Mutant, MutationReport, run_mutants
from scoring_service.domain.cases.propose_cases import propose_cases as propose
from scoring_service.domain.cases.propose_cases import propose_killer
from scoring_service.domain.condition import Scalar, Truth, write_condition, write_facts
from scoring_service.domain.rule_set import RuleSet

MOST_LINES: Final = 8
"""So much that no case exercises is listed for each rule, where not all is asked for."""
_cases_option = click.option(
    "--cases",
    "case_files",
    metavar="FILE",
    type=FILE,
    multiple=True,
    help="A file of cases, .yaml or .xlsx; may be given several times. Those named as the rule file are found.",
)


@click.command()
@rule_file_argument
@_cases_option
@language_option
@click.option("--all", "everything", is_flag=True, help="Every term that no case exercises.")
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def coverage(
    rule_file: Path, case_files: tuple[Path, ...], language: Language, everything: bool, as_json: bool
) -> None:
    """Show which rules, levels, terms and comparisons of FILE its cases exercise."""
    rule_set = read_or_exit(rule_file)
    files = _cases_or_exit(rule_file, case_files, rule_set)
    measured = measure_coverage(rule_set, [case for file in files for case in file.cases])
    if as_json:
        content = {"rule_set": rule_set.name, "version": rule_set.version, "sha256": rule_set.sha256}
        content |= {"subjects": [_plain(each) for each in measured]}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        _print_table(measured, language, None if everything else MOST_LINES)


@click.command("cases-sheet")
@rule_file_argument
@_cases_option
@click.option("--out", metavar="FILE", type=OUT, required=True, help="The .xlsx file to write.")
@click.option("--without-proposed", is_flag=True, help="Only the cases that there are.")
def cases_sheet(rule_file: Path, case_files: tuple[Path, ...], out: Path, without_proposed: bool) -> None:
    """Write the cases of FILE, and proposed ones, as a workbook that staff fill in.

    A file that exists already is never written over.
    """
    rule_set = read_or_exit(rule_file)
    files = _cases_or_exit(rule_file, case_files, rule_set)
    further, base = [case for file in files for case in file.cases], _base_of(files)
    proposed = [] if without_proposed else propose(rule_set, further, base)
    content = write_case_workbook(rule_set, [*own_cases(rule_set), *further, *proposed], base)
    _free_file(out).write_bytes(content)
    click.echo(out)


@click.command()
@rule_file_argument
@_cases_option
@click.option("--rule", "only", metavar="ID", help="Only this rule or criterion.")
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with 1 when fewer are noticed.",
)
def mutate(rule_file: Path, case_files: tuple[Path, ...], only: str | None, fail_under: float | None) -> None:
    """Put faults into FILE and print those that no case notices, each with a case that would.

    The settings of derived facts are left as they are.
    """
    rule_set = read_or_exit(rule_file)
    files = _cases_or_exit(rule_file, case_files, rule_set)
    grounds = grounds_by_key(rule_set)
    chosen = [key for key, ground in grounds.items() if only in (None, ground.id)]
    if not chosen:
        raise click.BadParameter(f"{only}: {', '.join(grounds)}", param_hint="--rule")
    report = run_mutants(rule_set, [case for file in files for case in file.cases], chosen)
    _print_report(report, rule_file, rule_set, files)
    if fail_under is not None and report.percent < fail_under:
        raise click.exceptions.Exit(BAD_INPUT)


@click.command("propose-cases")
@rule_file_argument
@_cases_option
@click.option("--write", "form", type=click.Choice(["yaml", "xlsx"]), help="Write a file beside FILE.")
@click.option("--out", metavar="FILE", type=OUT, help="Where to write it.")
def propose_cases(rule_file: Path, case_files: tuple[Path, ...], form: str | None, out: Path | None) -> None:
    """Propose cases for FILE that no case shows yet, with what the rules answer now, for a person to look at.

    A file that exists already is never written over.
    """
    rule_set = read_or_exit(rule_file)
    files = _cases_or_exit(rule_file, case_files, rule_set)
    base = _base_of(files)
    cases = propose(rule_set, [case for file in files for case in file.cases], base)
    if form is None and out is None:
        for case in cases:
            click.echo(f"- {write_yaml_case(case, base)}")
    else:
        suffix = form or (out and out.suffix.removeprefix(".")) or "yaml"
        path = _free_file(out or rule_file.with_name(f"{rule_file.stem}.proposed.{suffix}"))
        if suffix == "xlsx":
            path.write_bytes(write_case_workbook(rule_set, cases, base))
        else:
            content = write_yaml_cases(CaseFile(rule_set.name, base, tuple(cases)))
            path.write_text(content, encoding="utf-8")
        click.echo(path)
    echo_both("cases.proposed", err=True, count=len(cases))


@click.command()
@rule_file_argument
@_cases_option
def test(rule_file: Path, case_files: tuple[Path, ...]) -> None:
    """Try the rule file FILE on its cases; print which do not hold, and what decided."""
    rule_set = read_or_exit(rule_file)
    files = _cases_or_exit(rule_file, case_files, rule_set)
    trial = CaseTester(rule_set)
    own = own_cases(rule_set)
    further = [case for file in files for case in file.cases]
    proposed = sum(case.proposed for case in further)
    tried = [*own, *(case for case in further if not case.proposed)]
    faults = [fault for case in tried for fault in trial.faults(case)]
    for fault in faults:
        _print_fault(fault, rule_file, rule_set)
    failed = len({id(fault.case) for fault in faults})
    for language in LANGUAGES:
        click.echo(say("cases.tried", language, file=rule_file, tried=len(tried), failed=failed))
        if proposed:
            click.echo(say("cases.proposed-left", language, count=proposed))
    raise click.exceptions.Exit(BAD_INPUT if faults else 0)


def _cases_or_exit(rule_file: Path, named: Sequence[Path], rule_set: RuleSet) -> list[CaseFile]:
    """Read the files of cases beside a rule file, and those named.

    Raises:
        Exit: with code 1, when one of them cannot be read; everything wrong with them is then printed.
    """
    beside = cases_beside(rule_file)
    known = {path.resolve() for path in beside}
    try:
        return read_cases([*beside, *(path for path in named if path.resolve() not in known)], rule_set)
    except CaseFileError as error:
        for each in error.faults:
            click.echo(f"{each.place}\n    {each.sv}\n    {each.en}", err=True)
        raise click.exceptions.Exit(BAD_INPUT) from error


def _plain(each: GroundCoverage) -> dict[str, Any]:
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


def _print_table(measured: list[GroundCoverage], language: Language, most: int | None) -> None:
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


def _row(each: GroundCoverage) -> list[str]:
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


def _lacking(each: GroundCoverage, language: Language) -> Iterator[str]:
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


def _base_of(files: Sequence[CaseFile]) -> Mapping[str, Scalar | None]:
    """Give the facts that whole applications have in the first file that says so."""
    return next((file.base for file in files if file.base), {})


def _free_file(path: Path) -> Path:
    """Give a file that does not exist yet.

    Raises:
        Exit: with code 1, when it does: nothing is written over.
    """
    if path.exists():
        echo_both("cases.file-exists", err=True, file=path)
        raise click.exceptions.Exit(BAD_INPUT)
    return path


def _print_report(report: MutationReport, rule_file: Path, rule_set: RuleSet, files: list[CaseFile]) -> None:
    places = RulePlaces(rule_file.read_text("utf-8-sig"))
    for mutant, equivalent in report.equivalent:
        _print_mutant(mutant, places, rule_file)
        echo_both("cases.equivalent-every_situation", indent="    ", tried=equivalent.tried)
    cases = [case for file in files for case in file.cases]
    base = _base_of(files)
    for survivor in report.survivors:
        _print_mutant(survivor.mutant, places, rule_file)
        proposed = propose_killer(survivor, rule_set, cases, base)
        echo_both("cases.undecided" if proposed is None else "cases.would-notice", indent="    ")
        if proposed is not None:
            click.echo(f"      - {write_yaml_case(proposed, base)}")
    echo_both(
        "cases.mutants",
        file=rule_file,
        counted=report.counted,
        killed=len(report.killed),
        percent=f"{report.percent:.1f}",
        survivors=len(report.survivors),
        equivalent=len(report.equivalent),
    )


def _print_mutant(mutant: Mutant, places: RulePlaces, rule_file: Path) -> None:
    line, column, path = places.of_mutant(mutant)
    click.echo(f"{rule_file}:{line}:{column}: {mutant.ground.id}: {path}")
    click.echo(f"    {mutant.text.sv}\n    {mutant.text.en}")


def _print_fault(fault: CaseFault, rule_file: Path, rule_set: RuleSet) -> None:
    about = "outcome" if fault.ground is None else fault.ground
    click.echo(f"{_place(fault, rule_file, rule_set)}: {fault.case.title}: {about}")
    facts = write_facts(fault.deciding)
    for language in LANGUAGES:
        expected, got = getattr(fault.expected, language), getattr(fault.got, language)
        click.echo("    " + say("cases.fault", language, expected=expected, got=got, facts=facts))


def _place(fault: CaseFault, rule_file: Path, rule_set: RuleSet) -> str:
    if fault.case.place or not isinstance(fault.case, SingleCase):
        return fault.case.place
    ground = grounds_by_key(rule_set)[fault.case.ground]
    line, column, path = RulePlaces(rule_file.read_text("utf-8-sig")).of_own_case(ground, fault.case.title)
    return f"{rule_file}:{line}:{column}: {path}"
