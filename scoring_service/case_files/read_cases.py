"""The cases that stand in files beside a rule file, or in files that are named, whatever their form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scoring_service.case_files.problem import CaseFileError, CaseProblem
from scoring_service.case_files.read_sheet import read_case_workbook
from scoring_service.case_files.read_yaml_cases import read_yaml_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scoring_service.domain.cases.case import CaseFile
    from scoring_service.domain.rule_set import RuleSet

SUFFIXES: Final = (".cases.yaml", ".cases.xlsx")


def cases_beside(rule_file: Path) -> list[Path]:
    """Give the files of cases that belong to a rule file by their name: ``x.cases.yaml`` and ``x.cases.xlsx`` of ``x.yaml``."""
    beside = (rule_file.with_name(rule_file.stem + suffix) for suffix in SUFFIXES)
    return [path for path in beside if path.is_file()]


def read_cases(paths: Iterable[Path], rule_set: RuleSet) -> list[CaseFile]:
    """Read every file.

    Raises:
        CaseFileError: one or more of them cannot be read; with all that is wrong in all of them.
    """
    found: list[CaseFile] = []
    problems: list[CaseProblem] = []
    for path in paths:
        try:
            found.append(_read(path, rule_set))
        except CaseFileError as error:
            problems += error.problems
    if problems:
        raise CaseFileError(problems)
    return found


def _read(path: Path, rule_set: RuleSet) -> CaseFile:
    if path.suffix.lower() == ".xlsx":
        return read_case_workbook(path.read_bytes(), str(path), rule_set)
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise _refused(
            path,
            "filens slag känns inte igen; tas emot: .yaml och .xlsx",
            "the kind of file is not known; taken: .yaml and .xlsx",
        )
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(path, "filen är inte UTF-8", "the file is not UTF-8") from error
    return read_yaml_cases(text, str(path), rule_set)


def _refused(path: Path, sv: str, en: str) -> CaseFileError:
    return CaseFileError([CaseProblem(str(path), sv, en)])
