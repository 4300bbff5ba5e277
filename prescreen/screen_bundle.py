"""Takes a bundle through a running pair: import, close, wait for the screening, fetch what came out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from prescreen.bundle.bundle_folder import Bundle
    from prescreen.intake_client import IntakeClient, ScreeningProgress
    from prescreen.terminal.progress_display import ProgressDisplay

_POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class ScreenedCall:
    """What a screening gave: the two files as intake wrote them, and how many applications got no answer."""

    call_id: str
    verdicts: bytes
    page: bytes
    progress: ScreeningProgress


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
        IntakeRefusedError: intake found faults, and stored nothing.
        IntakeFailedError: intake failed.
    """
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
    display.count(progress.done, progress.total)
    return ScreenedCall(call_id, client.verdicts(call_id), client.proposal_page(call_id), progress)
