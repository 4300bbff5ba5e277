"""The order of a screening as it is sent again: by the rules that its first verdicts were given by, once there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intake_service.store.tables import ScreeningRow


def order_to_repeat(screening: ScreeningRow) -> dict[str, Any]:
    """Give the order to send; scoring, put back from an old copy, then judges the rest by the same version."""
    order = screening.order_message
    if screening.rule_set is None or order.get("rule_set_document") is not None:
        return order
    return {**order, "rule_set_sha256": screening.rule_set["sha256"]}
