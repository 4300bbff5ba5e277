"""A round that scoring keeps: the frozen call of a screening with exactly the revisions of its manifest."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from scoring_service.store.manifest import pages_of_applications
from scoring_service.store.read_frozen_call import read_call
from scoring_service.store.states import ScreeningState
from scoring_service.store.tables import Screening, ScreeningApplication
from scoring_service.trials.errors import KeptScreeningNotFoundError, ScreeningNotDoneError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

    from scoring_service.domain.frozen_call import Application, CallFacts
    from shared.plumbing.database import Database

PAGE: Final = 50


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


def done_screening(session: Session, screening_id: str) -> Screening:
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


def newest_done_screening(session: Session, call: str) -> Screening | None:
    """Give the newest screening of a call, named by its code, that has all its verdicts; None where there is none."""
    newest = (
        select(Screening)
        .where(Screening.call_code == call, Screening.state == ScreeningState.DONE)
        .order_by(Screening.finished_at.desc(), Screening.screening_id)
        .limit(1)
    )
    return session.scalar(newest)
