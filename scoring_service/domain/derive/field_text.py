"""Read a field of an application by its path in the public format, as a value or as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring_service.domain.frozen_call import Application

ANSWERS = "answers."
FIELDS = frozenset(
    [
        "reference",
        "grant_type",
        "title",
        "description",
        "applicants",
        "unit",
        "requested_amount",
        "submitted_at",
        "earlier_grants",
    ]
)


class StatedValueError(ValueError):
    """A stated value does not fit the type that the rule set declares for it."""


def is_field(path: str) -> bool:
    """Whether a path names a field that an application can have."""
    return path in FIELDS or (path.startswith(ANSWERS) and len(path) > len(ANSWERS))


def read_field(application: Application, path: str) -> Any:
    """Give the value of a field, None when it is not stated; blank text and an empty list of texts state nothing."""
    value = _read(application, path)
    if isinstance(value, str) and not value.strip():
        return None
    return None if value == [] else value


def read_text(application: Application, path: str) -> str | None:
    """Give a field as text; a list of texts is joined with commas.

    Raises:
        StatedValueError: the field holds something other than text.
    """
    value = read_field(application, path)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return ", ".join(value) or None
    raise StatedValueError(f"{path}: {type(value).__name__} where text is expected")


def _read(application: Application, path: str) -> Any:
    if path.startswith(ANSWERS):
        return application.answers.get(path.removeprefix(ANSWERS))
    return getattr(application, path)
