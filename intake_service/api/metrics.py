"""Figures for operators in Prometheus' format, counted in the database so that every process says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from intake_service.api.current import parts
from intake_service.store.count_rows import count_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_service.store.count_rows import Counts

metrics = Blueprint("metrics", __name__)


class RowCounts:
    """Gives Prometheus what was counted."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give a gauge for each thing counted, by state."""
        for name, states in self._counts.items():
            gauge = GaugeMetricFamily(
                f"intake_{name}", f"{name} by state, from the database", labels=["state"]
            )
            for state, count in sorted(states.items()):
                gauge.add_metric([state], count)
            yield gauge


@metrics.get("/metrics")
def get_metrics() -> Response:
    """Give the figures."""
    with parts().database.reading() as session:
        counts = count_rows(session)
    registry = CollectorRegistry()
    registry.register(RowCounts(counts))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
