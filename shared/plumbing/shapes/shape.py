"""The base of every public format: strict, and it gives what could be read beside every fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from marshmallow import RAISE, Schema, ValidationError

from shared.errors import InputRefusedError
from shared.faults import Fault, listed
from shared.plumbing.shapes.coded_message import CodedMessage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Shape(Schema):
    """A format in which an unknown key is a fault that names the keys that are known."""

    class Meta:
        """Unknown keys are refused, also in nested objects."""

        unknown = RAISE

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        keys = sorted(field.data_key or name for name, field in self.load_fields.items())
        self.error_messages = {
            **self.error_messages,
            "unknown": CodedMessage("unknown_key", accepted=listed(keys, limit=40)),
            "type": CodedMessage("not_an_object"),
        }


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read of a document, under the names of its fields, and every fault of its shape.

    ``sound`` leaves out each top-level key in which any fault was found.
    """

    values: dict[str, Any]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> dict[str, Any]:
        """Give the values of the keys without a fault."""
        faulty = {(fault.field or "").split(".")[0] for fault in self.faults}
        return {key: value for key, value in self.values.items() if key not in faulty}

    def accepted(self, more: Iterable[Fault] = ()) -> dict[str, Any]:
        """Give the values when there is no fault at all.

        Raises:
            InputRefusedError: with every fault of the shape and every fault of ``more``.
        """
        faults = (*self.faults, *more)
        if faults:
            raise InputRefusedError(faults)
        return self.values


def load(shape: Schema, document: Any, *, partial: bool = False) -> Loaded:
    """Read a document; never raises for what the document holds."""
    try:
        return Loaded(shape.load(document, partial=partial), ())
    except ValidationError as error:
        read = error.valid_data if isinstance(error.valid_data, dict) else {}
        return Loaded(read, tuple(faults_of(error.messages)))


class CollectingShape(Shape):
    """A shape whose ``load`` gives ``Loaded``, so that faults of shape and of content end up in one answer."""

    def load(self, data: Any, *, partial: Any = None, **kwargs: Any) -> Any:
        """Give ``Loaded``; see ``load``."""
        try:
            return Loaded(super().load(data, partial=partial, **kwargs), ())
        except ValidationError as error:
            read = error.valid_data if isinstance(error.valid_data, dict) else {}
            return Loaded(read, tuple(faults_of(error.messages)))


def faults_of(messages: Any, path: str = "") -> Iterator[Fault]:
    """Turn marshmallow's tree of messages into faults, each with the path of its field."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            step = "" if key == "_schema" else str(key)
            yield from faults_of(inner, ".".join(part for part in (path, step) if part))
    elif isinstance(messages, list):
        for inner in messages:
            yield from faults_of(inner, path)
    elif isinstance(messages, CodedMessage):
        known = {"key": path.rsplit(".", 1)[-1], "got": "–", **messages.values}
        yield Fault(str(messages), path or None, known)
    else:
        yield Fault("not_accepted", path or None, {"got": str(messages)})
