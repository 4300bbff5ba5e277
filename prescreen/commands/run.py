"""``prescreen run``, ``up`` and ``agreement``: a call screened on this machine, the pages, and what people decided.

``run`` takes one call in a folder through the whole pair and prints the proposal; ``up`` keeps the pair running with its
pages; ``agreement`` sets a proposal beside people's decisions and judges nothing by itself. Here stand, too, the options
and the errors that several verbs share.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from prescreen.agreement import (
    JUDGEMENTS,
    BadDecisionsError,
    BadJudgementsError,
    compare,
    read_decisions,
    read_judgements,
)
from prescreen.bundle import BadBundleError, Bundle, read_bundle
from prescreen.clients import IntakeClient, IntakeFailedError
from prescreen.commands.options import AnyPath, File, Folder, language_option
from prescreen.commands.rules import verb_command
from prescreen.embedded.one_machine import OneMachine, plan_pair_with_rule_pages
from prescreen.embedded.supervisor import EmbeddedError
from prescreen.exit import ExitCode
from prescreen.expected import bundles_with_expectations, read_expected, set_beside
from prescreen.screen_bundle import (
    PAGE,
    VERDICTS,
    RuleChoice,
    RulesRefusedError,
    ScreenedCall,
    default_folder,
    screen_bundle,
    write_files,
)
from prescreen.terminal.agreement_table import print_agreement, print_expected
from prescreen.terminal.console import (
    ProgressDisplay,
    notes_console,
    print_faults,
    result_console,
    show_progress,
)
from prescreen.terminal.proposal_table import print_proposal
from prescreen.verdicts_file import UnreadableVerdictsError, read_verdicts
from prescreen_shared.texts.catalogue import Language, say

_CHECK_S = 0.5
_BAD_INPUT = (RulesRefusedError, BadDecisionsError, BadJudgementsError, UnreadableVerdictsError)
_FAULT = (EmbeddedError, IntakeFailedError, OSError)


@click.command()
@click.argument("bundle_folder", metavar="BUNDLE", type=Folder)
@click.option("--rule-set", metavar="NAME|FILE", help="Rules to apply instead of those that the call names.")
@click.option(
    "--register", type=File, help="What the city already knew, instead of the bundle's register.json."
)
@click.option(
    "--intake", metavar="URL", help="A running intake to send the call to, instead of starting one."
)
@click.option(
    "--out", type=AnyPath, help="Folder to write verdicts.json and forslag.html to.  [default: out/CALL]"
)
@click.option(
    "--data-dir", type=AnyPath, help="Folder for databases and logs; a temporary one when not given."
)
@click.option("--keep", is_flag=True, help="Keep the temporary data folder.")
@click.option("--quiet", "-q", is_flag=True, help="Write the files and print nothing but faults.")
@language_option
def run(
    bundle_folder: Path,
    rule_set: str | None,
    register: Path | None,
    intake: str | None,
    out: Path | None,
    data_dir: Path | None,
    keep: bool,
    quiet: bool,
    language: Language | None,
) -> None:
    """Screen the call in the folder BUNDLE and print a proposal with grounds.

    BUNDLE holds call.json, applications.json (or a list in Excel or CSV) and rankings.json, and may hold decisions.json and
    register.json. Every application travels through the real intake API, the real queue and a worker process; nothing needs to be installed
    or running.
    """
    if intake and (data_dir or keep):
        raise click.UsageError(
            "--intake sends to a running pair; --data-dir and --keep are for one that is started"
        )
    messages, shown_in = notes_console(), language or "sv"
    with exit_on_fault(messages, language):
        bundle = read_bundle(bundle_folder, register)
        rules = _rules(rule_set)
        with show_progress(messages, shown_in, quiet=quiet) as display:
            if intake:
                screened = _send(intake, bundle, rules, display)
            else:
                with data_folder(data_dir, messages, shown_in, keep=keep) as folder:
                    screened = _screen(folder, bundle, rules, display)
        target = out or default_folder(screened.call["code"])
        write_files(screened, target)
        if not quiet:
            _print(screened, target, shown_in)
    if not screened.progress.is_complete:
        counts = {"stuck": screened.progress.stuck, "total": screened.progress.total}
        messages.print(say("command.stuck", shown_in, **counts), style="red")
        raise click.exceptions.Exit(ExitCode.FAULT)


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
    messages = notes_console()
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


@click.command()
@click.argument("bundle", type=Folder)
@click.argument("verdicts", metavar="VERDICTS|OUT", type=AnyPath)
@click.option(
    "--judgements", type=File, help="Who is right where they differ.  [default: BUNDLE/judgements.yaml]"
)
@language_option
def agreement(bundle: Path, verdicts: Path, judgements: Path | None, language: Language | None) -> None:
    """Compare a verdicts.json (or the folder that holds it) with the decisions.json or the expected.json of BUNDLE.

    Where the folder holds bundles with an expected.json, those of all of them are counted together, each beside the
    folder of the same name in OUT. Ends with 3 when a ground that an application shows was not found, one set aside was
    not set aside, one granted was proposed for refusal, or one is refused that should not be.
    """
    if expecting := bundles_with_expectations(bundle):
        _print_expected(bundle, expecting, verdicts, language)
        return
    with exit_on_fault(notes_console(), language):
        file = verdicts / VERDICTS if verdicts.is_dir() else verdicts
        compared = compare(read_decisions(bundle), read_verdicts(_content(file)))
        judged = read_judgements(judgements or bundle / JUDGEMENTS)
    print_agreement(result_console(), compared, judged, language or "sv")
    if not compared.holds:
        raise click.exceptions.Exit(ExitCode.FAULT)


def _print_expected(folder: Path, bundles: Sequence[Path], verdicts: Path, language: Language | None) -> None:
    with exit_on_fault(notes_console(), language):
        beside = {each: verdicts / each.relative_to(folder) for each in bundles}
        expected = set_beside(
            [
                (read_expected(each), read_verdicts(_content(out / VERDICTS if out.is_dir() else out)))
                for each, out in beside.items()
            ]
        )
    print_expected(result_console(), expected, language or "sv")
    if not expected.holds:
        raise click.exceptions.Exit(ExitCode.FAULT)


@contextmanager
def data_folder(given: Path | None, console: Console, language: Language, *, keep: bool) -> Iterator[Path]:
    """Give the folder for databases and logs.

    A temporary one stays, and the user is told where, when ``keep`` is set or when a fault left logs worth reading.
    """
    if given is not None:
        yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="prescreen-"))
    try:
        yield folder
    except (EmbeddedError, IntakeFailedError):
        keep = True
        raise
    finally:
        if keep:
            console.print(say("command.kept", language, folder=folder))
        else:
            shutil.rmtree(folder, ignore_errors=True)


def lasting_data_folder() -> Path:
    """Give the folder that ``up`` keeps its databases in when it is told no other."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "prescreen"


@contextmanager
def exit_on_fault(console: Console, language: Language | None) -> Iterator[None]:
    """Turn the errors that a verb may meet into sentences on ``console`` and an exit code.

    Raises:
        click.exceptions.Exit: with 1 for bad input, 3 for a fault.
    """
    try:
        yield
    except BadBundleError as error:
        print_faults(console, error.faults, language, error.count, error.summary)
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except _BAD_INPUT as error:
        console.print(str(error), style="red")
        raise click.exceptions.Exit(ExitCode.BAD_INPUT) from error
    except _FAULT as error:
        console.print(str(error), style="red")
        raise click.exceptions.Exit(ExitCode.FAULT) from error


def _rules(given: str | None) -> RuleChoice:
    if given is None or not ("/" in given or Path(given).is_file()):
        return RuleChoice(name=given)
    path = Path(given)
    if not path.is_file():
        raise click.BadParameter(f"there is no file {given}", param_hint="--rule-set")
    # A rule file is checked before anything starts: the rule owner gets every fault of it at once.
    checked = subprocess.run(verb_command("check", str(path)), stdout=subprocess.PIPE, check=False)
    if checked.returncode:
        click.echo(checked.stdout, err=True, nl=False)
        raise click.exceptions.Exit(checked.returncode)
    return RuleChoice(document=path.read_text("utf-8-sig"))


def _send(
    address: str,
    bundle: Bundle,
    rules: RuleChoice,
    display: ProgressDisplay,
    check: Callable[[], None] = lambda: None,
) -> ScreenedCall:
    with IntakeClient(address) as client:
        return screen_bundle(client, bundle, rules, display, check)


def _screen(folder: Path, bundle: Bundle, rules: RuleChoice, display: ProgressDisplay) -> ScreenedCall:
    display.step("command.starting")
    with OneMachine(folder) as machine:
        for notice in machine.notices:
            notes_console().print(notice)
        screened = _send(machine.address, bundle, rules, display, machine.check)
        display.step("command.stopping")
    return screened


def _print(screened: ScreenedCall, folder: Path, language: Language) -> None:
    console = result_console()
    verdicts = read_verdicts(screened.verdicts)
    print_proposal(console, screened.call, screened.applications, verdicts, language)
    for text_id, file in (("command.written", PAGE), ("command.verdicts-written", VERDICTS)):
        console.print(say(text_id, language, file=folder / file), soft_wrap=True)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise click.BadParameter(f"{file}: {error.strerror}", param_hint="VERDICTS|OUT") from error


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


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
