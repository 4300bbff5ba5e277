"""Checks one rule file as publication would and prints everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path

import click

from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file


@click.command()
@click.argument("rule_file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(rule_file: Path) -> None:
    """Check the rule file FILE: its form, its sentences, its own cases; every fault with line and column."""
    raise click.exceptions.Exit(check_rules(rule_file))


def check_rules(path: Path) -> int:
    """Check form, sentences and cases, and the engine against the referee; 0 when nothing is wrong, else 1."""
    try:
        rule_set = read_rule_file(path)
        pass_gate(rule_set)
    except OSError as error:
        print(f"{path}: {error.strerror}")
        return 1
    except RuleFileError as error:
        for problem in error.problems:
            print(
                f"{path}:{problem.line}:{problem.column}: {problem.path}\n    {problem.sv}\n    {problem.en}"
            )
        return 1
    except GateRefusedError as error:
        for reason in error.reasons:
            print(f"{path}: {reason}")
        return 1
    cases = sum(len(rule.cases) for rule in rule_set.rules)
    print(f"{path}: {rule_set.name} version {rule_set.version}, sha256 {rule_set.sha256}")
    print(f"    {len(rule_set.rules)} regler/rules, {cases} fall/cases, inga fel/no faults")
    return 0
