"""Replay: every kept verdict judged again from what it rests on, and compared byte for byte with what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from sqlalchemy import func, select

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import Verdict
from scoring_service.backtests.order import read_round
from scoring_service.backtests.run_backtest import KeptVerdicts, Told, TriedRules, open_rules
from scoring_service.backtests.views import RulesNotTakenError
from scoring_service.domain.compare_verdicts import Difference, first_difference
from scoring_service.domain.finding import SCREENING_FAULT
from scoring_service.domain.judge import Judge, RulesRefusedError
from scoring_service.domain.kept_verdict import contradiction_in
from scoring_service.domain.rule_set import RuleSet, first_day_of, on_day
from scoring_service.engine.judge import derivation_of
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import Screening, ScreeningApplication, ScreeningState, VerdictRow
from scoring_service.store.verdicts import kept_verdict_message
from scoring_service.store.versions import read_rule_set_version

OTHER_RULES: Final = "judged by other rules than those of its screening"
NOT_IN_MANIFEST: Final = "the application is not in the screening's manifest"
NOTHING_KEPT: Final = "the context is not kept"
VERSION: Final = 1


def replay(
    parts: ScoringParts, *, call: str | None = None, tell: Callable[[int], None] = lambda _: None
) -> ReplayReport:
    """Replay every screening that has come as far as verdicts, of one call by its code or of all; reads only.

    ``tell`` is called with the number of verdicts replayed so far, now and then.
    """
    report = ReplayReport()
    for screening in _screenings(parts, call):
        report.screenings += 1
        _Replayer(parts, screening, report, tell).run()
    return report


@dataclass(frozen=True, slots=True)
class Place:
    """What something is about: a verdict, or with ``reference`` None the screening as a whole."""

    screening_id: str
    call: str
    rule_set_sha256: str
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class Differing:
    """Something that came out otherwise: ``what`` is verdict, context, call_findings or document."""

    place: Place
    what: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that counts as neither identical nor differing, and why."""

    place: Place
    why: str


@dataclass(slots=True)
class ReplayReport:
    """Counts over all kept verdicts; every verdict is in exactly one of the six groups of verdicts.

    ``referred_for_a_fault`` were never judged to their end, so there is nothing to compare. ``other_engine`` were
    judged by another version of the engine and come out the same today; where they do not they are ``differing``.
    ``earlier_derivation`` rest on facts that an earlier version of the product derived and that it reads otherwise today:
    each is named with the first difference, after its outcome and findings were found to follow from the facts it keeps.
    ``not_replayable`` cannot be judged again at all.
    """

    screenings: int = 0
    identical: int = 0
    identical_call_findings: int = 0
    differing: list[Differing] = field(default_factory=list)
    referred_for_a_fault: list[Apart] = field(default_factory=list)
    other_engine: list[Apart] = field(default_factory=list)
    earlier_derivation: list[Differing] = field(default_factory=list)
    not_replayable: list[Apart] = field(default_factory=list)

    @property
    def is_identical(self) -> bool:
        """Whether everything that can be replayed came out as it is kept, and everything could be."""
        return not self.differing and not self.not_replayable

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values."""
        return {
            "version": VERSION,
            "screenings": self.screenings,
            "identical": self.identical,
            "identical_call_findings": self.identical_call_findings,
            "differing": _placed(self.differing),
            "referred_for_a_fault": _listed(self.referred_for_a_fault),
            "other_engine": _listed(self.other_engine),
            "earlier_derivation": _placed(self.earlier_derivation),
            "not_replayable": _listed(self.not_replayable),
        }


def _listed(apart: Sequence[Apart]) -> list[dict[str, Any]]:
    return [{**asdict(each.place), "why": each.why} for each in apart]


def _placed(differing: Sequence[Differing]) -> list[dict[str, Any]]:
    return [{**asdict(each.place), "what": each.what, **asdict(each.difference)} for each in differing]


def _screenings(parts: ScoringParts, call: str | None) -> Sequence[Screening]:
    found = select(Screening).where(Screening.state.in_((ScreeningState.SCREENING, ScreeningState.DONE)))
    if call is not None:
        found = found.where(Screening.call_code == call)
    with parts.database.reading() as session:
        return session.scalars(found.order_by(Screening.created_at, Screening.screening_id)).all()


class _Replayer:
    """One screening's replay."""

    def __init__(
        self, parts: ScoringParts, screening: Screening, report: ReplayReport, tell: Callable[[int], None]
    ) -> None:
        self._parts = parts
        self._screening = screening
        self._report = report
        self._tell = tell
        self._kept = KeptVerdicts(parts.database, screening)
        self._place = Place(screening.screening_id, screening.call_code, screening.rule_set_sha256 or "")
        self._derivation = 1
        self._of_day: RuleSet | None = None

    def run(self) -> None:
        """Replay all, or say why nothing can be."""
        try:
            rule_set = self._rules()
            with closing(open_rules(self._parts, rule_set)) as judge:
                self._derivation = derivation_of(judge.engine.version)
                self._replay(judge, rule_set)
        except (RuleFileError, RulesNotTakenError, RulesRefusedError) as error:
            self._nothing(" ".join(str(error).split()))

    def _rules(self) -> RuleSet:
        with self._parts.database.reading() as session:
            version = read_rule_set_version(session, self._place.rule_set_sha256)
        rule_set = self._parts.read_rules(version.document)
        self._compare(self._place, "document", version.sha256, rule_set.sha256)
        return rule_set

    def _replay(self, judge: Judge, rule_set: RuleSet) -> None:
        kept = read_round(self._parts, self._screening)
        self._of_day = on_day(rule_set, first_day_of(kept.call))
        tried = TriedRules(judge, kept.call, kept.pages())
        seen = 0
        for page in kept.pages():
            seen += self._replay_page(page, tried, judge)
            self._tell(self._report.identical)
        self._note_strangers(seen)
        earlier = self._is_earlier(self._engine_version())
        if self._compare(
            self._place, "call_findings", self._kept.call_findings(), tried.call_findings(), earlier
        ):
            self._report.identical_call_findings += 1

    def _replay_page(self, page: Sequence[Application], tried: TriedRules, judge: Judge) -> int:
        rows, contexts = self._kept.rows(page), self._contexts(page)
        judged = [application for application in page if application.application_id in rows]
        for application, told in zip(judged, tried.tell(judged), strict=True):
            row = rows[application.application_id]
            place = replace(self._place, reference=application.reference)
            self._sort(place, row, told, contexts.get(row.application_id), tried, judge)
        return len(rows)

    def _sort(
        self,
        place: Place,
        row: VerdictRow,
        told: Told,
        context: dict[str, Any] | None,
        tried: TriedRules,
        judge: Judge,
    ) -> None:
        """Put one verdict in its group."""
        if _is_fault(row):
            self._report.referred_for_a_fault.append(Apart(place, told.why or "judged without a fault today"))
            return
        if told.verdict is None or context is None:
            self._report.not_replayable.append(Apart(place, told.why or NOTHING_KEPT))
            return
        message = kept_verdict_message(row)
        earlier = self._is_earlier(row.engine_version) and self._holds_together(message)
        if not self._compare(place, "context", context, tried.context_of(row.application_id), earlier):
            return
        if not self._compare(place, "verdict", message, told.verdict, earlier):
            return
        engine = (row.engine_name, row.engine_version)
        if engine != (judge.engine.name, judge.engine.version):
            self._report.other_engine.append(Apart(place, " ".join(engine)))
            return
        self._report.identical += 1

    def _compare(self, place: Place, what: str, kept: Any, found: Any, earlier: bool = False) -> bool:
        difference: Difference | None = first_difference(kept, found)
        if difference is not None:
            group = self._report.earlier_derivation if earlier else self._report.differing
            group.append(Differing(place, what, difference))
        return difference is None

    def _is_earlier(self, engine_version: str | None) -> bool:
        return engine_version is not None and derivation_of(engine_version) < self._derivation

    def _holds_together(self, message: dict[str, Any]) -> bool:
        assert self._of_day is not None, "the rules are read before a verdict is"
        return contradiction_in(self._of_day, read(Verdict, message)) is None

    def _engine_version(self) -> str | None:
        """Give the engine version of the screening's verdicts, None where it has none."""
        own = VerdictRow.screening_id == self._screening.screening_id
        with self._parts.database.reading() as session:
            return session.scalar(select(func.min(VerdictRow.engine_version)).where(own))

    def _contexts(self, page: Sequence[Application]) -> dict[str, dict[str, Any] | None]:
        ids = [application.application_id for application in page]
        kept = (
            select(ScreeningApplication.application_id, ScreeningApplication.context)
            .where(ScreeningApplication.screening_id == self._screening.screening_id)
            .where(ScreeningApplication.application_id.in_(ids))
        )
        with self._parts.database.reading() as session:
            return {row.application_id: row.context for row in session.execute(kept)}

    def _note_strangers(self, seen: int) -> None:
        """Name verdicts of the screening that no page has led to."""
        own = VerdictRow.screening_id == self._screening.screening_id
        in_manifest = select(ScreeningApplication.application_id).where(
            ScreeningApplication.screening_id == self._screening.screening_id
        )
        with self._parts.database.reading() as session:
            total = session.scalar(select(func.count()).select_from(VerdictRow).where(own))
            if total == seen:
                return
            manifest = set(session.scalars(in_manifest))
            for row in session.scalars(select(VerdictRow).where(own).order_by(VerdictRow.verdict_id)):
                place = replace(self._place, reference=row.reference)
                if row.application_id not in manifest:
                    self._report.not_replayable.append(Apart(place, NOT_IN_MANIFEST))
                elif row.rule_set_sha256 != self._place.rule_set_sha256:
                    self._report.not_replayable.append(Apart(place, OTHER_RULES))

    def _nothing(self, why: str) -> None:
        references = select(VerdictRow.reference).where(
            VerdictRow.screening_id == self._screening.screening_id
        )
        with self._parts.database.reading() as session:
            for reference in session.scalars(references.order_by(VerdictRow.verdict_id)):
                self._report.not_replayable.append(Apart(replace(self._place, reference=reference), why))


def _is_fault(row: VerdictRow) -> bool:
    return any(finding["rule"] == SCREENING_FAULT for finding in row.findings)
