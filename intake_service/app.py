"""Joins the parts of intake that it is given into the web application; it starts nothing and reads no settings."""

from collections.abc import Callable
from typing import Final

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake_service.api.applications import application, applications, received
from intake_service.api.calls import calls, transitions
from intake_service.api.proposals import bundles, corrections, proposals, rankings
from intake_service.api.registers import register
from intake_service.domain import errors
from intake_service.parts import Limits, Parts
from intake_service.reading import SqlProposalReader
from intake_service.store.tables import (
    Alarm,
    ApplicationRow,
    CallRow,
    Outbox,
    ParkedMessage,
    ScreeningItemRow,
    ScreeningRow,
)
from intake_service.web.pages import create_pages
from prescreen_shared.plumbing.database import count_all, count_by_state
from prescreen_shared.plumbing.web.blueprints import make_app
from prescreen_shared.plumbing.web.health import Counts
from prescreen_shared.plumbing.web.problems import ProblemTable

BLUEPRINTS: Final = (
    calls,
    transitions,
    applications,
    received,
    application,
    rankings,
    proposals,
    bundles,
    corrections,
    register,
)
"""What makes up the API, in the order in which its description lists it."""
PERSON_HEADER: Final = "X-Remote-User"
"""The header in which a proxy names who acts, once it has checked them; nothing else may set it."""
_BUNDLES: Final = "/api/bundles"
_CORRECTIONS: Final = ("/correction", "/correction/preview")
_CARRYING: Final = ("/correct", "/list", "/register/change")
"""The ends of the paths of pages that carry the files which they show."""
STATUS_OF: Final[ProblemTable] = {
    errors.CallNotFoundError: (404, "call_not_found"),
    errors.ApplicationNotFoundError: (404, "application_not_found"),
    errors.RankingNotFoundError: (404, "ranking_not_found"),
    errors.ScreeningNotFoundError: (404, "screening_not_found"),
    errors.RegisterVersionNotFoundError: (404, "register_version_not_found"),
    errors.RegisterChangedError: (409, "register_changed"),
    errors.ScreeningUnknownError: (404, "screening_unknown"),
    errors.CallClosedError: (409, "call_closed"),
    errors.CallNotOpenError: (409, "call_not_open"),
    errors.CallNotDraftError: (409, "call_not_draft"),
    errors.CallCodeTakenError: (409, "call_code_taken"),
    errors.ReferenceTakenError: (409, "reference_taken"),
    errors.ApplicationStateError: (409, "application_state"),
}
"""Each error of the domain: its status and the id of its sentences."""


def create_app(parts: Parts) -> Flask:
    """Give the web application: API, pages, health and metrics."""
    return make_app(
        "intake",
        parts,
        BLUEPRINTS,
        create_pages(SqlProposalReader(parts.database)),
        STATUS_OF,
        largest_body=_largest_body(parts.limits),
        health=CallRow.call_id,
        count_rows=_count_rows,
        person_header=PERSON_HEADER,
    )


def _count_rows(session: Session) -> Counts:
    """Count rows by state, under the name of what is counted; a thing without states has the state ``all``."""
    return {
        "calls": count_by_state(session, CallRow.state),
        "applications": count_by_state(session, ApplicationRow.state),
        "screening_items": count_by_state(session, ScreeningItemRow.state),
        "outbox_waiting": count_all(session, Outbox.sent_at.is_(None)),
        "parked_messages": count_all(session, ParkedMessage.parked_message_id.is_not(None)),
        "alarms_open": count_all(session, Alarm.settled_at.is_(None)),
        "repeated_answers": {"all": session.scalar(select(func.sum(ScreeningRow.duplicates))) or 0},
    }


def _largest_body(limits: Limits) -> Callable[[str], int]:
    def largest(path: str) -> int:
        carries = path.endswith(_CARRYING) and not path.startswith("/api/")
        holds_a_bundle = path == _BUNDLES or path.endswith(_CORRECTIONS) or carries
        return limits.bundle if holds_a_bundle else limits.body

    return largest
