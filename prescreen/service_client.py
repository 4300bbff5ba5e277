"""Talks to the HTTP API of a service, and turns its problem documents into two kinds of error."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import httpx

_TIMEOUT = httpx.Timeout(10, read=300)
"""Importing ten thousand applications in one request takes its time."""


class ServiceRefusedError(Exception):
    """A service found faults in what was asked of it; ``errors`` are the members of its problem document."""

    def __init__(self, title: str, detail: str | None, errors: list[dict[str, Any]]) -> None:
        super().__init__(detail or title)
        self.title = title
        self.detail = detail
        self.errors = errors


class ServiceFailedError(Exception):
    """A service could not be reached, or failed; nothing is known to be wrong with what was asked."""


class ServiceClient:
    """One connection to one service; ``headers`` go with every request."""

    service: ClassVar[str]
    refused: ClassVar[type[ServiceRefusedError]] = ServiceRefusedError
    failed: ClassVar[type[ServiceFailedError]] = ServiceFailedError

    def __init__(
        self,
        address: str,
        transport: httpx.BaseTransport | None = None,
        headers: dict[str, str] | None = None,
    ) -> None:
        # Variables such as HTTP_PROXY are for the world outside, not for a server on this machine.
        self._http = httpx.Client(
            base_url=f"{address.rstrip('/')}/api/",
            timeout=_TIMEOUT,
            trust_env=False,
            transport=transport,
            headers=headers,
        )

    def __enter__(self) -> Self:
        """Open the connection."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection."""
        self._http.close()

    def _json(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self._send(method, path, **more).json()
        return answer

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            told = f"{self.service} did not answer {method} {path} at {self._http.base_url.host}:{self._http.base_url.port}: {error}"
            raise self.failed(told) from error
        if response.is_success:
            return response
        problem = _problem(response)
        if response.is_client_error:
            raise self.refused(
                str(problem.get("title", response.reason_phrase)),
                problem.get("detail"),
                list(problem.get("errors") or []),
            )
        said = problem.get("detail") or problem.get("title") or response.reason_phrase
        raise self.failed(f"{self.service} answered {method} {path} with {response.status_code}: {said}")


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}
