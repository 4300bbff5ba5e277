"""The compiled check of messages never accepts what marshmallow refuses, and accepts every good message."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields, validates_schema

from prescreen_shared.messages.envelope import compile_acceptance, schema_of
from prescreen_shared.names import TaskName
from tests.stages.examples import examples

EXAMPLES: dict[str, Any] = json.loads(Path(__file__).with_name("messages_v1.json").read_text("utf-8"))

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2**70),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(
        ["refuse", "met", "1", "true", "2017-13-01", "2017-11-01", "00000000-0000-4000-8000-000000000001"]
    ),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, part in inner for found in places(part, (*path, key)))]


@pytest.mark.parametrize("task", list(TaskName))
def test_every_good_message_is_accepted_without_asking(task: TaskName) -> None:
    assert compile_acceptance(schema_of(task, 1))(EXAMPLES[task.value])


@examples(400)
@given(data=st.data(), task=st.sampled_from(list(TaskName)))
def test_what_is_accepted_is_what_marshmallow_accepts(data: st.DataObject, task: TaskName) -> None:
    body = copy.deepcopy(EXAMPLES[task.value])
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(places(body)[1:]))
        holder = body
        for key in path[:-1]:
            holder = holder[key]
        change = data.draw(st.sampled_from(["replace", "remove", "add"]))
        if change == "replace":
            holder[path[-1]] = data.draw(ODD)
        elif change == "remove":
            del holder[path[-1]]
        elif isinstance(holder, dict):
            holder[data.draw(st.text(max_size=4))] = data.draw(ODD)
        if not body or len(places(body)) < 2:
            return
    if compile_acceptance(schema_of(task, 1))(body):
        assert schema_of(task, 1).validate(body) == {}


def test_a_schema_with_a_step_of_its_own_is_asked_itself() -> None:
    class Ordered(Schema):
        first = fields.Integer(strict=True, required=True)
        last = fields.Integer(strict=True, required=True)

        @validates_schema
        def in_order(self, body: dict[str, int], **_: Any) -> None:
            if body["first"] > body["last"]:
                raise ValidationError("first after last")

    accept = compile_acceptance(Ordered())
    assert accept({"first": 1, "last": 2})
    assert not accept({"first": 2, "last": 1})
