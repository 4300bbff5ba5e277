"""The messages as both services must understand them: one example of each, kept as it was when it was decided."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from prescreen_shared.messages.envelope import (
    CURRENT_VERSION,
    SHAPES,
    MessageRefusedError,
    UnknownMessageVersionError,
    open_envelope,
    schema_of,
    seal,
)
from prescreen_shared.names import INTAKE_QUEUES, QUEUE_OF_TASK, SCORING_QUEUES, Queue, TaskName

EXAMPLES: dict[str, dict[str, Any]] = json.loads(
    Path(__file__).with_name("messages_v1.json").read_text("utf-8")
)
"""The body of each task's message, version 1.

What an example holds is never changed: a new shape is a new version. One may be added to where a key may be left out,
as ``criteria`` may in a verdict: the first verdict stands as it did before there were any.
"""

TASKS = list(TaskName)


def test_every_task_has_a_queue_and_every_queue_one_consumer() -> None:
    assert set(QUEUE_OF_TASK) == set(TaskName)
    assert set(QUEUE_OF_TASK.values()) == set(Queue)
    assert sorted([*SCORING_QUEUES, *INTAKE_QUEUES]) == sorted(Queue)


def test_every_task_has_a_schema_and_an_example() -> None:
    assert {task for task, _ in SHAPES} == set(TaskName)
    assert set(EXAMPLES) == {task.value for task in TaskName}


@pytest.mark.parametrize("task", TASKS)
def test_the_example_is_sealed_and_opened_unchanged(task: TaskName) -> None:
    body = EXAMPLES[task.value]
    message = json.loads(json.dumps(seal(task, body, request_id="r-1")))
    assert open_envelope(task, message) == body
    assert message["version"] == CURRENT_VERSION[task]


@pytest.mark.parametrize("task", TASKS)
def test_an_unknown_version_is_told_from_a_bad_message(task: TaskName) -> None:
    message = seal(task, EXAMPLES[task.value]) | {"version": 2_000}
    with pytest.raises(UnknownMessageVersionError, match="2000 is not one of"):
        open_envelope(task, message)


@pytest.mark.parametrize("task", TASKS)
def test_each_missing_or_unknown_key_is_refused_by_name(task: TaskName) -> None:
    body = EXAMPLES[task.value]
    with pytest.raises(MessageRefusedError, match="surplus"):
        seal(task, body | {"surplus": 1})
    required = schema_of(task, 1).fields
    for key in body:
        if required[key].required:
            with pytest.raises(MessageRefusedError, match=key):
                seal(task, {name: value for name, value in body.items() if name != key})


@pytest.mark.parametrize("task", TASKS)
def test_a_message_is_for_its_own_task_only(task: TaskName) -> None:
    other = next(name for name in TASKS if name is not task)
    with pytest.raises(MessageRefusedError, match="expected"):
        open_envelope(other, seal(task, EXAMPLES[task.value]))


@pytest.mark.parametrize("amount", ["44300", 44300.5, True, "x"])
def test_an_amount_is_a_whole_number_and_nothing_that_looks_like_one(amount: Any) -> None:
    body = copy.deepcopy(EXAMPLES["scoring.receive_applications"])
    body["applications"][0]["content"]["requested_amount"] = amount
    with pytest.raises(MessageRefusedError, match="requested_amount"):
        seal(TaskName.RECEIVE_APPLICATIONS, body)


def test_a_newer_sender_may_add_a_key_to_the_envelope() -> None:
    message = seal(TaskName.SCREEN_CHUNK, EXAMPLES["scoring.screen_chunk"]) | {"trace": "of tomorrow"}
    assert open_envelope(TaskName.SCREEN_CHUNK, message)


@pytest.mark.parametrize("points", [-1, "2", 2.0, True, None])
def test_points_are_whole_numbers_from_nought(points: Any) -> None:
    body = copy.deepcopy(EXAMPLES["intake.record_verdicts"])
    body["verdicts"][1]["criteria"][0]["points"] = points
    with pytest.raises(MessageRefusedError, match="points"):
        seal(TaskName.RECORD_VERDICTS, body)
