"""What a document says of itself before anything else is looked at: the name and number of its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from scoring_service.rule_files.problem import ProblemList, RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml

if TYPE_CHECKING:
    from scoring_service.rule_files.read_yaml import YamlFile

LONGEST_NAME: Final = 100
HIGHEST_VERSION: Final = 1_000_000


def read_head(document: str) -> tuple[str, int]:
    """Give the name and the version that a rule file states; whatever else is wrong with it is left to the check.

    Raises:
        RuleFileError: it is no YAML, or it does not state them.
    """
    file = read_yaml(document)
    problems = ProblemList(file.positions)
    name, version = _stated(file, "name"), _stated(file, "version")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or name != name.strip():
        problems.add(
            ("name",),
            f"filen måste ange regelsamlingens namn (name), högst {LONGEST_NAME} tecken",
            f"the file must state the name of the rule set (name), at most {LONGEST_NAME} characters",
        )
    if type(version) is not int or not 0 < version <= HIGHEST_VERSION:
        problems.add(
            ("version",),
            f"filen måste ange versionens nummer (version), ett heltal från 1 till {HIGHEST_VERSION}",
            f"the file must state the number of the version (version), a whole number from 1 to {HIGHEST_VERSION}",
        )
    if len(problems):
        raise RuleFileError(problems.sorted())
    assert isinstance(name, str)
    assert isinstance(version, int)
    return name, version


def _stated(file: YamlFile, key: str) -> Any:
    return file.content.get(key) if isinstance(file.content, dict) else None
