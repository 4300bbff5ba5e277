"""The rules that an order names, read and complete: a draft as it stands now, or a document sent with the order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from scoring_service.domain.versions.errors import VersionNotFoundError
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.rule_files.read_rule_file import check_rule_file, read_checked
from scoring_service.store.tables import ManagedVersion
from scoring_service.trials.views import RulesRef
from shared.texts import text

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """Which rules, with their text; ``version_id`` None for a text that is kept nowhere else.

    ``notes`` say in both languages what to know of them: rules may be tried before they pass every check.
    """

    ref: RulesRef
    document: str
    version_id: str | None = None
    notes: tuple[dict[str, str], ...] = ()


def rules_of_version(database: Database, version_id: str) -> RulesToTry:
    """Give a version's rules as they stand now, whatever its state.

    Raises:
        VersionNotFoundError: there is no version with this id.
        RuleFileError: the draft has not even the form of a rule set.
    """
    version = _version(database, version_id)
    return _to_try(version.document, version_id)


def rules_of_text(document: str) -> RulesToTry:
    """Give the rules of a text that was sent.

    Raises:
        RuleFileError: it has not even the form of a rule set.
    """
    return _to_try(document, None)


def unread_rules(database: Database, version_id: str) -> RulesToTry:
    """Give a version whose text is no rule set: without a hash, for there is no content to hash.

    Raises:
        VersionNotFoundError: there is no version with this id.
    """
    version = _version(database, version_id)
    return RulesToTry(RulesRef(version.name, version.version, ""), version.document, version_id)


@lru_cache(maxsize=8)
def read_rules(document: str) -> RuleSet:
    """Read a text that was kept or ordered to be tried, by its form alone; the last few are kept.

    Raises:
        RuleFileError: it has not even the form of a rule set.
    """
    return read_checked(document)


def _to_try(document: str, version_id: str | None) -> RulesToTry:
    try:
        rule_set = read_rules(document)
    except RuleFileError as error:
        raise RuleFileError(check_rule_file(document) or error.problems) from error
    errors = [problem for problem in check_rule_file(document) if problem.severity == "error"]
    notes = [text("trial.faulty-rules", count=len(errors), line=errors[0].line)] if errors else []
    return RulesToTry(_ref(rule_set), document, version_id, tuple(notes))


def _version(database: Database, version_id: str) -> ManagedVersion:
    try:
        with database.reading() as session:
            version = session.get(ManagedVersion, str(UUID(version_id)))
    except ValueError:
        version = None
    if version is None:
        raise VersionNotFoundError(version_id)
    return version


def _ref(rule_set: RuleSet) -> RulesRef:
    title = {"sv": rule_set.title.sv, "en": rule_set.title.en}
    return RulesRef(rule_set.name, rule_set.version, rule_set.sha256, title)
