"""The parts that a view is working with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from flask import current_app

if TYPE_CHECKING:
    from intake_service.parts import Parts

EXTENSION: Final = "intake"


def parts() -> Parts:
    """Give the parts that the application was made of."""
    return cast("Parts", current_app.extensions[EXTENSION])
