"""Scoring's pages with real backtests behind them, used as a browser uses them: by the forms that stand on them."""

from __future__ import annotations

import html
import re
from typing import Any

from werkzeug.test import TestResponse

from scoring_service.backtests.process import run_process
from tests.rules_web_bench import RulesWebBench, as_person
from tests.version_bench import APPROVER, WRITER

_FORM = re.compile(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class PagesBench(RulesWebBench):
    """``press`` sends a form with what it holds hidden; ``try_out`` runs the backtests that are waiting."""

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
