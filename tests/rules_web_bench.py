"""Scoring's web application over versions and screenings of a database of its own, asked without a server."""

from __future__ import annotations

import re
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from scoring_service.app import create_app
from scoring_service.parts import ScoringParts
from scoring_service.settings import PersonSettings
from tests.version_bench import APPROVER, WRITER, document
from tests.versions_bench import VersionsBench

HEADER: Final = "X-Remote-User"
KEY: Final = "k" * 32
LARGEST: Final = 3 * 2**20
Json = dict[str, Any]


def rules_app(parts: ScoringParts, *, may_claim: bool = True) -> Flask:
    """Give the application on parts, with a header that names people."""
    return create_app(parts, PersonSettings(HEADER, may_claim, KEY, secure_cookie=False), LARGEST)


def as_person(name: str) -> dict[str, str]:
    """Give the header by which a proxy names a person."""
    return {HEADER: name.encode().decode("latin-1")}


class RulesWebBench(VersionsBench):
    """``writer`` and ``approver`` are the headers of two people; ``client`` keeps cookies as a browser does."""

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
