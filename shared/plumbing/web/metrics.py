"""Figures for operators in Prometheus' format, counted in the database so that every process says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from shared.plumbing.database import Database

    Counts = Mapping[str, Mapping[str, int]]


class RowCounts:
    """Gives Prometheus what was counted: for each thing, how many are in each state."""

    def __init__(self, service: str, counts: Counts) -> None:
        self._service = service
        self._counts = counts

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give a gauge for each thing counted, by state."""
        for name, states in self._counts.items():
            told = f"{name} by state, from the database"
            gauge = GaugeMetricFamily(f"{self._service}_{name}", told, labels=["state"])
            for state, count in sorted(states.items()):
                gauge.add_metric([state], count)
            yield gauge


def metrics_blueprint(service: str, database: Database, count_rows: Callable[[Session], Counts]) -> Blueprint:
    """Give ``/metrics``; each figure is named after the service and what ``count_rows`` calls it."""
    metrics = Blueprint("metrics", __name__)

    @metrics.get("/metrics")
    def get_metrics() -> Response:
        """Give the figures."""
        with database.reading() as session:
            counts = count_rows(session)
        registry = CollectorRegistry()
        registry.register(RowCounts(service, counts))
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return metrics
