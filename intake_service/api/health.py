"""Whether intake lives, and whether it can serve: for supervisors and load balancers."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from intake_service.api.current import parts

health = Blueprint("health", __name__, url_prefix="/health")


@health.get("/live")
def live() -> Response:
    """Say that the process answers; nothing else is tried, so that a slow database does not get it killed."""
    return jsonify({"status": "ok"})


@health.get("/ready")
def ready() -> tuple[Response, int]:
    """Say whether the database answers; the broker is not asked, since intake takes applications without it."""
    try:
        with parts().database.reading() as session:
            session.execute(text("SELECT call_id FROM call LIMIT 1"))
    except SQLAlchemyError:
        return jsonify({"status": "unavailable", "database": "unavailable"}), 503
    return jsonify({"status": "ok", "database": "ok"}), 200
