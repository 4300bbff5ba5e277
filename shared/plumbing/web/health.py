"""Whether a service lives, and whether it can serve: for supervisors and load balancers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy.orm import InstrumentedAttribute

    from shared.plumbing.database import Database


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
