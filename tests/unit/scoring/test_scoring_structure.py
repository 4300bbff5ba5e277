"""The structure of scoring's web holds: every error mapped and worded, every state named, the key demanded."""

from __future__ import annotations

from importlib import import_module

import pytest

from prescreen_shared.plumbing.settings import SettingsError
from prescreen_shared.texts.catalogue import shipped
from scoring_service.app import STATUS_OF
from scoring_service.domain.version import ActivationKind, EventKind, VersionError, VersionState
from scoring_service.main import main
from scoring_service.settings import read_settings
from scoring_service.store.tables import ScreeningState

ERROR_MODULES = ("scoring_service.domain.version", "scoring_service.backtests.views")


def errors() -> set[type[VersionError]]:
    """Give every error that a view may meet."""
    found = [vars(import_module(module)).values() for module in ERROR_MODULES]
    classes = {each for values in found for each in values if isinstance(each, type)}
    return {each for each in classes if issubclass(each, VersionError) and each is not VersionError}


def test_every_error_has_its_status() -> None:
    assert errors() == set(STATUS_OF)


def test_every_error_has_a_title_and_a_sentence() -> None:
    codes = {code for _, code in STATUS_OF.values()} | {"rule_file_refused", "stale_form"}
    wanted = {f"problem.{code}" for code in codes} | {f"problem.{code}.title" for code in codes}
    assert wanted <= set(shipped().ids)


def test_every_state_that_a_page_shows_has_its_words() -> None:
    wanted = {f"version_state.{word.value}" for word in VersionState}
    wanted |= {f"activation_kind.{word.value}" for word in ActivationKind}
    wanted |= {f"version_event.{word.value}" for word in EventKind}
    wanted |= {f"screening_state.{word.value}" for word in ScreeningState}
    assert wanted <= set(shipped().ids)


@pytest.fixture
def settings_given(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Set what every process of scoring needs, and nothing of the web server."""
    monkeypatch.setenv("SCORING_DATABASE_URL", "sqlite://")
    monkeypatch.setenv("BROKER_URL", "redis://localhost")
    for name in ("BIND", "SECRET_KEY", "SECRET_KEY_FILE", "CLAIMED_NAMES", "COOKIE_SECURE", "USER_HEADER"):
        monkeypatch.delenv(f"SCORING_{name}", raising=False)
    return monkeypatch


def test_what_nobody_has_set_is_safe_in_production(settings_given: pytest.MonkeyPatch) -> None:
    del settings_given
    settings = read_settings()
    assert settings.web.bind == "127.0.0.1:8100"
    assert (settings.person.may_claim, settings.person.secure_cookie) == (False, True)


def test_the_web_server_does_not_start_without_a_key(
    settings_given: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del settings_given
    assert main(["web"]) == 1
    assert "SCORING_SECRET_KEY" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value"), [("SCORING_SECRET_KEY", "short"), ("SCORING_USER_HEADER", "X Remote:User")]
)
def test_a_key_too_short_and_a_header_that_is_none_are_refused(
    settings_given: pytest.MonkeyPatch, name: str, value: str
) -> None:
    settings_given.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert set(error.value.problems) == {name}
