"""Ordering a backtest: some rules, tried on a round, which is one call with its applications as scoring keeps them.

The rules are a version as it stands or a text sent with the order, and are kept with the order, for a draft may change
meanwhile. The round is that of a screening which is done, with exactly what it judged; for a call that is still open it is
what has come in so far, compared with what is in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import uuid4

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import Database, read_in_pages
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import write
from prescreen_shared.texts.catalogue import text
from scoring_service.backtests.views import (
    BacktestView,
    NothingToTryError,
    ScreeningNotDoneError,
    TriedVersion,
    view_backtest,
)
from scoring_service.domain.compare_verdicts import Tally
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.version import KeptScreeningNotFoundError, named
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import check_rule_file
from scoring_service.store.applications import (
    BY_REFERENCE,
    count_applications,
    manifest_of,
    read_application,
    read_call,
    received_until,
)
from scoring_service.store.tables import (
    BacktestKind,
    BacktestRow,
    BacktestState,
    KnownApplication,
    KnownCall,
    Screening,
    ScreeningState,
)
from scoring_service.store.versions import find_version, read_rule_set_version, version_for_call
from scoring_service.versions.shelf import read_rules

PAGE: Final = 50


def order_backtest(
    parts: ScoringParts,
    *,
    by: str,
    version_id: str | None = None,
    document: str | None = None,
    screening_id: str | None = None,
    call: str | None = None,
) -> BacktestView:
    """Keep an order; the scheduler begins it.

    The rules are those of ``version_id`` or else the text ``document``, the round that of ``screening_id`` or else the newest
    of the call with the code ``call``.

    Raises:
        ValueError: the rules or the round are named in both ways, or in neither.
        NobodyNamedError: ``by`` is no name.
        VersionNotFoundError: there is no such version.
        RuleFileError: the rules have not even the form of rules, with everything that is wrong with them.
        KeptScreeningNotFoundError, ScreeningNotDoneError, NothingToTryError: there is no such round.
    """
    if (version_id is None) is (document is None) or (screening_id is None) is (call is None):
        raise ValueError("either version_id or document, and either screening_id or call")
    by = named(by)
    rules = rules_of_version(parts, version_id) if version_id is not None else _to_try(document or "", None)
    now = parts.clock.now()
    with parts.database.writing() as session:
        if screening_id is not None:
            chosen = round_of_screening(session, screening_id)
        else:
            chosen = _round_of_call(session, call or "", now)
        row = new_backtest(rules, chosen, by, now)
        session.add(row)
    return view_backtest(row)


def new_backtest(rules: RulesToTry, chosen: ChosenRound, by: str, now: datetime) -> BacktestRow:
    """Make the row of a backtest that waits; the caller keeps it."""
    return BacktestRow(
        backtest_id=str(uuid4()),
        kind=BacktestKind.BACKTEST.value,
        state=BacktestState.WAITING.value,
        screening_id=chosen.screening_id,
        call_id=chosen.call_id,
        call_code=chosen.code,
        call_title=chosen.title,
        old_document=chosen.old_document,
        version_id=rules.version_id,
        rule_set_name=rules.ref.name,
        rule_set_version=rules.ref.version,
        rule_set_sha256=rules.ref.sha256,
        document=rules.document,
        ordered_by=by,
        ordered_at=now,
        attempts=0,
        done=0,
        counts=Tally().counts(),
        result={"old": asdict(chosen.old), "new_title": rules.ref.title, "notes": list(rules.notes)},
        problems=[],
    )


@dataclass(frozen=True, slots=True)
class ChosenRound:
    """One round; with ``screening_id`` None ``old_document`` is the text of the rules in force."""

    call_id: str
    code: str
    title: str
    old: TriedVersion
    screening_id: str | None = None
    old_document: str | None = None


def round_of_screening(session: Session, screening_id: str) -> ChosenRound:
    """Give the round of a screening that has all its verdicts.

    Raises:
        KeptScreeningNotFoundError, ScreeningNotDoneError: there is none with this id, or it has not come to its end.
    """
    screening = session.get(Screening, screening_id)
    if screening is None:
        raise KeptScreeningNotFoundError(screening_id)
    if screening.state != ScreeningState.DONE:
        raise ScreeningNotDoneError(screening_id, screening.state)
    return _kept(session, screening)


def open_round(session: Session, known: KnownCall, now: datetime) -> ChosenRound | None:
    """Give the round of an open call; None while nothing has come in, or no version of its rules is in force."""
    version = version_for_call(session, known.rule_set_name, known.code)
    if version is None or not count_applications(session, received_until(known.call_id, now)):
        return None
    old = TriedVersion(version.name, version.version, version.sha256 or "")
    title = known.call["title"]
    return ChosenRound(known.call_id, known.code, title, old, old_document=version.document)


def find_open_call(session: Session, call: str) -> KnownCall | None:
    """Give the call that was opened last under a code."""
    newest = select(KnownCall).where(KnownCall.code == call)
    return session.scalars(newest.order_by(KnownCall.received_at.desc()).limit(1)).one_or_none()


@dataclass(frozen=True, slots=True)
class Round:
    """One call with its applications; ``pages`` gives them from the beginning at every call, always in the same order."""

    call: CallFacts
    total: int
    pages: Callable[[], Iterable[Sequence[Application]]]


def read_round(parts: ScoringParts, screening: Screening) -> Round:
    """Give the round that a screening judged."""
    manifest = manifest_of(screening.screening_id)
    with parts.database.reading() as session:
        total = count_applications(session, manifest)
    return Round(read_call(screening), total, partial(_pages, parts.database, manifest))


def read_open_round(parts: ScoringParts, call_id: str, until: datetime) -> Round:
    """Give the newest revision of each application received until a moment; nobody has ranked any yet.

    One that was withdrawn since is among them: scoring is not told of that before the call closes.
    """
    received = received_until(call_id, until)
    with parts.database.reading() as session:
        known = session.get_one(KnownCall, call_id)
        total = count_applications(session, received)
    opened = Screening(
        call_id=known.call_id, call=known.call, rankings={}, register=known.register, decided_sums=None
    )
    return Round(read_call(opened), total, partial(_pages, parts.database, received))


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """Which rules, with their text; ``version_id`` None for a text that is kept nowhere else.

    ``notes`` say in both languages what to know of them: rules may be tried before they pass every check.
    """

    ref: TriedVersion
    document: str
    version_id: str | None = None
    notes: tuple[dict[str, str], ...] = ()


def rules_of_version(parts: ScoringParts, version_id: str) -> RulesToTry:
    """Give a version's rules as they stand now, whatever its state.

    Raises:
        VersionNotFoundError: there is no version with this id.
        RuleFileError: the draft has not even the form of a rule set.
    """
    with parts.database.reading() as session:
        version = find_version(session, version_id)
    return _to_try(version.document, version_id)


def unread_rules(parts: ScoringParts, version_id: str) -> RulesToTry:
    """Give a version whose text is no rule set: without a hash, for there is no content to hash.

    Raises:
        VersionNotFoundError: there is no version with this id.
    """
    with parts.database.reading() as session:
        version = find_version(session, version_id)
    return RulesToTry(TriedVersion(version.name, version.version, ""), version.document, version_id)


def _to_try(document: str, version_id: str | None) -> RulesToTry:
    try:
        rule_set = read_rules(document)
    except RuleFileError as error:
        raise RuleFileError(check_rule_file(document) or error.faults) from error
    errors = [fault for fault in check_rule_file(document) if fault.severity == "error"]
    notes = [text("backtest.faulty-rules", count=len(errors), line=errors[0].line)] if errors else []
    return RulesToTry(_ref(rule_set), document, version_id, tuple(notes))


def _ref(rule_set: RuleSet) -> TriedVersion:
    return TriedVersion(rule_set.name, rule_set.version, rule_set.sha256, write(rule_set.title))


def _round_of_call(session: Session, call: str, now: datetime) -> ChosenRound:
    """Give the newest round of a call, named by its code; while it is open, what has been received so far.

    Raises:
        NothingToTryError: it has no screening that is done, and nothing is known of it otherwise.
    """
    done = select(Screening).where(Screening.call_code == call, Screening.state == ScreeningState.DONE)
    newest = done.order_by(Screening.finished_at.desc(), Screening.screening_id).limit(1)
    screening = session.scalar(newest)
    if screening is not None:
        return _kept(session, screening)
    known = find_open_call(session, call)
    found = None if known is None else open_round(session, known, now)
    if found is None:
        raise NothingToTryError(call)
    return found


def _kept(session: Session, screening: Screening) -> ChosenRound:
    old = read_rule_set_version(session, screening.rule_set_sha256 or "")
    return ChosenRound(
        screening.call_id,
        screening.call["code"],
        screening.call["title"],
        TriedVersion(old.name, old.version, old.sha256),
        screening_id=screening.screening_id,
    )


def _pages(database: Database, wanted: Select[KnownApplication]) -> Iterator[list[Application]]:
    for page in read_in_pages(database, wanted, BY_REFERENCE, PAGE):
        yield [read_application(row) for row, *_ in page]
