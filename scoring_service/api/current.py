"""The parts that a view is working with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from flask import current_app

if TYPE_CHECKING:
    from scoring_service.life.parts import LifeParts

EXTENSION: Final = "scoring"


def parts() -> LifeParts:
    """Give the parts that the application was made of."""
    return cast("LifeParts", current_app.extensions[EXTENSION])
