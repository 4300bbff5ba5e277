"""The command finds its verbs and ends with the code that stands for what happened."""

from __future__ import annotations

from collections.abc import Callable

import click
import pytest

from prescreen import main as command
from prescreen.exit import ExitCode
from prescreen.screen_bundle import default_folder


def code_of(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    """Run the command in this process; gives its exit code."""
    monkeypatch.setattr("sys.argv", ["prescreen", *arguments])
    monkeypatch.setattr(command, "end_like_interrupt", lambda: None)
    with pytest.raises(SystemExit) as ended:
        command.main()
    return ended.value.code


@pytest.mark.parametrize("verb", command.VERBS)
def test_every_verb_explains_itself(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    assert code_of(monkeypatch, verb, "--help") == ExitCode.DONE
    assert "Usage: prescreen" in capsys.readouterr().out


def test_the_help_names_every_verb(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(monkeypatch, "--help") == ExitCode.DONE
    printed = capsys.readouterr().out
    assert all(f"  {verb} " in printed for verb in command.VERBS)


@pytest.mark.parametrize(
    "arguments", [["no-such-verb"], ["run"], ["run", "/no/such/folder"], ["up", "--port", "x"]]
)
def test_wrong_use_ends_with_2(monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    assert code_of(monkeypatch, *arguments) == ExitCode.WRONG_USE


def raising(error: BaseException) -> Callable[..., None]:
    """Give a command that fails."""

    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RuntimeError("a defect"), ExitCode.FAULT),
        (KeyboardInterrupt(), ExitCode.INTERRUPTED),
        (click.Abort(), ExitCode.INTERRUPTED),
        (click.UsageError("wrong"), ExitCode.WRONG_USE),
    ],
)
def test_each_way_to_end_has_its_code(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: ExitCode
) -> None:
    monkeypatch.setattr(command, "prescreen", raising(error))
    assert code_of(monkeypatch) == code


@pytest.mark.parametrize(
    ("code", "folder"),
    [
        ("stockholm-2018", "out/stockholm-2018"),
        ("../../etc", "out/-..-etc"),
        ("/etc/x", "out/-etc-x"),
        ("..", "out/call"),
        ("år 2018", "out/år-2018"),
    ],
)
def test_no_call_leads_out_of_the_output_folder(code: str, folder: str) -> None:
    assert default_folder(code).as_posix() == folder
