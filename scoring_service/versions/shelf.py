"""The shelf that the product uses: versions kept in the database, or rules sent with the order, checked and through the gate."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import structlog
from sqlalchemy.exc import SQLAlchemyError

from prescreen_shared.plumbing.database import Database
from prescreen_shared.texts.catalogue import text
from scoring_service.domain.judge import RuleSetVersion, RulesRefusedError, RulesUnknownError, WantedRules
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.wording.inflection import read_dictionary
from scoring_service.engine.gate import GateRefusedError, pass_gate
from scoring_service.engine.judge import EngineJudge
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import read_checked, read_rule_file
from scoring_service.store.tables import Version
from scoring_service.store.versions import approved_by_hash, known_names, version_for_all, version_for_call

_log = structlog.get_logger(__name__)


class VersionShelf:
    """See ``RuleShelf``.

    ``import_shipped`` brings the files that came with the product into the database, again and again without harm, and
    gives what is wrong with those that it cannot, by the name of the file.
    """

    def __init__(
        self,
        database: Database,
        import_shipped: Callable[[], Mapping[str, Sequence[str]]],
        gate: Callable[[RuleSet], None] = pass_gate,
    ) -> None:
        self._database = database
        self._import_shipped = import_shipped
        self._gate = gate

    def read_ahead(self) -> None:
        """Import what was shipped, read what is in force and the dictionary, so that children forked later need not."""
        read_dictionary()
        try:
            self._import_shipped()
            with self._database.reading() as session:
                rows = [version_for_all(session, name) for name in known_names(session)]
            for row in rows:
                if row is not None:
                    read_rules(row.document)
        except (SQLAlchemyError, RuleFileError):
            # Whoever needs a version tries again, and is told then; a worker must start without its database.
            _log.warning("rules_not_read_ahead", exc_info=True)

    def admit(self, wanted: WantedRules, passed: Sequence[str]) -> RuleSetVersion:
        """Give what is wanted; only what has not been through the gate is read here."""
        if wanted.document is not None:
            rule_set = _read(wanted.name, wanted.document, _parse)
            self._through_the_gate(rule_set, passed)
            return RuleSetVersion(rule_set.name, rule_set.version, rule_set.sha256, wanted.document)
        found = self.find(wanted)
        if found.sha256 not in passed:
            self._through_the_gate(_read(wanted.name, found.document, read_rules), passed)
        return found

    def find(self, wanted: WantedRules) -> RuleSetVersion:
        """Give the kept version that is wanted; what was shipped is imported first where there is none."""
        found = self._find(wanted)
        if found is None:
            faults = self._import_shipped()
            found = self._find(wanted)
            if found is None:
                raise self._unknown(wanted, faults.get(wanted.name))
        return RuleSetVersion(found.name, found.version, found.sha256 or "", found.document)

    def open(self, version: RuleSetVersion) -> EngineJudge:
        """Compile a version that was admitted."""
        return EngineJudge(_read(version.name, version.document, read_rules))

    def _find(self, wanted: WantedRules) -> Version | None:
        with self._database.reading() as session:
            if wanted.sha256 is not None:
                return approved_by_hash(session, wanted.sha256)
            return version_for_call(session, wanted.name, wanted.call_code, wanted.as_of)

    def _through_the_gate(self, rule_set: RuleSet, passed: Sequence[str]) -> None:
        if rule_set.sha256 not in passed:
            try:
                self._gate(rule_set)
            except GateRefusedError as error:
                raise RulesRefusedError([f"{rule_set.name}: {reason}" for reason in error.reasons]) from error

    def _unknown(self, wanted: WantedRules, faults: Sequence[str] | None) -> RulesRefusedError:
        if faults:
            return RulesRefusedError(faults)
        with self._database.reading() as session:
            names = known_names(session)
            in_force = [name for name in names if version_for_all(session, name) is not None]
        known = f"{_both('versions.known-rule-sets')}: {', '.join(in_force) or '–'}"
        problem = f"{_both('versions.unknown-rule-set')} ”{wanted.name}”; {known}"
        if wanted.sha256 is not None:
            problem = f"{_both('versions.unknown-version')} {wanted.name} {wanted.sha256}"
        elif wanted.name in names:
            problem = f"{_both('versions.none-in-force')}: ”{wanted.name}”"
        return RulesUnknownError([problem], in_force, has_versions=wanted.name in names)


def _both(text_id: str) -> str:
    return "/".join(text(text_id).values())


@lru_cache(maxsize=8)
def read_rules(document: str) -> RuleSet:
    """Read a text that was kept or ordered to be tried, by its form alone; the last few are kept.

    It was checked by the checks of its day: later ones must not take the rules from a call that has them.

    Raises:
        RuleFileError: it has not even the form of a rule set.
    """
    return read_checked(document)


def _read(name: str, text: str, parse: Callable[[str], RuleSet]) -> RuleSet:
    try:
        return parse(text)
    except RuleFileError as error:
        raise RulesRefusedError(describe(name, error)) from error


def describe(name: str, error: RuleFileError) -> list[str]:
    """Give each fault of a rule file as one line, with the name of the file and its place in it."""
    return [f"{name}, {p.line}:{p.column} {p.path}: {p.sv} ({p.en})" for p in error.faults]


@lru_cache(maxsize=8)
def _parse(text: str) -> RuleSet:
    # The same text is read again when a screening that it was sent with is prepared again.
    return read_rule_file(text)
