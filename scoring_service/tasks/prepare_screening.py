"""``scoring.prepare_screening``: fix the rules, look at the call as a whole once, and cut it into chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from scoring_service.domain.judge import RulesRefusedError, WantedRules
from scoring_service.store.manifest import pages_of_applications
from scoring_service.store.read_frozen_call import read_call
from scoring_service.store.rule_set_versions import (
    admitted_hashes,
    keep_rule_set_version,
    read_rule_set_version,
)
from scoring_service.store.states import ScreeningState
from scoring_service.tasks.complete import complete
from scoring_service.tasks.cut_chunks import NoLongerPreparingError, cut_chunks
from scoring_service.tasks.gather import lock_screening
from scoring_service.tasks.preparation_lease import renew_preparation
from scoring_service.tasks.refuse_screening import refuse_screening

if TYPE_CHECKING:
    from scoring_service.domain.judge import RuleSetVersion
    from scoring_service.store.tables import Screening
    from scoring_service.tasks.parts import ScoringParts
    from shared.plumbing.receive import Delivery

MOST_ATTEMPTS = 5
"""So often is a preparation begun that never ends before the screening is refused."""

PAGE = 200

_log = structlog.get_logger(__name__)


def prepare_screening(parts: ScoringParts, delivery: Delivery) -> None:
    """Prepare a screening whose applications are all here; safe to run twice, or by two at once."""
    screening_id = str(UUID(delivery.body["screening_id"]))
    screening = _begin(parts, screening_id)
    if screening is None:
        return
    if screening.attempts > MOST_ATTEMPTS:
        problem = f"the call could not be prepared: {MOST_ATTEMPTS} attempts were begun and none ended"
        refuse_screening(parts, screening_id, [problem])
        return
    try:
        _prepare(parts, screening, _rules(parts, screening))
    except RulesRefusedError as error:
        refuse_screening(parts, screening_id, error.problems)
        return
    except NoLongerPreparingError:
        _log.info("prepared_by_another", screening_id=screening_id)
        return
    complete(parts, screening_id)


def _begin(parts: ScoringParts, screening_id: str) -> Screening | None:
    with parts.database.writing() as session:
        screening = lock_screening(session, screening_id)
        if screening.state != ScreeningState.PREPARING:
            return None
        screening.attempts += 1
        renew_preparation(parts, screening)
    return screening


def _rules(parts: ScoringParts, screening: Screening) -> RuleSetVersion:
    """Give the rules of this screening, chosen once: whatever comes into force meanwhile, it keeps them."""
    with parts.database.reading() as session:
        if screening.rule_set_sha256 is not None:
            return read_rule_set_version(session, screening.rule_set_sha256)
        passed = admitted_hashes(session)
    wanted = WantedRules(
        screening.rule_set_name, screening.call_code, screening.rule_set_document, screening.wanted_sha256
    )
    version = parts.shelf.admit(wanted, passed)
    with parts.database.writing() as session:
        held = lock_screening(session, screening.screening_id)
        if held.state != ScreeningState.PREPARING:
            raise NoLongerPreparingError(screening.screening_id)
        if held.rule_set_sha256 is not None:
            # Another delivery was quicker, and may have pages of contexts by its rules already.
            return read_rule_set_version(session, held.rule_set_sha256)
        keep_rule_set_version(session, version, parts.clock.now())
        held.rule_set_sha256 = version.sha256
    return version


def _prepare(parts: ScoringParts, screening: Screening, version: RuleSetVersion) -> None:
    call = read_call(screening)
    pages = pages_of_applications(parts.database, screening.screening_id, PAGE)
    view = parts.judges.of(version).view_call(call, pages)
    cut_chunks(parts, screening.screening_id, view)
    _log.info("screening_prepared", screening_id=screening.screening_id, rule_set=version.sha256)
