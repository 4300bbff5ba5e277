"""One line of the table: what was measured, what it was measured beside, and their ratio."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement and what ran beside it in the same run; both in ``unit``.

    A line without ``beside`` is itself what others are measured beside, so its ratio is 1.
    """

    section: str
    what: str
    value: float
    unit: str
    beside: str | None = None
    beside_value: float | None = None

    @property
    def ratio(self) -> float:
        """How many times what ran beside it."""
        return self.value / self.beside_value if self.beside_value else 1.0

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values, the ratio among them."""
        return {**asdict(self), "ratio": round(self.ratio, 3)}


def against(base: Figure, what: str, value: float) -> Figure:
    """Make the figure of something measured beside ``base``."""
    return Figure(base.section, what, value, base.unit, base.what, base.value)
