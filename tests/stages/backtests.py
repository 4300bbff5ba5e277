"""Scoring with real rules on a database of its own: screenings made by its tasks, rules tried on them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.database import Database
from prescreen_shared.shapes.application import Application
from scoring_service.backtests.order import order_backtest
from scoring_service.backtests.process import run_process
from scoring_service.backtests.views import BacktestView, read_backtest
from scoring_service.domain.derive.kind import CallContext
from scoring_service.domain.derive.kinds import derive_facts
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.engine import judge
from scoring_service.store.tables import Base, Screening
from tests.stages.scoring import ScoringStage, applications_message, order_message, scoring_parts, snapshot

AT_A_TIME = 200
BACKTEST_TABLES = {"backtest", "backtest_application", "shadow"}


class BacktestStage(ScoringStage):
    """A stage that judges by rule files sent with the order."""

    def __init__(self, url: str, **settings: Any) -> None:
        super().__init__(url, **settings)
        self.parts = scoring_parts(
            self.database, self.clock, gate=lambda _: None, screening=self.parts.screening
        )

    def screen(self, sent: Sequence[dict[str, Any]], document: str, **changes: Any) -> str:
        """Screen these applications by a rule file's text and give the screening's id."""
        for start in range(0, len(sent), AT_A_TIME):
            message = applications_message(sent[start : start + AT_A_TIME])
            self.deliver(TaskName.RECEIVE_APPLICATIONS, message)
        order = order_message(sent, rule_set="made", rule_set_document=document, **changes)
        self.deliver(TaskName.SCREEN_CALL, order)
        self.pump()
        with self.database.reading() as session:
            screening = session.get_one(Screening, order["screening_id"])
            assert screening.state == "done", screening.problems
        return str(order["screening_id"])

    def order(self, document: str, screening_id: str) -> BacktestView:
        """Order a backtest of a rule file's text."""
        return order_backtest(self.parts, by="Rut Regel", document=document, screening_id=screening_id)

    def backtest(self, document: str, screening_id: str) -> BacktestView:
        """Order a backtest and run it to its end."""
        ordered = self.order(document, screening_id)
        assert run_process(self.parts, ordered.backtest_id)
        return read_backtest(self.parts, ordered.backtest_id)


def live_content(database: Database) -> dict[str, str]:
    """Give a hash of every row of every table that backtests do not own."""
    found = {}
    with database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if table.name not in BACKTEST_TABLES:
                rows = session.execute(text(f'SELECT * FROM "{table.name}"'))
                lines = sorted(repr(tuple(row)) for row in rows)
                found[table.name] = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return found


def amounts(*numbers: int, **content: Any) -> list[dict[str, Any]]:
    """Give applications that ask for 100 SEK times each number."""
    return [snapshot(number, **content) for number in numbers]


def break_deriving(monkeypatch: pytest.MonkeyPatch, reference: str) -> None:
    """Let the deriving of one application's facts raise, as a slip in the product would."""

    def derive(rule_set: RuleSet, call: CallFacts, application: Application, context: CallContext) -> Any:
        if application.reference == reference:
            raise ZeroDivisionError(reference)
        return derive_facts(rule_set, call, application, context)

    monkeypatch.setattr(judge, "derive_facts", derive)


def rules_text(
    *, limit: int = 500, wording: str = "Avslag", version: int = 1, more: str = "", points: int = 2
) -> str:
    """Write a small rule file: what asks for more than the limit is refused, an IT system gives points."""
    return f"""
format: 1
name: made
version: {version}
title: {{sv: "Gjorda regler", en: "Made rules"}}
valid: {{from: "2017-01-01", to: null}}
constants:
  limit: {limit}
facts:
  requested_amount:
    type: amount
    stated_in: requested_amount
    label: {{sv: "sökt belopp", en: "amount sought"}}
  it_system:
    type: text
    stated_in: answers.it_system
    label: {{sv: "IT-system", en: "IT system"}}
rules:
  - id: too-dear
    title: {{sv: "För dyrt", en: "Too dear"}}
    levels:
      - effect: refuse
        when: {{requested_amount: {{more_than: {{constant: limit}}}}}}
        text: {{sv: "{wording}: {{requested_amount:amount}} är för mycket.", en: "Refused: {{requested_amount:amount}} is too much."}}
    text_undetermined: {{sv: "Beloppet saknas: {{missing}}.", en: "The amount is missing: {{missing}}."}}
    source: {{document: own-practice, quote: "Inte för dyrt"}}
    cases:
      - {{title: "dear", facts: {{requested_amount: {limit + 1}}}, status: met, effect: refuse}}
      - {{title: "cheap", facts: {{requested_amount: {limit}}}, status: not_met}}
      - {{title: "silent", facts: {{}}, status: undetermined}}
{more}
criteria:
  - id: digital
    title: {{sv: "Digitalt", en: "Digital"}}
    grant_types: [project]
    levels:
      - points: {points}
        when: {{it_system: {{is_stated: true}}}}
        text: {{sv: "Har ett IT-system: {{it_system}}.", en: "Has an IT system: {{it_system}}."}}
    text_undetermined: {{sv: "Inget är sagt.", en: "Nothing is said."}}
    source: {{document: own-practice, quote: "Digitalt är bra"}}
    cases:
      - {{title: "has", facts: {{it_system: "Treserva"}}, points: {points}}}
      - {{title: "has not", facts: {{}}, points: 0}}
"""
