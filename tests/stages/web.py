"""Scoring's API and pages over versions and screenings of a database of its own, asked without a server.

Pages are used as a browser uses them: by the forms that stand on them.
"""

from __future__ import annotations

import html
import re
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scoring_service.app import create_app
from scoring_service.backtests.process import run_process
from scoring_service.parts import ScoringParts
from scoring_service.settings import PersonSettings
from tests.stages.versions import APPROVER, WRITER, ScreenedStage, document

HEADER: Final = "X-Remote-User"
KEY: Final = "k" * 32
LARGEST: Final = 3 * 2**20
_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
Json = dict[str, Any]


def rules_app(parts: ScoringParts, *, may_claim: bool = True) -> Flask:
    """Give the application on parts, with a header that names people."""
    return create_app(parts, PersonSettings(HEADER, may_claim, KEY, secure_cookie=False), LARGEST)


def as_person(name: str) -> dict[str, str]:
    """Give the header by which a proxy names a person."""
    return {HEADER: name.encode().decode("latin-1")}


class WebStage(ScreenedStage):
    """``writer`` and ``approver`` are the headers of two people; ``client`` keeps cookies as a browser does.

    ``press`` sends a form with what it holds hidden; ``try_out`` runs the backtests that are waiting.
    """

    def __init__(self, url: str, *, may_claim: bool = True) -> None:
        super().__init__(url)
        self.app = rules_app(self.versions.parts, may_claim=may_claim)
        self.client: FlaskClient = self.app.test_client()
        self.writer, self.approver = as_person(WRITER), as_person(APPROVER)

    def post(self, path: str, body: Any = None, *, by: dict[str, str] | None = None) -> TestResponse:
        """Send a body to the API, as ``writer`` unless somebody else is named."""
        more = {} if body is None else {"json": body}
        return self.client.post(path, headers=self.writer if by is None else by, **more)

    def draft(self, text: str | None = None) -> Json:
        """Keep a draft through the API."""
        answer = self.post("/api/versions", {"document": document() if text is None else text})
        assert answer.status_code == 201, answer.text
        return dict(answer.json or {})

    def approved(self, text: str | None = None) -> Json:
        """Take a draft through check and approval by the API."""
        version_id = self.draft(text)["version_id"]
        for step, by in (("check", self.writer), ("approve", self.approver)):
            answer = self.post(f"/api/versions/{version_id}/{step}", by=by)
            assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def token(self, page: str = "/sign-in") -> str:
        """Read the token out of the first form of a page."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(page).text)
        assert found, page
        return found[1]

    def send(self, page: str, form_of: str = "/sign-in", **fields: str) -> TestResponse:
        """Send a form as a browser does, with the token of the page that it stands on."""
        return self.client.post(page, data={"csrf_token": self.token(form_of), **fields})

    def sign_in(self, name: str) -> None:
        """Say a name on the page for it."""
        answer = self.send("/sign-in", name=name)
        assert answer.status_code == 303, answer.text

    def read(self, path: str, *, by: str = WRITER) -> str:
        """Give the text of a page that is there."""
        answer = self.client.get(path, headers=as_person(by))
        assert answer.status_code == 200, (path, answer.status_code, answer.text[-2000:])
        assert answer.mimetype == "text/html"
        return html.unescape(answer.text)

    def forms(self, path: str, *, by: str = WRITER) -> dict[str, dict[str, str]]:
        """Give each form of a page by its address, with what it holds hidden."""
        page = self.client.get(path, headers=as_person(by)).text
        return {
            html.unescape(action): {name: html.unescape(value) for name, value in _HIDDEN.findall(inner)}
            for action, inner in _FORM.findall(page)
        }

    def press(self, path: str, action: str, *, by: str = WRITER, **fields: Any) -> TestResponse:
        """Fill in the form of a page whose address ends so, and send it."""
        [(address, hidden)] = [
            each for each in self.forms(path, by=by).items() if each[0].split("?")[0].endswith(action)
        ]
        return self.client.post(address, data={**hidden, **fields}, headers=as_person(by))

    def go(self, path: str, action: str, *, by: str = WRITER, **fields: Any) -> str:
        """Send a form that is taken, and give the address that it leads to."""
        answer = self.press(path, action, by=by, **fields)
        assert answer.status_code == 303, (answer.status_code, html.unescape(answer.text)[-2000:])
        return str(answer.headers["Location"])

    def write(self, text: str, *, by: str = WRITER) -> str:
        """Write a draft on its page and give the address of the version."""
        return self.go("/drafts/new", "/drafts/new", by=by, document=text)

    def bring_into_force(self, text: str, *, call: str = "") -> str:
        """Take a version from its text to being in force, two people taking turns; gives its address."""
        version = self.write(text)
        self.go(version, "/approve", by=APPROVER)
        self.go(version, "/activate", by=APPROVER, call=call, reason="prov")
        return version

    def order_one(self, version: str, *, call: str = "made") -> str:
        """Order a backtest on its page and give its address."""
        version_id = version.rsplit("/", 1)[-1]
        return self.go("/backtests", "/backtests", version=version_id, call=call)

    def try_out(self, backtest: str) -> None:
        """Run a backtest that was ordered."""
        assert run_process(self.parts, backtest.rsplit("/", 1)[-1])
