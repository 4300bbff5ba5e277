"""A marshmallow error that is a code with values instead of an English sentence."""

from __future__ import annotations

from typing import Any

from shared.faults import listed, shown


class CodedMessage(str):
    """The id of a sentence; marshmallow fills it by calling ``format``, which here collects the values."""

    values: dict[str, Any]

    def __new__(cls, code: str, **values: Any) -> CodedMessage:
        """Make the message ``code`` with the values that are known already."""
        message = super().__new__(cls, code)
        message.values = values
        return message

    def format(self, *_: object, **known: Any) -> CodedMessage:
        """Give the message with what marshmallow knows of the refused value."""
        values = dict(self.values)
        if "input" in known:
            values["got"] = shown(known["input"])
            if isinstance(known["input"], (str, list, dict)):
                values["length"] = len(known["input"])
        for name in ("min", "max"):
            if known.get(name) is not None:
                values.setdefault(name, known[name])
        if "choices" in known:
            values["accepted"] = known["choices"] or listed(())
        return CodedMessage(str(self), **values)
