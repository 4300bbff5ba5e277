"""What a document says of itself before anything else is looked at: the name and number of its version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from marshmallow import ValidationError

from scoring_service.rule_files.problem import ProblemList, RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml
from scoring_service.rule_files.shape import IDENTIFIER

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
    if not _is_name(name):
        problems.add(
            ("name",),
            "filen måste ange regelsamlingens namn (name): små bokstäver a–z, siffror och bindestreck",
            "the file must state the name of the rule set (name): small letters a–z, digits and hyphens",
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


def _is_name(name: Any) -> bool:
    # It becomes the name of a folder when versions are exported, so it may hold nothing that leads elsewhere.
    try:
        IDENTIFIER(name)
    except (ValidationError, TypeError):
        return False
    return len(name) <= LONGEST_NAME


def _stated(file: YamlFile, key: str) -> Any:
    return file.content.get(key) if isinstance(file.content, dict) else None
