"""Ordering a trial: which rules, on which round; what is ordered is kept with the text of the rules as they stand now.

RETELL:
- (choose_round) What a trial is compared with: a screening that is done, or what is in force on the applications of an open call so far.
- (open_round) The round of a call that is still open: the call as it was opened, with the applications received until one moment.
- (kept_round) A round that scoring keeps: the frozen call of a screening with exactly the revisions of its manifest.
- (read_rules) The rules that an order names, read and complete: a draft as it stands now, or a document sent with the order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache, partial
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import Select, and_, func, select, tuple_
from sqlalchemy.orm import Session

from prescreen_shared.plumbing.database import Clock, Database
from prescreen_shared.texts.catalogue import text
from scoring_service.backtests.views import (
    BacktestView,
    KeptScreeningNotFoundError,
    NothingToTryError,
    ScreeningNotDoneError,
    VersionRef,
    view_backtest,
)
from scoring_service.domain.compare_verdicts import Tally
from scoring_service.domain.frozen_call import Application, CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.version import VersionNotFoundError, named
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_rule_file import check_rule_file, read_checked
from scoring_service.store.applications import pages_of_applications, read_application, read_call
from scoring_service.store.tables import (
    BacktestKind,
    BacktestRow,
    BacktestState,
    KnownApplication,
    KnownCall,
    Screening,
    ScreeningApplication,
    ScreeningState,
    Version,
)
from scoring_service.store.versions import read_rule_set_version, version_for_call

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class BacktestOrder:
    """Who orders; the rules by ``version_id`` or as a ``document``; the round by ``screening_id`` or a call's code."""

    by: str
    version_id: str | None = None
    document: str | None = None
    screening_id: str | None = None
    call: str | None = None

    def __post_init__(self) -> None:
        """See that one thing is named in each of the two ways."""
        if (self.version_id is None) is (self.document is None):
            raise ValueError("either version_id or document")
        if (self.screening_id is None) is (self.call is None):
            raise ValueError("either screening_id or call")


def order_backtest(database: Database, clock: Clock, order: BacktestOrder) -> BacktestView:
    """Keep the order; the scheduler begins it.

    Raises:
        NobodyNamedError: ``by`` is no name.
        VersionNotFoundError: there is no such version.
        RuleFileError: the rules have not even the form of rules, with everything that is wrong with them.
        KeptScreeningNotFoundError, ScreeningNotDoneError, NothingToTryError: there is no such round.
    """
    by = named(order.by)
    rules = _rules(database, order)
    now = clock.now()
    with database.writing() as session:
        row = new_backtest(rules, _round(session, order, now), by, now)
        session.add(row)
    return view_backtest(row)


def new_backtest(rules: RulesToTry, chosen: ChosenRound, by: str, now: datetime) -> BacktestRow:
    """Make the row of a trial that waits; the caller keeps it."""
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
        result={
            "old": asdict(chosen.old),
            "new_title": rules.ref.title,
            "notes": list(rules.notes),
        },
        problems=[],
    )


@dataclass(frozen=True, slots=True)
class ChosenRound:
    """One round; with ``screening_id`` None ``old_document`` is the text of the rules in force."""

    call_id: str
    code: str
    title: str
    old: VersionRef
    screening_id: str | None = None
    old_document: str | None = None


def round_of_screening(session: Session, screening_id: str) -> ChosenRound:
    """Give the round of a screening.

    Raises:
        KeptScreeningNotFoundError, ScreeningNotDoneError: there is none with this id, or it has not ended.
    """
    return _kept(session, _done_screening(session, screening_id))


def open_round(session: Session, known: KnownCall, now: datetime) -> ChosenRound | None:
    """Give the round of an open call; None while nothing has come in, or no version of its rules is in force."""
    version = version_for_call(session, known.rule_set_name, known.code)
    if version is None or not _received(session, known.call_id, now):
        return None
    old = VersionRef(version.name, version.version, version.sha256 or "")
    title = known.call["title"]
    return ChosenRound(known.call_id, known.code, title, old, old_document=version.document)


def find_open_call(session: Session, call: str) -> KnownCall | None:
    """Give the call that was opened last under a code."""
    newest = select(KnownCall).where(KnownCall.code == call)
    return session.scalars(newest.order_by(KnownCall.received_at.desc()).limit(1)).one_or_none()


def read_open_round(database: Database, call_id: str, until: datetime) -> Round:
    """Give the newest revision of each application received until a moment; nobody has ranked any yet.

    One that was withdrawn since is among them: scoring is not told of that before the call closes.
    """
    with database.reading() as session:
        known = session.get_one(KnownCall, call_id)
        total = _received(session, call_id, until)
    opened = Screening(
        call_id=known.call_id, call=known.call, rankings={}, register=known.register, decided_sums=None
    )
    return Round(read_call(opened), total, partial(_pages, database, call_id, until))


@dataclass(frozen=True, slots=True)
class Round:
    """One call with its applications; ``pages`` gives them from the beginning at every call, always in the same order."""

    call: CallFacts
    total: int
    pages: Callable[[], Iterable[Sequence[Application]]]


def read_round(database: Database, screening: Screening) -> Round:
    """Give the round that a screening judged."""
    manifest = select(func.count()).select_from(ScreeningApplication)
    with database.reading() as session:
        total = session.scalar(manifest.where(ScreeningApplication.screening_id == screening.screening_id))
    pages = partial(pages_of_applications, database, screening.screening_id, PAGE)
    return Round(read_call(screening), total or 0, pages)


@dataclass(frozen=True, slots=True)
class RulesToTry:
    """Which rules, with their text; ``version_id`` None for a text that is kept nowhere else.

    ``notes`` say in both languages what to know of them: rules may be tried before they pass every check.
    """

    ref: VersionRef
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


def unread_rules(database: Database, version_id: str) -> RulesToTry:
    """Give a version whose text is no rule set: without a hash, for there is no content to hash.

    Raises:
        VersionNotFoundError: there is no version with this id.
    """
    version = _version(database, version_id)
    return RulesToTry(VersionRef(version.name, version.version, ""), version.document, version_id)


@lru_cache(maxsize=8)
def read_rules(document: str) -> RuleSet:
    """Read a text that was kept or ordered to be tried, by its form alone; the last few are kept.

    Raises:
        RuleFileError: it has not even the form of a rule set.
    """
    return read_checked(document)


def _rules(database: Database, order: BacktestOrder) -> RulesToTry:
    if order.version_id is not None:
        return rules_of_version(database, order.version_id)
    return _rules_of_text(order.document or "")


def _rules_of_text(document: str) -> RulesToTry:
    """Give the rules of a text that was sent.

    Raises:
        RuleFileError: it has not even the form of a rule set.
    """
    return _to_try(document, None)


def _to_try(document: str, version_id: str | None) -> RulesToTry:
    try:
        rule_set = read_rules(document)
    except RuleFileError as error:
        raise RuleFileError(check_rule_file(document) or error.faults) from error
    errors = [fault for fault in check_rule_file(document) if fault.severity == "error"]
    notes = [text("trial.faulty-rules", count=len(errors), line=errors[0].line)] if errors else []
    return RulesToTry(_ref(rule_set), document, version_id, tuple(notes))


def _ref(rule_set: RuleSet) -> VersionRef:
    title = {"sv": rule_set.title.sv, "en": rule_set.title.en}
    return VersionRef(rule_set.name, rule_set.version, rule_set.sha256, title)


def _round(session: Session, order: BacktestOrder, now: datetime) -> ChosenRound:
    if order.screening_id is not None:
        return round_of_screening(session, order.screening_id)
    return _round_of_call(session, order.call or "", now)


def _round_of_call(session: Session, call: str, now: datetime) -> ChosenRound:
    """Give the newest round of a call, named by its code; while it is open, what has been received so far.

    Raises:
        NothingToTryError: it has no screening that is done, and nothing is known of it otherwise.
    """
    screening = _newest_done_screening(session, call)
    if screening is not None:
        return _kept(session, screening)
    known = find_open_call(session, call)
    found = None if known is None else open_round(session, known, now)
    if found is None:
        raise NothingToTryError(call)
    return found


def _newest_done_screening(session: Session, call: str) -> Screening | None:
    """Give the newest screening of a call, named by its code, that has all its verdicts; None where there is none."""
    newest = (
        select(Screening)
        .where(Screening.call_code == call, Screening.state == ScreeningState.DONE)
        .order_by(Screening.finished_at.desc(), Screening.screening_id)
        .limit(1)
    )
    return session.scalar(newest)


def _kept(session: Session, screening: Screening) -> ChosenRound:
    old = read_rule_set_version(session, screening.rule_set_sha256 or "")
    return ChosenRound(
        screening.call_id,
        screening.call["code"],
        screening.call["title"],
        VersionRef(old.name, old.version, old.sha256),
        screening_id=screening.screening_id,
    )


def _done_screening(session: Session, screening_id: str) -> Screening:
    """Give a screening that has all its verdicts.

    Raises:
        KeptScreeningNotFoundError: there is none with this id.
        ScreeningNotDoneError: it has not come to its end.
    """
    screening = session.get(Screening, screening_id)
    if screening is None:
        raise KeptScreeningNotFoundError(screening_id)
    if screening.state != ScreeningState.DONE:
        raise ScreeningNotDoneError(screening_id, screening.state)
    return screening


def _received(session: Session, call_id: str, until: datetime) -> int:
    """Count the applications received until a moment."""
    return session.scalar(select(func.count()).select_from(_newest(call_id, until).subquery())) or 0


def _newest(call_id: str, until: datetime) -> Select[str, int]:
    return (
        select(KnownApplication.application_id, func.max(KnownApplication.revision).label("revision"))
        .where(KnownApplication.call_id == call_id, KnownApplication.received_at <= until)
        .group_by(KnownApplication.application_id)
    )


def _pages(database: Database, call_id: str, until: datetime) -> Iterator[list[Application]]:
    newest = _newest(call_id, until).subquery()
    same = and_(
        KnownApplication.application_id == newest.c.application_id,
        KnownApplication.revision == newest.c.revision,
    )
    keys = tuple_(KnownApplication.reference, KnownApplication.application_id)
    first = select(KnownApplication).join(newest, same)
    page = first.order_by(KnownApplication.reference, KnownApplication.application_id).limit(PAGE)
    statement = page
    while True:
        with database.reading() as session:
            rows = session.scalars(statement).all()
        if rows:
            yield [read_application(row) for row in rows]
        if len(rows) < PAGE:
            return
        statement = page.where(keys > (rows[-1].reference, rows[-1].application_id))


def _version(database: Database, version_id: str) -> Version:
    try:
        with database.reading() as session:
            version = session.get(Version, str(UUID(version_id)))
    except ValueError:
        version = None
    if version is None:
        raise VersionNotFoundError(version_id)
    return version
