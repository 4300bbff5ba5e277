"""The routes of the pages; each asks the reader and renders one template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from intake_service.domain.errors import (
    ApplicationNotFoundError,
    CallNotFoundError,
    ScreeningUnknownError,
)
from intake_service.web.list_request import list_request, pager
from intake_service.web.render_page import render_page
from shared.plumbing.pages.render_page import BLUEPRINT
from shared.plumbing.pages.security_headers import protect
from shared.plumbing.pages.style_folder import style_folder
from shared.statuses import Outcome

if TYPE_CHECKING:
    from intake_service.domain.proposal_reader import ProposalReader


def create_pages(reader: ProposalReader) -> Blueprint:
    """Give the pages as a blueprint that reads through ``reader``; register it without a prefix."""
    pages = Blueprint(BLUEPRINT, __name__, static_folder=style_folder(), static_url_path="/styles")

    @pages.get("/")
    def calls() -> Response:
        return render_page("calls.html", calls=reader.calls())

    @pages.get("/calls/<call_id>")
    def call(call_id: str) -> Response:
        chosen = _chosen()
        summary = reader.call(call_id, **chosen)
        wanted = list_request(request.args)
        found = reader.applications(
            call_id, wanted.filter, page=wanted.page, page_size=wanted.page_size, **chosen
        )
        return render_page(
            "call.html",
            summary=summary,
            call=summary.call,
            screening=summary.screening,
            chosen=_arguments(chosen),
            found=found,
            wanted=wanted.filter,
            pager=pager(found, wanted),
            outcomes=tuple(Outcome),
        )

    @pages.get("/applications/<application_id>")
    def application(application_id: str) -> Response:
        chosen = _chosen()
        record = reader.application(application_id, **chosen)
        return render_page(
            "application.html",
            record=record,
            application=record.application,
            call=record.call,
            chosen=_arguments(chosen),
        )

    @pages.errorhandler(CallNotFoundError)
    @pages.errorhandler(ApplicationNotFoundError)
    @pages.errorhandler(ScreeningUnknownError)
    def not_found(_: Exception) -> Response:
        return render_page("not_found.html", status=404)

    pages.after_request(protect)
    return pages


def _chosen() -> dict[str, str]:
    """Give the screening that the address asks for; none, and the reader chooses."""
    wanted = request.args.get("screening", "")
    return {"screening_id": wanted} if wanted else {}


def _arguments(chosen: dict[str, str]) -> dict[str, str]:
    return {"screening": chosen["screening_id"]} if chosen else {}
