"""Parks what Celery itself would throw away: messages of a task that this worker does not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from celery import signals

if TYPE_CHECKING:
    from shared.plumbing.receive import Receiver


def park_unknown_tasks(receiver: Receiver) -> None:
    """Keep every message that the worker rejects unread; call once, in the worker's own process."""

    def unknown(message: Any = None, name: str | None = None, **_: Any) -> None:
        receiver.park(name or "unknown", _readable(message), "unknown task")

    def rejected(message: Any = None, exc: BaseException | None = None, **_: Any) -> None:
        receiver.park("unknown", _readable(message), f"not a task message: {exc}")

    signals.task_unknown.connect(unknown, weak=False)
    signals.task_rejected.connect(rejected, weak=False)


def _readable(message: Any) -> Any:
    body = getattr(message, "body", message)
    text = body.decode("utf-8", "backslashreplace") if isinstance(body, bytes) else str(body)
    # PostgreSQL cannot keep a NUL in a text.
    return {"headers": str(getattr(message, "headers", None)), "body": text.replace("\x00", "\\x00")}
