"""The rules that an order names, read and complete: a draft as it stands now, or a document sent with the order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from scoring_service.domain.versions.errors import VersionNotFoundError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.store.tables import ManagedVersion
from scoring_service.trials.views import RulesRef

if TYPE_CHECKING:
    from scoring_service.domain.rule_set import RuleSet
    from shared.plumbing.database import Database


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """Which rules, with their text; ``version_id`` None for a text that is kept nowhere else."""

    ref: RulesRef
    document: str
    version_id: str | None = None


def rules_of_version(database: Database, version_id: str) -> RulesToTry:
    """Give a version's rules as they stand now, whatever its state.

    Raises:
        VersionNotFoundError: there is no version with this id.
        RuleFileError: the draft is no rule set yet.
    """
    version = _version(database, version_id)
    return RulesToTry(_ref(read_rules(version.document)), version.document, version_id)


def rules_of_text(document: str) -> RulesToTry:
    """Give the rules of a text that was sent; raises as ``read_rules`` does."""
    return RulesToTry(_ref(read_rules(document)), document)


def unread_rules(database: Database, version_id: str) -> RulesToTry:
    """Give a version whose text is no rule set: without a hash, for there is no content to hash.

    Raises:
        VersionNotFoundError: there is no version with this id.
    """
    version = _version(database, version_id)
    return RulesToTry(RulesRef(version.name, version.version, ""), version.document, version_id)


@lru_cache(maxsize=8)
def read_rules(document: str) -> RuleSet:
    """Read a rule file's text; that takes a second or two, so the last few are kept.

    Raises:
        RuleFileError: it is no rule set, with all that is wrong.
    """
    return read_rule_file(document)


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
