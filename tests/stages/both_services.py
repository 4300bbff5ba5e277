"""A bundle taken by the real intake and judged as scoring judges it, in one process: what intake sends is what is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prescreen_shared.names import TaskName
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import read
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from tests.rules.screen_bundle import Screened, screen
from tests.stages.intake import IntakeStage

Json = dict[str, Any]


def bundle_of(folder: Path, **instead: str) -> Json:
    """Read a bundle's files; ``instead`` names for a part the file to read in place of the ordinary one."""
    parts = ("call", "applications", "rankings", "decisions", "register")
    files = {part: folder / instead.get(part, f"{part}.json") for part in parts}
    read_parts = {
        part: json.loads(file.read_text(encoding="utf-8")) if file.exists() else None
        for part, file in files.items()
    }
    return {**read_parts, "rule_set": None, "rule_set_document": None}


def import_and_screen(intake: IntakeStage, bundle: Json, rule_set: RuleSet) -> Screened:
    """Import a bundle, close its call, and judge what intake sends to scoring."""
    answer = intake.post("/api/bundles", bundle)
    assert answer.status_code == 201, answer.text
    order = intake.close_call(answer.json["call_id"])
    return screen_order(intake, order["screening_id"], rule_set)


def screen_order(intake: IntakeStage, screening_id: str, rule_set: RuleSet) -> Screened:
    """Judge exactly the revisions that an order names, as they were sent."""
    orders = {body["screening_id"]: body for body in intake.sent(TaskName.SCREEN_CALL)}
    order = orders[screening_id]
    call = read(
        CallFacts,
        order["call"],
        rankings={name: tuple(references) for name, references in order["rankings"].items()},
        register=order["register"],
    )
    return screen(rule_set, call, sent_applications(intake, order))


def sent_applications(intake: IntakeStage, order: Json) -> list[Application]:
    """Give the revisions that an order names, as they were sent to scoring."""
    sent = {
        (snapshot["application_id"], snapshot["revision"]): snapshot
        for body in intake.sent(TaskName.RECEIVE_APPLICATIONS)
        for snapshot in body["applications"]
    }
    snapshots = [sent[application_id, revision] for application_id, revision in order["manifest"]]
    return [read(Application, snapshot, snapshot["content"]) for snapshot in snapshots]
