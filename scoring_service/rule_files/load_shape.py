"""One mapping of a rule file held to its shape: faults are noted, and the keys that are right can still be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from scoring_service.rule_files.shape import shape_of
from scoring_service.rule_files.shape_messages import add_shape_errors

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path, ProblemList
    from scoring_service.rule_files.shape import Shape


def load_shape(shape: type[Shape], raw: Any, path: Path, problems: ProblemList) -> dict[str, Any]:
    """Give the values of a mapping by the names of the shape's fields, without those that are at fault."""
    try:
        content: dict[str, Any] = shape_of(shape).load(raw)
    except ValidationError as error:
        add_shape_errors(problems, error.messages, path, raw)
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        wrong = set(error.messages) if isinstance(error.messages, dict) else set()
        keys = {name: field.data_key or name for name, field in shape_of(shape).fields.items()}
        return {name: value for name, value in valid.items() if keys.get(name, name) not in wrong}
    return content
