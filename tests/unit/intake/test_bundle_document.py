"""The document on the bundle names every key of the format, so that it cannot fall behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from marshmallow import Schema, fields

from intake_service.domain.call import QuestionType
from intake_service.shapes import FILES, BundleShape

DOCUMENT = (Path(__file__).parents[3] / "docs" / "bundle-format.md").read_text("utf-8")


def keys_of(schema: Schema) -> Iterator[str]:
    """Give every key of a format, nested ones too."""
    for name, field in schema.fields.items():
        yield field.data_key or name
        waiting = [field]
        while waiting:
            inner = waiting.pop()
            if isinstance(inner, fields.Nested):
                yield from keys_of(inner.schema)
            elif isinstance(inner, fields.List):
                waiting.append(inner.inner)
            elif isinstance(inner, fields.Dict) and inner.value_field is not None:
                waiting.append(inner.value_field)


def test_every_key_file_and_type_of_question_is_named() -> None:
    named = set(re.findall(r"`([a-z_.]+)`", DOCUMENT))
    wanted = set(keys_of(BundleShape())) | set(FILES.values()) | {kind.value for kind in QuestionType}
    assert wanted - named == set()


def test_no_key_is_named_that_the_format_does_not_have() -> None:
    tables = [
        line.split("|")[1] for line in DOCUMENT.splitlines() if line.startswith("| `") and ".json" not in line
    ]
    keys = {key for cell in tables for key in re.findall(r"`([a-z_]+)`", cell)}
    assert keys - set(keys_of(BundleShape())) == set()
