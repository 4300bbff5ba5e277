"""Backtests, and the shadow runs that order them by themselves: what became of each application, as JSON and as a workbook."""

from io import BytesIO
from typing import Any, Final
from uuid import UUID

from flask import Response, jsonify

from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape, LanguageShape
from prescreen_shared.plumbing.web.requests import acting_person
from scoring_service.api.answers import (
    BacktestDocumentSchema,
    BacktestPageSchema,
    BacktestSchema,
    ChangePageSchema,
    ShadowSchema,
    ShadowsSchema,
)
from scoring_service.api.base import once, parts
from scoring_service.api.requests import (
    BacktestListShape,
    BacktestShape,
    ChangeListShape,
    ShadowListShape,
    ShadowShape,
)
from scoring_service.backtests.order import order_backtest
from scoring_service.backtests.shadows import end_shadow, list_shadows, start_shadow
from scoring_service.backtests.views import backtest_document, list_backtests, read_backtest, read_changes
from scoring_service.sheets.backtest_table import write_backtest_table

backtests = GuardedBlueprint(
    "backtests", __name__, url_prefix="/api/backtests", description="Rules tried on earlier rounds"
)
MOST_LISTED = 1_000
MOST_CHANGES = 1_000_000
shadows = GuardedBlueprint(
    "shadows", __name__, url_prefix="/api/shadows", description="Versions beside the active one"
)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: Final = {"description": "an Excel workbook"}
"""How the description of the API shows one."""


@backtests.route("", methods=["POST"])
@backtests.arguments(IdempotencyShape, location="headers")
@backtests.arguments(BacktestShape)
@backtests.response(202, BacktestSchema)
def post_backtest(headers: dict[str, Any], body: dict[str, Any]) -> Any:
    """Order a backtest of a version or a rule file on a screening, or on a call's newest; nothing live is touched."""

    def order() -> dict[str, Any]:
        return dict(BacktestSchema().dump(order_backtest(parts(), by=acting_person(), **body)))

    return once("POST backtests", headers["key"], order, lambda made: f"/api/backtests/{made['backtest_id']}")


@backtests.route("", methods=["GET"])
@backtests.arguments(BacktestListShape, location="query")
@backtests.response(200, BacktestPageSchema)
def get_backtests(wanted: dict[str, Any]) -> Any:
    """List backtests, the newest first."""
    asked = {"call": wanted.get("call"), "version_id": wanted.get("version_id")}
    found = list_backtests(parts(), **asked, limit=MOST_LISTED)
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@backtests.route("/<uuid:backtest_id>", methods=["GET"])
@backtests.response(200, BacktestDocumentSchema)
def get_backtest(backtest_id: UUID) -> Any:
    """Read the whole result, also while it comes about: counts, and every application that changes with both sentences."""
    return jsonify(backtest_document(parts(), str(backtest_id)))


@backtests.route("/<uuid:backtest_id>/applications", methods=["GET"])
@backtests.arguments(ChangeListShape, location="query")
@backtests.response(200, ChangePageSchema)
def get_applications(wanted: dict[str, Any], backtest_id: UUID) -> Any:
    """Read what became of the applications, a page at a time."""
    read_backtest(parts(), str(backtest_id))
    found = read_changes(parts(), str(backtest_id), change=wanted.get("change"), limit=MOST_CHANGES)
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@backtests.route("/<uuid:backtest_id>/table.xlsx", methods=["GET"])
@backtests.arguments(LanguageShape, location="query")
@backtests.response(200, WORKBOOK, content_type=XLSX)
def get_table(wanted: dict[str, Any], backtest_id: UUID) -> Any:
    """Read the result as a workbook, old and new sentence side by side."""
    document = backtest_document(parts(), str(backtest_id))
    content = BytesIO()
    write_backtest_table(document, content, wanted["lang"])
    return workbook(content.getvalue(), f"backtest-{document['call']['code']}")


@shadows.route("", methods=["POST"])
@shadows.arguments(ShadowShape)
@shadows.response(201, ShadowSchema)
def post_shadow(body: dict[str, Any]) -> Any:
    """Let a version run beside the active one; where it does so already, that run is given."""
    return start_shadow(parts(), call=body["call"], version_id=body["version_id"], by=acting_person())


@shadows.route("", methods=["GET"])
@shadows.arguments(ShadowListShape, location="query")
@shadows.response(200, ShadowsSchema)
def get_shadows(wanted: dict[str, Any]) -> Any:
    """List shadow runs, the newest first."""
    return {"items": list_shadows(parts(), call=wanted.get("call"))}


@shadows.route("/<uuid:shadow_id>", methods=["DELETE"])
@shadows.response(200, ShadowSchema)
def delete_shadow(shadow_id: UUID) -> Any:
    """End a shadow run; the backtests that it has made stay."""
    return end_shadow(parts(), str(shadow_id), by=acting_person())


def workbook(content: bytes, name: str) -> Response:
    """Answer with the content of a workbook, to be kept under a name."""
    answer = Response(content, content_type=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer
