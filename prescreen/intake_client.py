"""Talks to intake's HTTP API as a portal or a script would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from prescreen.service_client import ServiceClient, ServiceFailedError, ServiceRefusedError
from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping


class IntakeRefusedError(ServiceRefusedError):
    """Intake found faults in what was sent; ``errors`` are the members of its problem document."""


class IntakeFailedError(ServiceFailedError):
    """Intake could not be reached, or failed; nothing is known to be wrong with what was sent."""


@dataclass(frozen=True, slots=True)
class ScreeningProgress:
    """How far a screening has come, in applications.

    ``problems`` say, one sentence each, why it cannot go on, such as a rule set that fails its own checks.
    """

    state: DeliveryState
    total: int
    done: int
    stuck: int
    problems: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether nothing more will come by itself."""
        return self.state is not DeliveryState.WAITING or bool(self.problems)

    @property
    def is_complete(self) -> bool:
        """Tell whether every application got its verdict."""
        return self.state is DeliveryState.DONE and not self.stuck


class IntakeClient(ServiceClient):
    """The calls of the API that the command needs; every method may raise both errors of this module."""

    service = "intake"
    refused = IntakeRefusedError
    failed = IntakeFailedError

    def import_bundle(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a whole call; gives intake's report with ``call_id``, all or nothing was stored."""
        return self._json("POST", "bundles", json=body)

    def close_call(self, call_id: str) -> None:
        """Close a call, which starts its screening."""
        self._send("POST", f"calls/{quote(call_id, safe='')}/close")

    def call(self, call_id: str) -> dict[str, Any]:
        """Read a call as intake took it, its questions with their labels."""
        return self._json("GET", f"calls/{quote(call_id, safe='')}")

    def screening(self, call_id: str) -> ScreeningProgress:
        """Ask how far the screening has come."""
        answer = self._json("GET", f"calls/{quote(call_id, safe='')}/screening")
        return ScreeningProgress(
            DeliveryState(answer["state"]),
            answer["total"],
            answer["done"],
            answer["stuck"],
            tuple(answer.get("problems", ())),
        )

    def verdicts(self, call_id: str) -> bytes:
        """Fetch verdicts.json as intake writes it."""
        return self._send("GET", f"calls/{quote(call_id, safe='')}/verdicts").content

    def proposal_page(self, call_id: str) -> bytes:
        """Fetch forslag.html as intake writes it."""
        return self._send("GET", f"calls/{quote(call_id, safe='')}/proposal.html").content
