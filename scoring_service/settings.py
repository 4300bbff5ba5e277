"""The settings of the scoring service, read once from the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from environs import Env
from marshmallow import validate

from prescreen_shared.plumbing.settings import ServiceSettings, environment, positive, read_service_settings
from scoring_service.parts import BacktestSettings, ScreeningSettings

RULE_SETS = Path(__file__).parent / "rule_sets"
BIND = "127.0.0.1:8100"
LARGEST_BODY = 4 * 2**20
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """How the web server knows who acts.

    ``header`` is set by the proxy that has checked the person. Without it ``may_claim`` lets a person say a name on the
    pages, which nobody checks. ``secret_key`` signs the cookie of the pages, which travels by TLS alone when
    ``secure_cookie`` is set; None when no web server is to be started.
    """

    header: str
    may_claim: bool
    secret_key: str | None
    secure_cookie: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringSettings(ServiceSettings):
    """Everything that the scoring processes are told from outside."""

    rule_sets: Path
    person: PersonSettings
    screening: ScreeningSettings
    backtests: BacktestSettings


def read_settings() -> ScoringSettings:
    """Read SCORING_… and the shared variables.

    Raises:
        SettingsError: naming every variable that is missing or bad.
    """
    children = os.cpu_count() or 1
    with environment() as env:
        return ScoringSettings(
            **read_service_settings(
                env, "scoring", concurrency=children, bind=BIND, largest_body=LARGEST_BODY
            ),
            rule_sets=env.path("SCORING_RULE_SETS", RULE_SETS),
            person=_read_person_settings(env),
            screening=_read_screening_settings(env),
            backtests=_read_backtest_settings(env),
        )


def _read_person_settings(env: Env) -> PersonSettings:
    is_name = validate.Regexp(r"^[A-Za-z0-9-]{1,80}$", error="Must be the name of an HTTP header.")
    long_enough = validate.Length(min=SHORTEST_KEY, error=f"Must have at least {SHORTEST_KEY} characters.")
    return PersonSettings(
        header=env.str("SCORING_USER_HEADER", "X-Remote-User", validate=is_name),
        may_claim=env.bool("SCORING_CLAIMED_NAMES", False),
        secret_key=env.str("SCORING_SECRET_KEY", None, validate=long_enough),
        secure_cookie=env.bool("SCORING_COOKIE_SECURE", True),
    )


def _read_screening_settings(env: Env) -> ScreeningSettings:
    default = ScreeningSettings()
    return ScreeningSettings(
        chunk_size=env.int("SCORING_CHUNK_SIZE", default.chunk_size, validate=positive),
        window=env.int("SCORING_CHUNK_WINDOW", default.window, validate=positive),
        lease_s=env.float("SCORING_CHUNK_LEASE_S", default.lease_s, validate=positive),
        grace_s=env.float("SCORING_GRACE_S", default.grace_s, validate=positive),
        preparing_lease_s=env.float(
            "SCORING_PREPARING_LEASE_S", default.preparing_lease_s, validate=positive
        ),
    )


def _read_backtest_settings(env: Env) -> BacktestSettings:
    default = BacktestSettings()
    return BacktestSettings(
        at_once=env.int("SCORING_BACKTESTS_AT_ONCE", default.at_once, validate=positive),
        lease_s=env.float("SCORING_BACKTEST_LEASE_S", default.lease_s, validate=positive),
    )
