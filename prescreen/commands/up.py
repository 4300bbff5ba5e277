"""``prescreen up``: the whole pair on this machine, with its pages, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from prescreen.commands.exit_on_fault import exit_on_fault
from prescreen.commands.options import AnyPath, language_option
from prescreen.embedded.one_machine import OneMachine
from prescreen.exit_codes import ExitCode
from prescreen.terminal.console import message_console
from shared.texts import say

if TYPE_CHECKING:
    from rich.console import Console

    from shared.texts import Language

_CHECK_S = 0.5


@click.command()
@click.option(
    "--data-dir", type=AnyPath, help="Folder for databases and logs.  [default: ~/.local/share/prescreen]"
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port of the pages."
)
@language_option
def up(data_dir: Path | None, port: int, language: Language | None) -> None:
    """Run intake, scoring and their broker on this machine until Ctrl-C; pages at the printed address.

    Settings in the environment (BROKER_URL, INTAKE_DATABASE_URL, SCORING_DATABASE_URL) are used instead of the
    embedded parts.
    """
    messages = message_console()
    if not _is_free(port):
        raise click.BadParameter(f"port {port} is taken; choose another", param_hint="--port")
    try:
        with exit_on_fault(messages, language):
            _serve(data_dir or _default_folder(), port, messages, language or "sv")
    except KeyboardInterrupt:
        # Ctrl-C is how this command is meant to end.
        raise click.exceptions.Exit(ExitCode.DONE) from None


def _serve(folder: Path, port: int, messages: Console, language: Language) -> None:
    with OneMachine(folder, bind=f"127.0.0.1:{port}") as machine:
        for notice in machine.notices:
            messages.print(notice)
        messages.print(say("command.up-data", language, folder=folder, logs=machine.logs))
        click.echo(say("command.up", language, address=machine.address))
        while True:
            machine.check()
            time.sleep(_CHECK_S)


def _default_folder() -> Path:
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "prescreen"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
