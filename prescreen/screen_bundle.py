"""Takes a bundle through a running pair: import, close, wait for the screening, fetch what came out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from prescreen.bundle.fault import BadBundleError
from prescreen.intake_client import IntakeRefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from prescreen.bundle.bundle_folder import Bundle
    from prescreen.intake_client import IntakeClient, ScreeningProgress
    from prescreen.terminal.progress_display import ProgressDisplay

_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class ScreenedCall:
    """What a screening gave: the call as intake took it, the two files as intake wrote them, and how far it came."""

    call: Mapping[str, Any]
    verdicts: bytes
    page: bytes
    progress: ScreeningProgress


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
        raise BadBundleError(bundle.faults(error.errors, error.detail or error.title)) from error


def _screen(
    client: IntakeClient,
    bundle: Bundle,
    rules: RuleChoice,
    display: ProgressDisplay,
    check: Callable[[], None],
) -> ScreenedCall:
    body = {**bundle.for_intake(), "rule_set": rules.name, "rule_set_document": rules.document}
    display.step("command.importing", count=bundle.application_count)
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
    return ScreenedCall(
        client.call(call_id), client.verdicts(call_id), client.proposal_page(call_id), progress
    )
