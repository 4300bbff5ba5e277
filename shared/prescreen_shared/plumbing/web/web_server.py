"""Gunicorn with one service's application in it; each of its processes opens the database for itself."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped] # it has no types
from gunicorn.glogging import Logger  # type: ignore[import-untyped] # it has no types

from prescreen_shared.plumbing.logging import configure_logging
from prescreen_shared.plumbing.settings import LogSettings, ServiceSettings, WebSettings

STOP_WITHIN_S = 30


def serve(settings: ServiceSettings, make_app: Callable[[], Flask]) -> None:
    """Serve what ``make_app`` gives until SIGTERM."""
    configure_logging(settings.logs)
    WebServer(settings.web, settings.logs, make_app).run()


class QuietLogger(Logger):  # type: ignore[misc] # gunicorn has no types
    """Gunicorn's messages in the service's own log, in the same shape as every other line."""

    def setup(self, cfg: Any) -> None:
        """Let the root logger write; gunicorn would add handlers of its own."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            log.handlers[:] = []
            log.propagate = True


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Serves what ``make_app`` gives, made anew in each process after the fork."""

    def __init__(self, settings: WebSettings, logs: LogSettings, make_app: Callable[[], Flask]) -> None:
        self._settings = settings
        self._logs = logs
        self._make_app = make_app
        super().__init__()

    def load_config(self) -> None:
        """Set what gunicorn is told."""
        web = self._settings
        told = {
            "bind": web.bind,
            "workers": web.processes,
            "threads": web.threads,
            "worker_class": "gthread",
            "graceful_timeout": STOP_WITHIN_S,
            "logger_class": QuietLogger,
            "accesslog": None,
            # Gunicorn would open a second way in for its own tool.
            "control_socket_disable": True,
        }
        for name, value in told.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give the application of this process."""
        configure_logging(self._logs)
        return self._make_app()
