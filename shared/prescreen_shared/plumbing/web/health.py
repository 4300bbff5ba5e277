"""Whether a service lives and can serve, for supervisors; and its figures for operators, in Prometheus' format.

The figures are counted in the database, so that every process says the same.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from prescreen_shared.plumbing.database import Database

Counts = Mapping[str, Mapping[str, int]]


def health_blueprint(database: Database, column: InstrumentedAttribute[Any]) -> Blueprint:
    """Give ``/health/live`` and ``/health/ready``; ready means that ``column`` can be read from the database."""
    health = Blueprint("health", __name__, url_prefix="/health")

    @health.get("/live")
    def live() -> Response:
        """Say that the process answers; nothing else is tried, so that a slow database does not get it killed."""
        return jsonify({"status": "ok"})

    @health.get("/ready")
    def ready() -> tuple[Response, int]:
        """Say whether the database answers; the broker is not asked, since a service takes requests without it."""
        try:
            with database.reading() as session:
                session.execute(select(column).limit(1))
        except SQLAlchemyError:
            return jsonify({"status": "unavailable", "database": "unavailable"}), 503
        return jsonify({"status": "ok", "database": "ok"}), 200

    return health


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
