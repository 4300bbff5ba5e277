"""Backtests: rules tried on a round that is kept, and what became of each application."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import jsonify

from scoring_service.api.body_shapes import BacktestShape
from scoring_service.api.current import parts
from scoring_service.api.once import once
from scoring_service.api.query_shapes import BacktestListShape, ChangeListShape
from scoring_service.api.trial_answers import (
    BacktestDocumentSchema,
    BacktestPageSchema,
    BacktestSchema,
    ChangePageSchema,
)
from scoring_service.api.workbook import WORKBOOK, XLSX, workbook
from scoring_service.exporting.backtest_table import write_backtest_table
from scoring_service.trials.backtest_document import backtest_document
from scoring_service.trials.order_backtest import BacktestOrder, order_backtest
from scoring_service.trials.read_backtests import list_backtests, read_backtest, read_changes
from shared.plumbing.paging import Page
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.query_shapes import IdempotencyShape, LanguageShape

if TYPE_CHECKING:
    from uuid import UUID

backtests = GuardedBlueprint(
    "backtests", __name__, url_prefix="/api/backtests", description="Rules tried on earlier rounds"
)
MOST_LISTED = 1_000
MOST_CHANGES = 1_000_000


@backtests.route("", methods=["POST"])
@backtests.arguments(IdempotencyShape, location="headers")
@backtests.arguments(BacktestShape)
@backtests.response(202, BacktestSchema)
def post_backtest(headers: dict[str, Any], body: dict[str, Any]) -> Any:
    """Order a backtest of a version or a rule file on a screening, or on a call's newest; nothing live is touched."""

    def order() -> dict[str, Any]:
        asked = BacktestOrder(by=acting_person(), **body)
        return dict(BacktestSchema().dump(order_backtest(parts().database, parts().clock, asked)))

    return once("POST backtests", headers["key"], order, lambda made: f"/api/backtests/{made['backtest_id']}")


@backtests.route("", methods=["GET"])
@backtests.arguments(BacktestListShape, location="query")
@backtests.response(200, BacktestPageSchema)
def get_backtests(wanted: dict[str, Any]) -> Any:
    """List backtests, the newest first."""
    asked = {"call": wanted.get("call"), "version_id": wanted.get("version_id")}
    found = list_backtests(parts().database, **asked, limit=MOST_LISTED)
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@backtests.route("/<uuid:backtest_id>", methods=["GET"])
@backtests.response(200, BacktestDocumentSchema)
def get_backtest(backtest_id: UUID) -> Any:
    """Read the whole result, also while it comes about: counts, and every application that changes with both sentences."""
    return jsonify(backtest_document(parts().database, str(backtest_id)))


@backtests.route("/<uuid:backtest_id>/applications", methods=["GET"])
@backtests.arguments(ChangeListShape, location="query")
@backtests.response(200, ChangePageSchema)
def get_applications(wanted: dict[str, Any], backtest_id: UUID) -> Any:
    """Read what became of the applications, a page at a time."""
    read_backtest(parts().database, str(backtest_id))
    found = read_changes(parts().database, str(backtest_id), change=wanted.get("change"), limit=MOST_CHANGES)
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@backtests.route("/<uuid:backtest_id>/table.xlsx", methods=["GET"])
@backtests.arguments(LanguageShape, location="query")
@backtests.response(200, WORKBOOK, content_type=XLSX)
def get_table(wanted: dict[str, Any], backtest_id: UUID) -> Any:
    """Read the result as a workbook, old and new sentence side by side."""
    document = backtest_document(parts().database, str(backtest_id))
    content = BytesIO()
    write_backtest_table(document, content, wanted["lang"])
    return workbook(content.getvalue(), f"backtest-{document['call']['code']}")
