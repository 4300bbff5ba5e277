"""One trial from its beginning to its result: both sides asked page by page, what differs kept as it is found."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from scoring_service.domain.comparison.change import Change
from scoring_service.domain.comparison.compare_call_findings import compare_call_findings
from scoring_service.domain.comparison.compare_verdicts import compare_verdicts
from scoring_service.domain.comparison.tally import Tally
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.store.rule_set_versions import read_rule_set_version
from scoring_service.store.tables import BacktestApplication, BacktestRow, Screening
from scoring_service.trials.kept_round import read_round
from scoring_service.trials.kept_verdicts import KeptVerdicts
from scoring_service.trials.open_round import read_open_round
from scoring_service.trials.open_rules import open_rules
from scoring_service.trials.trial_names import join_names, names_of
from scoring_service.trials.tried_rules import TriedRules

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scoring_service.domain.comparison.compare_verdicts import VerdictChange
    from scoring_service.domain.frozen_call import Application
    from scoring_service.domain.rule_set import RuleSet
    from scoring_service.trials.kept_round import Round
    from scoring_service.trials.parts import TrialParts
    from scoring_service.trials.side import Side
    from scoring_service.trials.trial_lease import TrialLease


def run_backtest(parts: TrialParts, lease: TrialLease) -> None:
    """Compare what was said with what the rules on trial say; memory does not grow with the texts of the call.

    Raises:
        RulesNotTakenError: the rules cannot be compiled.
        RulesRefusedError: the rules cannot take the answers to what the call asks.
        TrialTakenError, TrialStoppedError: this process is to go no further.
    """
    trial, screening = _read(parts, lease.backtest_id)
    kept = _round(parts, trial, screening)
    new_rules, old_rules = parts.read_rules(trial.document), _old_rules(parts, trial, screening)
    result = trial.result | _told_of(trial.result["old"], old_rules, new_rules)
    _clear(parts, lease, kept.total, result)

    def tried(rule_set: RuleSet) -> Side:
        judge = held.enter_context(closing(open_rules(parts, rule_set)))
        return TriedRules(judge, kept.call, _alive(kept.pages(), lease))

    with ExitStack() as held:
        new = tried(new_rules)
        if screening is not None:
            old: Side = KeptVerdicts(parts.database, screening)
        else:
            old = tried(parts.read_rules(trial.old_document or ""))
        _compare(parts, lease, kept, old, new, result)


def _read(parts: TrialParts, backtest_id: str) -> tuple[BacktestRow, Screening | None]:
    with parts.database.reading() as session:
        trial = session.get_one(BacktestRow, backtest_id)
        kept = None if trial.screening_id is None else session.get_one(Screening, trial.screening_id)
        return trial, kept


def _round(parts: TrialParts, trial: BacktestRow, screening: Screening | None) -> Round:
    if screening is not None:
        return read_round(parts.database, screening)
    return read_open_round(parts.database, trial.call_id, trial.ordered_at)


def _old_rules(parts: TrialParts, trial: BacktestRow, screening: Screening | None) -> RuleSet | None:
    if screening is None:
        return parts.read_rules(trial.old_document or "")
    with parts.database.reading() as session:
        old = read_rule_set_version(session, screening.rule_set_sha256 or "")
    try:
        return parts.read_rules(old.document)
    except RuleFileError:
        # A rule file of long ago may not pass the checks of today; its verdicts are compared all the same.
        return None


def _told_of(old: dict[str, Any], old_rules: RuleSet | None, new_rules: RuleSet) -> dict[str, Any]:
    if old_rules is None:
        return {"old": old, "names": names_of(new_rules)}
    title = {"sv": old_rules.title.sv, "en": old_rules.title.en}
    return {"old": old | {"title": title}, "names": join_names(names_of(old_rules), names_of(new_rules))}


def _clear(parts: TrialParts, lease: TrialLease, total: int, result: dict[str, Any]) -> None:
    """Begin from the beginning, whatever an earlier process has left."""
    with parts.database.writing() as session:
        lease.write(session, {"done": 0, "total": total, "counts": Tally().counts(), "result": result})
        session.execute(
            delete(BacktestApplication).where(BacktestApplication.backtest_id == lease.backtest_id)
        )


def _alive(pages: Iterable[Sequence[Application]], lease: TrialLease) -> Iterator[Sequence[Application]]:
    for page in pages:
        lease.renew_when_due()
        yield page


def _compare(
    parts: TrialParts, lease: TrialLease, kept: Round, old: Side, new: Side, result: dict[str, Any]
) -> None:
    tally, done = Tally(), 0
    for page in kept.pages():
        compared = [
            compare_verdicts(before.verdict, after.verdict, before.why or after.why)
            for before, after in zip(old.tell(page), new.tell(page), strict=True)
        ]
        for change in compared:
            tally.add(change)
        with parts.database.writing() as session:
            session.add_all(
                _row(lease.backtest_id, done + number, application, change)
                for number, (application, change) in enumerate(zip(page, compared, strict=True))
            )
            done += len(page)
            lease.write(session, {"done": done, "counts": tally.counts()})
    found = compare_call_findings(old.call_findings(), new.call_findings())
    result |= {"rules": tally.rules(), "outcomes": tally.outcomes(), "call_findings": found.to_json()}
    with parts.database.writing() as session:
        lease.write(session, {"result": result})


def _row(
    backtest_id: str, position: int, application: Application, compared: VerdictChange
) -> BacktestApplication:
    return BacktestApplication(
        backtest_id=backtest_id,
        position=position,
        application_id=application.application_id,
        revision=application.revision,
        reference=application.reference,
        change=compared.change.value,
        old_outcome=compared.old and compared.old.outcome.value,
        new_outcome=compared.new and compared.new.outcome.value,
        difference=None if compared.change is Change.UNCHANGED else compared.to_json(),
    )
