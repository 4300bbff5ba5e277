"""Settings read once from the environment: typed, every bad variable named at once, secrets from ``X_FILE``.

Both services are told the same of database, logs, delivery, worker and web server; each adds its own. A process that
is started under settings that cannot be used says so and ends.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from environs import Env, EnvValidationError, FileAwareEnv
from marshmallow import validate

Settings = TypeVar("Settings")
positive: Final = validate.Range(min=0, min_inclusive=False, error="Must be greater than 0.")


class SettingsError(Exception):
    """Variables are missing or bad; ``problems`` maps each name to what is wrong with it."""

    def __init__(self, problems: dict[str, list[str]]) -> None:
        lines = [f"  {name}: {' '.join(texts)}" for name, texts in sorted(problems.items())]
        super().__init__("settings that cannot be used:\n" + "\n".join(lines))
        self.problems = problems


def run_verb(
    arguments: Sequence[str],
    verbs: Mapping[str, Callable[[Settings], None]],
    read: Callable[[], Settings],
    usage: str,
) -> int:
    """Run the process that the only argument names; 0 when it ended in good order, 1 for bad settings, 2 for wrong use."""
    if len(arguments) != 1 or arguments[0] not in verbs:
        print(usage, file=sys.stderr)
        return 2
    return under_settings(read, verbs[arguments[0]])


def under_settings(
    read: Callable[[], Settings], run: Callable[[Settings], int | None], *, refused: int = 1
) -> int:
    """Run something under the settings and give its exit status, or ``refused`` once every bad setting is named."""
    try:
        return run(read()) or 0
    except SettingsError as error:
        print(error, file=sys.stderr)
        return refused


@contextmanager
def environment() -> Iterator[Env]:
    """Open the environment for reading; a variable ``X`` may stand in a file named by ``X_FILE``.

    Inside the block a bad variable reads as None, so build nothing on the values there but a settings object.

    Raises:
        SettingsError: at the end of the block, naming every bad variable that was read in it.
    """
    env = FileAwareEnv(eager=False)
    yield env
    try:
        env.seal()
    except EnvValidationError as error:
        problems = _by_name(error)
        raise SettingsError(problems) from error


def _by_name(error: EnvValidationError) -> dict[str, list[str]]:
    # The values are left out: a bad secret must not stand in a log.
    found = error.error_messages
    if not isinstance(found, Mapping):
        return {"environment": [str(text) for text in found]}
    return {str(name): [str(text) for text in texts] for name, texts in found.items()}


@dataclass(frozen=True, slots=True)
class LogSettings:
    """How to log: ``format`` json or console, ``level`` a name such as INFO."""

    format: str
    level: str


@dataclass(frozen=True, slots=True)
class DeliverySettings:
    """The broker and the outbox; all times in seconds.

    ``outbox_lease_s`` is how long a claimed row rests when its relay has died; ``outbox_window`` how many rows
    are claimed at a time; ``outbox_keep_s`` how long a sent row is kept for inspection.
    """

    broker_url: str
    outbox_poll_s: float
    outbox_lease_s: float
    outbox_window: int
    outbox_keep_s: float
    visibility_timeout_s: int


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """One worker: ``concurrency`` children, each replaced after ``tasks_per_child`` tasks; limits in seconds."""

    concurrency: int
    tasks_per_child: int
    soft_time_limit_s: int
    time_limit_s: int
    soft_shutdown_s: float


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Where a service listens (``bind`` is host:port), with how many processes and threads in each.

    ``largest_body`` is how many bytes of a request are read at most.
    """

    bind: str
    processes: int
    threads: int
    largest_body: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSettings:
    """What the processes of either service are told from outside."""

    database_url: str
    logs: LogSettings
    delivery: DeliverySettings
    worker: WorkerSettings
    web: WebSettings


def read_service_settings(
    env: Env, service: str, *, concurrency: int, bind: str, largest_body: int
) -> dict[str, Any]:
    """Read the fields of ``ServiceSettings`` for ``intake`` or ``scoring``; the others are the defaults."""
    return {
        "database_url": env.str(f"{service.upper()}_DATABASE_URL"),
        "logs": read_log_settings(env),
        "delivery": read_delivery_settings(env),
        "worker": read_worker_settings(env, service, concurrency),
        "web": read_web_settings(env, service, bind=bind, largest_body=largest_body),
    }


def read_log_settings(env: Env) -> LogSettings:
    """Read LOG_FORMAT and LOG_LEVEL."""
    return LogSettings(
        format=env.str("LOG_FORMAT", "json", validate=validate.OneOf(["json", "console"])),
        level=env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["DEBUG", "INFO", "WARNING", "ERROR"])),
    )


def read_delivery_settings(env: Env) -> DeliverySettings:
    """Read BROKER_URL (a Redis address, required) and what governs the outbox."""
    return DeliverySettings(
        broker_url=env.str("BROKER_URL", validate=_redis_address),
        outbox_poll_s=env.float("OUTBOX_POLL_S", 0.2, validate=positive),
        outbox_lease_s=env.float("OUTBOX_LEASE_S", 60.0, validate=positive),
        outbox_window=env.int("OUTBOX_WINDOW", 500, validate=positive),
        outbox_keep_s=env.float("OUTBOX_KEEP_S", 7 * 86_400.0, validate=positive),
        visibility_timeout_s=env.int("VISIBILITY_TIMEOUT_S", 300, validate=positive),
    )


def read_worker_settings(env: Env, service: str, concurrency: int) -> WorkerSettings:
    """Read what governs the worker of ``service``, such as SCORING_CONCURRENCY; ``concurrency`` is the default."""
    prefix = service.upper()
    return WorkerSettings(
        concurrency=env.int(f"{prefix}_CONCURRENCY", concurrency, validate=positive),
        tasks_per_child=env.int(f"{prefix}_TASKS_PER_CHILD", 1_000, validate=positive),
        soft_time_limit_s=env.int(f"{prefix}_SOFT_TIME_LIMIT_S", 90, validate=positive),
        time_limit_s=env.int(f"{prefix}_TIME_LIMIT_S", 120, validate=positive),
        soft_shutdown_s=env.float(f"{prefix}_SOFT_SHUTDOWN_S", 30.0, validate=positive),
    )


def read_web_settings(env: Env, service: str, *, bind: str, largest_body: int) -> WebSettings:
    """Read what governs the web server of ``service``, such as INTAKE_BIND; the others are the defaults."""
    prefix = service.upper()
    return WebSettings(
        bind=env.str(f"{prefix}_BIND", bind),
        processes=env.int(f"{prefix}_WEB_PROCESSES", 1, validate=positive),
        threads=env.int(f"{prefix}_WEB_THREADS", 8, validate=positive),
        largest_body=env.int(f"{prefix}_LARGEST_BODY", largest_body, validate=positive),
    )


_redis_address = validate.Regexp(
    r"^(rediss?|redis\+socket)://", error="Must begin with redis://, rediss:// or redis+socket://."
)
