"""Takes a bundle through a running pair: import, close, wait for the screening, fetch and write what came out."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from prescreen.bundle import APPLICATIONS, BadBundleError, Bundle
from prescreen.clients import IntakeClient, IntakeRefusedError, ScreeningProgress
from prescreen.terminal.console import ProgressDisplay

VERDICTS: Final = "verdicts.json"
PAGE: Final = "forslag.html"
_POLL_S = 0.2


def default_folder(call_code: str) -> Path:
    """Give ``out/CALL``; a code that could lead elsewhere in the file system loses what would."""
    return Path("out") / (re.sub(r"[^\w.-]+", "-", call_code).lstrip(".") or "call")


def write_files(screened: ScreenedCall, folder: Path) -> None:
    """Write both files exactly as intake gave them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / VERDICTS).write_bytes(screened.verdicts)
    (folder / PAGE).write_bytes(screened.page)


@dataclass(frozen=True, slots=True)
class ScreenedCall:
    """What a screening gave: the call and its applications as intake took them, the two files that it wrote, and how far it came."""

    call: Mapping[str, Any]
    verdicts: bytes
    page: bytes
    progress: ScreeningProgress
    applications: Sequence[Mapping[str, Any]]


class RulesRefusedError(Exception):
    """The rules that were chosen cannot be applied; ``problems`` say why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class RuleChoice:
    """Which rules to apply: a rule set by name, the text of a rule file, or (neither) what the call itself names."""

    name: str | None = None
    document: str | None = None


def screen_bundle(
    client: IntakeClient,
    bundle: Bundle,
    rules: RuleChoice,
    display: ProgressDisplay,
    check: Callable[[], None],
) -> ScreenedCall:
    """Screen a call.

    Args:
        client: speaks to intake.
        bundle: the call's files.
        rules: which rules to apply.
        display: shows how far it has come.
        check: raises when waiting longer is in vain.

    Raises:
        BadBundleError: intake found faults, each told with its place in the files, and stored nothing.
        IntakeFailedError: intake failed.
        RulesRefusedError: the rule set is unknown or fails its own checks.
    """
    try:
        return _screen(client, bundle, rules, display, check)
    except IntakeRefusedError as error:
        faults = bundle.faults(error.errors, error.detail or error.title)
        raise BadBundleError(faults, max(error.count, len(faults)), error.summary) from error


def _screen(
    client: IntakeClient,
    bundle: Bundle,
    rules: RuleChoice,
    display: ProgressDisplay,
    check: Callable[[], None],
) -> ScreenedCall:
    body = {**bundle.for_intake(), "rule_set": rules.name, "rule_set_document": rules.document}
    if bundle.list_file is None:
        display.step("command.importing", count=bundle.application_count)
    else:
        display.step("command.importing-list", file=bundle.list_file.name)
    call_id = str(client.import_bundle(body)["call_id"])
    client.close_call(call_id)
    display.step("command.screening")
    progress = client.screening(call_id)
    while not progress.is_over:
        display.count(progress.done, progress.total)
        time.sleep(_POLL_S)
        check()
        progress = client.screening(call_id)
    if progress.problems:
        raise RulesRefusedError(progress.problems)
    display.count(progress.done, progress.total)
    if bundle.list_file is None:
        applications = bundle.documents[APPLICATIONS]
    else:
        applications = client.applications(call_id)
    return ScreenedCall(
        client.call(call_id), client.verdicts(call_id), client.proposal_page(call_id), progress, applications
    )
