"""The parts of intake that a view is working with."""

from typing import cast

from intake_service.parts import Parts
from prescreen_shared.plumbing.web.blueprints import current_parts


def parts() -> Parts:
    """Give the parts that the application was made of."""
    return cast("Parts", current_parts())
