"""Intake by itself: its web application on a database that it migrates, with a clock that a test sets and no broker."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from intake_service.app import create_app
from intake_service.parts import Parts
from intake_service.store.tables import METADATA, Outbox
from intake_service.worker import ACTIONS
from prescreen_shared.messages.envelope import open_envelope, seal
from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.inbox import Delivery
from tests.stages.databases import migrated
from tests.stages.fakes import SetClock

MIGRATIONS = "intake_service:migrations"
RULES = {"name": "made", "version": 1, "sha256": "a" * 64}
ENGINE = {"name": "made", "version": "1"}
Json = dict[str, Any]


class IntakeStage:
    """What a test of intake works with."""

    def __init__(self, url: str, clock: SetClock | None = None) -> None:
        self.clock = clock or SetClock()
        self.database = migrated(url, MIGRATIONS)
        self.parts = Parts(self.database, self.clock)
        self.http = create_app(self.parts).test_client()

    def close(self) -> None:
        """Give back every connection."""
        self.database.close()

    def post(self, path: str, body: Any = None, **headers: str) -> TestResponse:
        """Send a POST with a JSON body, or without one."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(path, json=body, headers=named) if body is not None else self.http.post(path)

    def counts(self) -> dict[str, int]:
        """Count the rows of every table."""
        with self.database.reading() as session:
            tables = METADATA.sorted_tables
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            }

    def sent(self, task: TaskName) -> list[Json]:
        """Give the bodies of the messages of a task in the outbox, in order, each checked against its schema."""
        rows = select(Outbox.message).where(Outbox.task == task.value).order_by(Outbox.outbox_id)
        with self.database.reading() as session:
            return [open_envelope(task, message) for message in session.scalars(rows)]

    def receive(self, task: TaskName, body: Json) -> None:
        """Let intake act on a message, as its worker would."""
        message = seal(task, body, request_id="made")
        checked = open_envelope(task, message)
        ACTIONS[task](self.parts, Delivery(message["message_id"], "made", redelivered=False, body=checked))

    def create_call(self, **terms: Any) -> str:
        """Create a draft call and give its id."""
        answer = self.post("/api/calls", made_call(**terms))
        assert answer.status_code == 201, answer.text
        return str(answer.json["call_id"])

    def open_call(self, **terms: Any) -> str:
        """Create a call, open it, and give its id."""
        call_id = self.create_call(**terms)
        answer = self.post(f"/api/calls/{call_id}/open")
        assert answer.status_code == 200, answer.text
        return call_id

    def draft(self, call_id: str, **content: Any) -> Json:
        """Create an application as a draft."""
        answer = self.post(f"/api/calls/{call_id}/applications", made_application(**content))
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def submit(self, call_id: str, **content: Any) -> Json:
        """Create an application and submit it."""
        application = self.draft(call_id, **content)
        answer = self.post(f"/api/applications/{application['application_id']}/submit")
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def close_call(self, call_id: str) -> Json:
        """Close a call and give the order that goes to scoring."""
        answer = self.post(f"/api/calls/{call_id}/close")
        assert answer.status_code == 202, answer.text
        return {"screening_id": answer.json["screening_id"], "call_id": call_id}


def made_call(**terms: Any) -> Json:
    """Give the terms of a call that is open in the autumn of 2017."""
    return {
        "code": "made-2018",
        "title": "Lokala medel 2018",
        "registration_number": "1.1-1/2017",
        "opens_on": "2017-09-04",
        "closes_on": "2017-12-01",
        "grant_types": {
            "project": {"name": "Projekt", "max_amount": 750_000, "budget": 2_000_000},
            "study_visit": {"name": "Studiebesök", "max_amount": 25_000, "budget": 100_000},
        },
        "max_applications_per_administration": 3,
        "rule_set": "made",
        **terms,
    }


def made_application(**content: Any) -> Json:
    """Give an application that fits ``made_call``."""
    return {
        "grant_type": "project",
        "title": "Öppen träff för unga",
        "applicants": ["Norra förvaltningen"],
        "requested_amount": 200_000,
        "answers": {"develops_new_method": True, "staff_training": "none"},
        **content,
    }


def made_bundle(**parts: Any) -> Json:
    """Give a bundle of two applications."""
    call = {key: value for key, value in made_call().items() if key != "code"}
    return {
        "call": {"id": "made-2018", **call},
        "applications": [
            made_application(reference="A-1"),
            made_application(reference="A-2", grant_type="study_visit", answers={"abroad": True}),
        ],
        "rankings": {"Norra förvaltningen": ["A-1"]},
        "decisions": None,
        "register": None,
        "rule_set": None,
        "rule_set_document": None,
        **parts,
    }


def made_verdict(application: Json, **more: Any) -> Json:
    """Give a verdict on an application as scoring would send it."""
    return {
        "application_id": application["application_id"],
        "reference": application["reference"],
        "revision": application["revision"],
        "outcome": "refer",
        "proposed_amount": 200_000,
        "findings": [
            {
                "rule": "made-rule",
                "effect": "refer",
                "status": "met",
                "text": {"sv": "Behöver bedömas.", "en": "Needs judgement."},
                "facts": {"count": 1},
                "missing": [],
                "evidence": [],
                "source": {"document": "made", "quote": "Made."},
            }
        ],
        **more,
    }


def made_criterion(**more: Any) -> Json:
    """Give what one criterion gives an application as scoring would send it."""
    return {
        "criterion": "research-link",
        "status": "met",
        "points": 2,
        "possible_points": 2,
        "max_points": 2,
        "text": {"sv": "Ett lärosäte är namngivet.", "en": "An institution is named."},
        "facts": {"research_link": "named_institution"},
        "missing": [],
        "source": {"document": "call-2018", "quote": "forskningsanknytning"},
        **more,
    }


def verdicts_message(screening_id: str, *applications: Json, **more: Any) -> Json:
    """Give the body of ``record_verdicts`` for applications."""
    verdicts = [made_verdict(application, **more) for application in applications]
    return {"screening_id": screening_id, "rule_set": RULES, "engine": ENGINE, "verdicts": verdicts}


def call_screened_message(screening_id: str, call_id: str, count: int) -> Json:
    """Give the body of ``call_screened``."""
    finding = {"rule": "made-call-rule", "text": {"sv": "Dubblett.", "en": "Duplicate."}, "facts": {}}
    return {
        "screening_id": screening_id,
        "call_id": call_id,
        "rule_set": RULES,
        "verdict_count": count,
        "call_findings": [finding],
    }
