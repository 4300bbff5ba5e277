"""Talks to the HTTP APIs of both services: to intake as a portal would, to scoring on behalf of one person.

Problem documents become two kinds of error: the service refused what was asked, or it failed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self
from urllib.parse import quote

import httpx

from prescreen_shared.statuses import DeliveryState

PERSON_HEADER = "X-Remote-User"
_PAGE = 100
Answer = dict[str, Any]
_TIMEOUT = httpx.Timeout(10, read=300)
"""Importing ten thousand applications in one request takes its time."""


class ServiceRefusedError(Exception):
    """A service found faults in what was asked of it; ``errors`` are the members of its problem document.

    ``count`` is how many faults there are in all, ``summary`` counts them by kind.
    """

    def __init__(
        self,
        title: str,
        detail: str | None,
        errors: list[dict[str, Any]],
        count: int | None = None,
        summary: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(detail or title)
        self.title = title
        self.detail = detail
        self.errors = errors
        self.count = len(errors) if count is None else count
        self.summary = summary or []


class ScoringRefusedError(ServiceRefusedError):
    """Scoring found faults in what was asked; ``errors`` are the members of its problem document."""


class ServiceFailedError(Exception):
    """A service could not be reached, or failed; nothing is known to be wrong with what was asked."""


class ScoringFailedError(ServiceFailedError):
    """Scoring could not be reached, or failed; nothing is known to be wrong with what was asked."""


class UnknownVersionError(Exception):
    """No version is called so; says which there are."""

    def __init__(self, wanted: str, known: list[str]) -> None:
        super().__init__(f"{wanted}: {', '.join(known) or '–'}")
        self.wanted = wanted
        self.known = known


def _problem(response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _in_the_name_of(person: str) -> dict[bytes, bytes]:
    """Give the header that names who acts; as bytes, so that a name with å, ä or ö goes as UTF-8."""
    return {PERSON_HEADER.encode(): person.encode()}


class ServiceClient:
    """One connection to one service; ``headers`` go with every request."""

    service: ClassVar[str]
    refused: ClassVar[type[ServiceRefusedError]] = ServiceRefusedError
    failed: ClassVar[type[ServiceFailedError]] = ServiceFailedError

    def __init__(
        self,
        address: str,
        transport: httpx.BaseTransport | None = None,
        headers: dict[bytes, bytes] | None = None,
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
                problem.get("error_count"),
                list(problem.get("summary") or []),
            )
        said = problem.get("detail") or problem.get("title") or response.reason_phrase
        raise self.failed(f"{self.service} answered {method} {path} with {response.status_code}: {said}")


class ScoringClient(ServiceClient):
    """The calls of the API that the command needs; every method may raise the first two errors of this module."""

    service = "scoring"
    refused = ScoringRefusedError
    failed = ScoringFailedError

    def __init__(self, address: str, person: str, transport: httpx.BaseTransport | None = None) -> None:
        """Open nothing yet; ``person`` is who answers for what is changed."""
        self.person = person
        super().__init__(address, transport, _in_the_name_of(person))

    def versions(self, name: str | None = None, state: str | None = None) -> list[Answer]:
        """List versions without their texts."""
        asked = {key: value for key, value in (("name", name), ("state", state)) if value}
        return list(self._pages("versions", **asked))

    def version(self, wanted: str) -> Answer:
        """Find a version by ``name@number``, by its id, or by its name alone: then the highest number.

        Raises:
            UnknownVersionError: none is called so.
        """
        name, _, number = wanted.partition("@")
        for each in self.versions(name) or self.versions():
            by_name = each["name"] == name and (not number or str(each["version"]) == number)
            if by_name or each["version_id"] == wanted:
                return self._json("GET", f"versions/{each['version_id']}")
        raise UnknownVersionError(wanted, [f"{each['name']}@{each['version']}" for each in self.versions()])

    def events(self, version_id: str) -> list[Answer]:
        """List what happened to a version, the newest first."""
        return list(self._pages(f"versions/{version_id}/events"))

    def create_draft(self, document: str, note: str | None) -> Answer:
        """Keep a rule file as a new draft."""
        return self._json("POST", "versions", json={"document": document, "note": note})

    def change_draft(self, version_id: str, document: str, note: str | None) -> Answer:
        """Put another text in the place of a draft's, as it was when it was read a moment ago."""
        etag = self._send("GET", f"versions/{version_id}").headers.get("ETag", "*")
        body = {"document": document, "note": note}
        return self._json("PUT", f"versions/{version_id}", json=body, headers={"If-Match": etag})

    def step(self, version_id: str, step: str, reason: str | None = None) -> Answer:
        """Take a version one step further, such as ``check``, ``approve`` or ``archive``."""
        body = {} if step == "check" else {"json": {"reason": reason}}
        return self._json("POST", f"versions/{version_id}/{step}", **body)

    def activate(self, version_id: str, call: str | None, reason: str) -> Answer:
        """Bring an approved version into force."""
        body = {"version_id": version_id, "call": call, "reason": reason}
        return self._json("POST", "activations", json=body)

    def roll_back(self, *, name: str | None, call: str | None, reason: str) -> Answer:
        """Bring into force what was so before."""
        wanted = {"call": call} if call else {"name": name}
        return self._json("POST", "activations/roll-back", json={**wanted, "reason": reason})

    def activations(self, *, name: str | None = None, call: str | None = None) -> list[Answer]:
        """List what came into force, the newest first."""
        asked = {key: value for key, value in (("name", name), ("call", call)) if value}
        return list(self._pages("activations", **asked))

    def screen_again(self, call: str, reason: str, version_id: str | None) -> Answer:
        """Screen a call again, beside its earlier screenings."""
        body = {"reason": reason, "version_id": version_id}
        return self._json("POST", f"calls/{quote(call, safe='')}/screenings", json=body)

    def screening(self, screening_id: str) -> Answer:
        """Read how far a screening is."""
        return self._json("GET", f"screenings/{screening_id}")

    def call(self, code: str) -> Answer:
        """Read a call with its screenings."""
        return self._json("GET", f"calls/{quote(code, safe='')}")

    def changes(self, screening_id: str, reference: str) -> Answer:
        """Read what would change one verdict."""
        return self._json("GET", f"screenings/{screening_id}/verdicts/{quote(reference, safe='')}/changes")

    def order_backtest(self, **order: str) -> Answer:
        """Order a backtest of ``version_id`` or ``document`` on ``call`` or ``screening_id``."""
        return self._json("POST", "backtests", json=order)

    def backtest(self, backtest_id: str) -> Answer:
        """Read the whole result of a backtest, also while it runs."""
        return self._json("GET", f"backtests/{backtest_id}")

    def backtest_table(self, backtest_id: str) -> bytes:
        """Fetch the result as an Excel file."""
        return self._send("GET", f"backtests/{backtest_id}/table.xlsx").content

    def shadows(self, call: str | None = None) -> list[Answer]:
        """List shadow runs, the newest first."""
        found: list[Answer] = self._json("GET", "shadows", params={"call": call} if call else {})["items"]
        return found

    def start_shadow(self, version_id: str, call: str) -> Answer:
        """Let a version run beside the active one."""
        return self._json("POST", "shadows", json={"version_id": version_id, "call": call})

    def end_shadow(self, shadow_id: str) -> Answer:
        """End a shadow run."""
        return self._json("DELETE", f"shadows/{shadow_id}")

    def _pages(self, path: str, **asked: str) -> Iterator[Answer]:
        page = 1
        while True:
            answer = self._json("GET", path, params={**asked, "page": page, "page_size": _PAGE})
            yield from answer["items"]
            if len(answer["items"]) < _PAGE:
                return
            page += 1


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

    def __init__(
        self, address: str, person: str | None = None, transport: httpx.BaseTransport | None = None
    ) -> None:
        """Open nothing yet; ``person`` is who answers for what only staff may change, where that is asked."""
        super().__init__(address, transport, _in_the_name_of(person) if person else None)

    def import_bundle(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Send a whole call; gives intake's report with ``call_id``, all or nothing was stored."""
        return self._json("POST", "bundles", json=body)

    def find_call(self, code: str) -> dict[str, Any]:
        """Find a call by its code.

        Raises:
            IntakeRefusedError: there is none.
        """
        found: list[dict[str, Any]] = self._json("GET", "calls", params={"code": code})["items"]
        if not found:
            raise IntakeRefusedError(code, None, [])
        return found[0]

    def import_list(self, call_id: str, content: bytes, name: str, *, preview: bool) -> dict[str, Any]:
        """Send a list of applications; gives intake's report, all or nothing was stored."""
        return self._json(
            "POST",
            f"calls/{quote(call_id, safe='')}/applications/list",
            params={"name": name, "preview": str(preview).lower()},
            content=content,
            headers={"Content-Type": "application/octet-stream"},
        )

    def template(self, call_id: str, language: str) -> bytes:
        """Fetch an empty list for a call, as an Excel file."""
        return self._send(
            "GET", f"calls/{quote(call_id, safe='')}/template.xlsx", params={"lang": language}
        ).content

    def register(self, version: int | None = None) -> dict[str, Any] | None:
        """Read a version of the city's register, or the one in force; None while the city has none."""
        if version is not None:
            return self._json("GET", f"register/versions/{version}")
        found: dict[str, Any] | None = self._json("GET", "register")["register"]
        return found

    def register_versions(self) -> list[dict[str, Any]]:
        """List every version of the register, the newest first."""
        found: list[dict[str, Any]] = self._json("GET", "register/versions")["versions"]
        return found

    def register_workbook(self) -> bytes:
        """Fetch the register in force as an Excel file, blank where there is none."""
        return self._send("GET", "register/template").content

    def preview_register(self, register: Any) -> dict[str, Any]:
        """Ask what a register would change; bytes are a workbook, anything else a register as JSON."""
        if isinstance(register, bytes):
            kind = {"Content-Type": "application/octet-stream"}
            return self._json("POST", "register/sheet", content=register, headers=kind)
        return self._json("POST", "register/preview", json={"register": register})

    def put_register(self, register: Mapping[str, Any], replaces: int, reason: str) -> dict[str, Any]:
        """Put a register in force in the place of the version that the preview named."""
        return self._json(
            "PUT", "register", json={"register": register, "replaces": replaces, "reason": reason}
        )

    def applications(self, call_id: str) -> list[dict[str, Any]]:
        """List the applications of a call, what each says beside what it is."""
        found: list[dict[str, Any]] = []
        page = 1
        while True:
            asked = {"page": page, "page_size": _PAGE}
            items = self._json("GET", f"calls/{quote(call_id, safe='')}/applications", params=asked)["items"]
            found += [{**each, **(each.get("content") or {})} for each in items]
            if len(items) < _PAGE:
                return found
            page += 1

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
