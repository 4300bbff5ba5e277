"""Talks to intake's HTTP API as a portal or a script would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

import httpx

from shared.statuses import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Mapping

_TIMEOUT = httpx.Timeout(10, read=300)
"""Importing ten thousand applications in one request takes its time."""


class IntakeRefusedError(Exception):
    """Intake found faults in what was sent; ``errors`` are the members of its problem document."""

    def __init__(self, title: str, detail: str | None, errors: list[dict[str, Any]]) -> None:
        super().__init__(detail or title)
        self.title = title
        self.detail = detail
        self.errors = errors


class IntakeFailedError(Exception):
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


class IntakeClient:
    """The calls of the API that the command needs; every method may raise both errors of this module."""

    def __init__(self, address: str, transport: httpx.BaseTransport | None = None) -> None:
        # Variables such as HTTP_PROXY are for the world outside, not for a server on this machine.
        self._http = httpx.Client(
            base_url=f"{address}/api/", timeout=_TIMEOUT, trust_env=False, transport=transport
        )

    def __enter__(self) -> Self:
        """Open the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

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

    def _json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._send(method, path, **more).json()
        return answer

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise IntakeFailedError(f"intake did not answer {method} {path}: {error}") from error
        if response.is_success:
            return response
        problem = _problem(response)
        if response.is_client_error:
            raise IntakeRefusedError(
                str(problem.get("title", response.reason_phrase)),
                problem.get("detail"),
                list(problem.get("errors") or []),
            )
        said = problem.get("detail") or problem.get("title") or response.reason_phrase
        raise IntakeFailedError(f"intake answered {method} {path} with {response.status_code}: {said}")


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
