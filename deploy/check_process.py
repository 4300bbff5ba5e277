"""Health check of a container that serves no port: its database and broker answer, and its worker does."""

from __future__ import annotations

import socket
import sys

from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.processes import make_celery
from prescreen_shared.plumbing.settings import environment, read_delivery_settings

WAIT_S = 5


def main(service: str, verb: str) -> int:
    """Check ``worker`` or ``scheduler`` of ``service``; 0 when it is healthy."""
    with environment() as env:
        delivery = read_delivery_settings(env)
        database_url = env.str(f"{service.upper()}_DATABASE_URL")
    with Database(database_url).reading() as session:
        session.connection().exec_driver_sql("SELECT 1")
    app = make_celery(service, delivery)
    if verb == "scheduler":
        with app.connection_for_read() as connection:
            connection.ensure_connection(max_retries=1, timeout=WAIT_S)
        return 0
    names = (name for answer in app.control.ping(timeout=WAIT_S) or [] for name in answer)
    return 0 if any(name.endswith(f"@{socket.gethostname()}") for name in names) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
