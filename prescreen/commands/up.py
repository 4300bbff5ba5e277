"""``prescreen up``: the whole pair on this machine, with its pages, until Ctrl-C."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import click

from prescreen.commands.data_folder import lasting_data_folder
from prescreen.commands.exit_on_fault import exit_on_fault
from prescreen.commands.options import AnyPath, language_option
from prescreen.embedded.one_machine import OneMachine
from prescreen.embedded.pair_plans import plan_pair_with_rule_pages
from prescreen.exit_codes import ExitCode
from prescreen.terminal.console import message_console
from shared.texts import say

if TYPE_CHECKING:
    from pathlib import Path

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
@click.option(
    "--rules-port",
    type=click.IntRange(1, 65535),
    default=8100,
    show_default=True,
    help="Port of the pages on which rules are changed.",
)
@language_option
def up(data_dir: Path | None, port: int, rules_port: int, language: Language | None) -> None:
    """Run intake, scoring and their broker on this machine until Ctrl-C; pages at the printed addresses.

    Settings in the environment (BROKER_URL, INTAKE_DATABASE_URL, SCORING_DATABASE_URL) are used instead of the
    embedded parts.
    """
    messages = message_console()
    for option, wanted in (("--port", port), ("--rules-port", rules_port)):
        if not _is_free(wanted):
            raise click.BadParameter(f"port {wanted} is taken; choose another", param_hint=option)
    if port == rules_port:
        raise click.BadParameter("must be another than --port", param_hint="--rules-port")
    try:
        with exit_on_fault(messages, language):
            binds = (f"127.0.0.1:{port}", f"127.0.0.1:{rules_port}")
            _serve(data_dir or lasting_data_folder(), binds, messages, language or "sv")
    except KeyboardInterrupt:
        # Ctrl-C is how this command is meant to end.
        raise click.exceptions.Exit(ExitCode.DONE) from None


def _serve(folder: Path, binds: tuple[str, str], messages: Console, language: Language) -> None:
    bind, scoring_bind = binds
    with OneMachine(folder, bind=bind, scoring_bind=scoring_bind, plan=plan_pair_with_rule_pages) as machine:
        for notice in machine.notices:
            messages.print(notice)
        messages.print(say("command.up-data", language, folder=folder, logs=machine.logs))
        click.echo(say("command.up", language, address=machine.address))
        click.echo(say("command.up-rules", language, address=machine.scoring_address))
        while True:
            machine.check()
            time.sleep(_CHECK_S)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
