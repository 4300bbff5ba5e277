"""Logs as one structured line an event, JSON or for a terminal, with personal data masked."""

import logging
import re
import sys
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

from prescreen_shared.plumbing.settings import LogSettings

MASK: Final = "***"
PERSONAL_KEYS: Final = frozenset(
    {"contact", "contact_name", "email", "name_of_contact", "password", "person", "phone", "secret", "token"}
)
"""Keys whose values never reach a log line."""
_PERSONAL_PATTERNS: Final = (
    re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"),
    re.compile(r"\b(?:19|20)?\d{6}[-+]\d{4}\b"),
    re.compile(r"(?<=://)[^/@\s:]*:[^/@\s]+(?=@)"),
)
"""E-mail addresses, Swedish personal identity numbers, and passwords in addresses of servers."""


def configure_logging(settings: LogSettings) -> None:
    """Send every log line of the process, structlog's and the standard library's, to standard error in one shape."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            # Without what libraries add beside the line: Celery adds a task's whole message, an applicant's words with it.
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *_ending(settings.format),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.level)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def mask_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Mask values of personal keys, and addresses and identity numbers wherever they stand."""
    return {key: MASK if key in PERSONAL_KEYS else _masked(value) for key, value in event.items()}


def _ending(log_format: str) -> list[Any]:
    if log_format == "console":
        # The console renderer writes tracebacks itself, so only the fields can be masked before it.
        return [mask_personal_data, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    return [
        structlog.processors.format_exc_info,
        mask_personal_data,
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
    ]


def _masked(value: Any) -> Any:
    if isinstance(value, str):
        for pattern in _PERSONAL_PATTERNS:
            value = pattern.sub(MASK, value)
        return value
    if isinstance(value, dict):
        return {key: MASK if key in PERSONAL_KEYS else _masked(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(inner) for inner in value]
    return value
