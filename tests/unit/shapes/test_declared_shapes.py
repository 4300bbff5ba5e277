"""A shape that is declared once gives the schema of bodies, of messages and of answers, and is read and written as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import pytest
from marshmallow import Schema, ValidationError, fields

from prescreen_shared.schemas.derive import answer_of, body_of, message_of
from prescreen_shared.schemas.fields import CollectingShape, load
from prescreen_shared.shapes.application import Content, EarlierGrant
from prescreen_shared.shapes.declaring import (
    LATER,
    About,
    Amount,
    Hash,
    Id,
    Items,
    Least,
    Mark,
    Text,
    Whole,
    Words,
    fields_of,
    read,
    write,
)
from prescreen_shared.shapes.register import Register
from prescreen_shared.texts.catalogue import shipped

CAT = UUID("00000000-0000-4000-8000-000000000001")


class Coat(StrEnum):
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Toy:
    name: Annotated[str, Text(10)]
    price: Annotated[Amount | None, About("whole SEK")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cat:
    cat_id: Id
    name: Annotated[str, Text(5)]
    coat: Coat
    lives: Annotated[int, Whole(1, 9), Least(1)] = 9
    born_on: date | None = None
    fed_at: Annotated[datetime | None, Mark.LOCAL] = None
    chip: Hash | None = None
    mood: Annotated[str, Words(("calm", "wild"))] = "calm"
    toys: Annotated[tuple[Toy, ...], Items(2), LATER] = ()
    foods: Annotated[Mapping[str, Any], Items(3)] | None = None


WHOLE: dict[str, Any] = {
    "cat_id": str(CAT),
    "name": "Miu",
    "coat": "long",
    "lives": 7,
    "born_on": "2017-03-01",
    "fed_at": "2017-12-01T16:05:00+00:00",
    "chip": "a" * 64,
    "mood": "wild",
    "toys": [{"name": "mouse", "price": None}],
    "foods": {"fish": True},
}


def test_a_shape_is_read_and_written_without_loss() -> None:
    cat = read(Cat, WHOLE)
    assert cat.coat is Coat.LONG
    assert cat.toys == (Toy("mouse"),)
    assert cat.born_on == date(2017, 3, 1)
    assert cat.fed_at == datetime(2017, 12, 1, 16, 5, tzinfo=UTC)
    assert write(cat) == WHOLE
    assert list(write(cat)) == list(WHOLE)


def test_what_is_left_out_has_its_default_and_what_is_given_comes_first() -> None:
    least = {"cat_id": str(CAT), "name": "Miu", "coat": "short"}
    assert read(Cat, least, name="Kit") == Cat(cat_id=str(CAT), name="Kit", coat=Coat.SHORT)
    assert write(least, Cat, lives=3)["lives"] == 3
    with pytest.raises(TypeError, match="coat"):
        read(Cat, {"cat_id": str(CAT), "name": "Miu"})
    with pytest.raises(KeyError, match="coat"):
        write({"cat_id": str(CAT), "name": "Miu"}, Cat)
    with pytest.raises(AttributeError, match="coat"):
        write(SimpleNamespace(name="Miu"), Cat, cat_id=CAT)


def test_a_row_is_read_and_written_by_its_attributes() -> None:
    row = SimpleNamespace(name="ball", price=3, version=1)
    assert read(Toy, row) == Toy("ball", 3)
    assert write(row, Toy) == {"name": "ball", "price": 3}
    moment = datetime(2017, 12, 1, 17, 5, tzinfo=timezone(timedelta(hours=1)))
    row = SimpleNamespace(**{**WHOLE, "cat_id": CAT, "fed_at": moment, "toys": [{"name": "ball"}]})
    assert write(row, Cat) == {**WHOLE, "toys": [{"name": "ball", "price": None}]}


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": "Miu-miu"}, "text_length", "name"),
        ({"name": " "}, "blank_text", "name"),
        ({"name": None}, "null", "name"),
        ({"cat_id": "7"}, "pattern", "cat_id"),
        ({"coat": "none"}, "not_one_of", "coat"),
        ({"mood": "sad"}, "not_one_of", "mood"),
        ({"lives": 10}, "out_of_range", "lives"),
        ({"lives": "7"}, "number_as_text", "lives"),
        ({"born_on": "1 March"}, "not_a_date", "born_on"),
        ({"fed_at": "now"}, "not_a_moment", "fed_at"),
        ({"toys": [{"name": "a"}] * 3}, "list_length", "toys"),
        ({"toys": [{"name": "a", "price": -1}]}, "out_of_range", "toys.0.price"),
        ({"toys": [{"name": "a", "colour": 1}]}, "unknown_key", "toys.0.colour"),
        ({"foods": []}, "not_an_object", "foods"),
    ],
)
def test_a_body_is_held_to_every_limit_and_faults_are_codes(
    change: dict[str, Any], code: str, field: str
) -> None:
    loaded = load(body_of(Cat)(), {**WHOLE, **change})
    assert [(fault.code, fault.field) for fault in loaded.faults] == [(code, field)]


def test_a_body_may_leave_out_what_has_a_default() -> None:
    loaded = load(body_of(Cat)(), {"cat_id": str(CAT), "name": "Miu", "coat": "short"})
    assert loaded.faults == ()
    assert loaded.values["lives"] == 9
    assert loaded.values["toys"] == []
    assert loaded.values["foods"] is None


def test_a_body_can_have_other_keys_fewer_fields_and_fields_of_its_own() -> None:
    shape = body_of(
        Toy,
        base=CollectingShape,
        name="NewToyShape",
        without=("price",),
        keys={"name": "id"},
        more={"weight": fields.Integer()},
    )
    assert shape.__name__ == "NewToyShape"
    assert shape().load({"id": "mouse", "weight": 3}).values == {"name": "mouse", "weight": 3}
    assert [fault.code for fault in shape().load({"name": "mouse"}).faults] == ["required", "unknown_key"]


@pytest.mark.parametrize(
    "change",
    [
        {"coat": "none"},
        {"mood": "sad"},
        {"lives": 0},
        {"lives": "7"},
        {"lives": 7.0},
        {"chip": "a"},
        {"fed_at": "2017-12-01T16:05:00"},
        {"name": None},
        {"surplus": 1},
        {"toys": [{"name": "a"}]},
    ],
)
def test_a_message_is_held_to_types_and_to_what_must_be_there(change: dict[str, Any]) -> None:
    schema = message_of(Cat)()
    assert schema.validate(WHOLE) == {}
    assert schema.validate({**WHOLE, **change})


def test_a_message_may_leave_out_only_what_came_later() -> None:
    schema = message_of(Cat)()
    for key in WHOLE:
        lacking = {name: value for name, value in WHOLE.items() if name != key}
        assert bool(schema.validate(lacking)) is (key != "toys")


def test_an_answer_writes_instances_and_dictionaries_alike_and_tells_its_words() -> None:
    schema: Schema = answer_of(Cat)()
    assert schema.dump(read(Cat, WHOLE)) == schema.dump(WHOLE) == WHOLE
    assert schema.fields["coat"].metadata["enum"] == ["short", "long"]
    assert schema.fields["fed_at"].metadata["format"] == "date-time"
    assert all(field.required for field in schema.fields.values())


def test_nested_schemas_are_made_once() -> None:
    assert body_of(Toy) is body_of(Toy)
    assert message_of(Toy) is not body_of(Toy)
    with pytest.raises(ValidationError):
        message_of(Toy)().load({"name": "a"})


@pytest.mark.parametrize("shape", [Content, EarlierGrant, Register])
def test_every_field_that_people_meet_has_its_name_in_both_languages(shape: Any) -> None:
    # The register's comment is for whoever writes the file, and is shown nowhere.
    names = [f"{shape.NAMES}.{each.name}" for each in fields_of(shape) if each.name != "comment"]
    assert names
    assert [name for name in names if not shipped().knows(name)] == []
