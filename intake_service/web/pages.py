"""Intake's pages: the calls, one call with its list, one application; each route asks the reader and renders one template.

What a reader asks of a list (filter, order, page) is read from the address; what makes no sense is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from flask import Blueprint, Response, request

from intake_service import registers
from intake_service.domain.errors import (
    ApplicationNotFoundError,
    CallNotFoundError,
    RegisterVersionNotFoundError,
    ScreeningUnknownError,
)
from intake_service.domain.proposal_reader import ApplicationFilter, ApplicationList, ProposalReader
from intake_service.exporting.proposal_page import template_environment
from intake_service.web.received_pages import add_received_pages
from intake_service.web.uploads import add_upload_pages
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.pages import BLUEPRINT, protect, style_folder
from prescreen_shared.plumbing.web.blueprints import current_parts
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.statuses import Outcome

PAGE_SIZE: Final = 50
UNSCREENED: Final = "none"
BY_POINTS: Final = "points"
_LONGEST_SEARCH: Final = 200
_MOST_DIGITS: Final = 6
_NOT_FOUND: Final = (
    CallNotFoundError,
    ApplicationNotFoundError,
    RegisterVersionNotFoundError,
    ScreeningUnknownError,
)
_REMARKS: Final = frozenset(("note", "source", "dated_on"))
FOLDER = "web/templates"


def create_pages(reader: ProposalReader) -> Blueprint:
    """Give the pages as a blueprint that reads through ``reader``; register it without a prefix."""
    pages = Blueprint(BLUEPRINT, __name__, static_folder=style_folder(), static_url_path="/styles")

    @pages.get("/")
    def calls() -> Response:
        return _render_page("calls.html", calls=reader.calls())

    @pages.get("/calls/<call_id>")
    def call(call_id: str) -> Response:
        chosen = _chosen()
        summary = reader.call(call_id, **chosen)
        wanted = _list_request(request.args)
        found = reader.applications(
            call_id, wanted.filter, page=wanted.page, page_size=wanted.page_size, **chosen
        )
        return _render_page(
            "call.html",
            summary=summary,
            call=summary.call,
            screening=summary.screening,
            chosen=_arguments(chosen),
            found=found,
            wanted=wanted.filter,
            pager=_pager(found, wanted),
            outcomes=tuple(Outcome),
        )

    @pages.get("/applications/<application_id>")
    def application(application_id: str) -> Response:
        chosen = _chosen()
        record = reader.application(application_id, **chosen)
        return _render_page(
            "application.html",
            record=record,
            application=record.application,
            call=record.call,
            chosen=_arguments(chosen),
        )

    add_received_pages(pages, _render_page)
    add_upload_pages(pages, _render_page)
    pages.get("/register")(register)

    for error in _NOT_FOUND:
        pages.register_error_handler(error, not_found)
    pages.after_request(protect)
    return pages


def not_found(_: Exception) -> Response:
    """Say that there is no such page."""
    return _render_page("not_found.html", status=404)


def register() -> Response:
    """Show a version of the city's register, or the one in force: its sections, its entries, and every version."""
    words = request.args.get("words", "").strip()[:_LONGEST_SEARCH]
    number = request.args.get("version", "")
    found = registers.read_register(current_parts(), _page(number) if number else None)
    return _render_page(
        "register.html",
        version=found,
        versions=registers.list_versions(current_parts()),
        sections=_sections_with(found, words),
        words=words,
    )


def _render_page(template: str, *, status: int = 200, **values: object) -> Response:
    """Render ``template`` with ``values`` in the language of the address."""
    environment = template_environment(pages.page_language(), FOLDER)
    return pages.render_page(environment, template, status=status, **values)


def _sections_with(
    version: registers.RegisterVersion | None, words: str
) -> list[tuple[str, list[dict[str, Any]] | None]]:
    """Give every section with the entries that hold the words; None is a section that the register does not have."""
    found: list[tuple[str, list[dict[str, Any]] | None]] = []
    for section in SECTIONS:
        entries = (version.register if version else {}).get(section)
        shown = None if entries is None else [_shown_entry(each) for each in entries if _holds(each, words)]
        found.append((section, shown))
    return found


def _holds(entry: Mapping[str, Any], words: str) -> bool:
    return words.casefold() in " ".join(map(str, entry.values())).casefold()


def _shown_entry(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Give what an entry says, what it is about before remarks on it."""
    said = ((key, value) for key, value in entry.items() if value not in (None, []))
    return dict(sorted(said, key=lambda pair: pair[0] in _REMARKS))


def _chosen() -> dict[str, str]:
    """Give the screening that the address asks for; none, and the reader chooses."""
    wanted = request.args.get("screening", "")
    return {"screening_id": wanted} if wanted else {}


def _list_request(arguments: Mapping[str, str]) -> ListRequest:
    """Read ``outcome``, ``grant_type``, ``words``, ``order`` and ``page`` from an address."""
    outcome = arguments.get("outcome", "")
    known = Outcome(outcome) if outcome in set(Outcome) else None
    words = arguments.get("words", "").strip()[:_LONGEST_SEARCH]
    grant_type = arguments.get("grant_type", "")
    by_points = arguments.get("order") == BY_POINTS
    given = {
        "outcome": outcome if known or outcome == UNSCREENED else "",
        "grant_type": grant_type,
        "words": words,
        "order": BY_POINTS if by_points else "",
    }
    return ListRequest(
        filter=ApplicationFilter(
            outcome=known,
            unscreened=outcome == UNSCREENED,
            grant_type=grant_type or None,
            words=words or None,
            by_points=by_points,
        ),
        page=_page(arguments.get("page", "")),
        page_size=PAGE_SIZE,
        arguments={name: value for name, value in given.items() if value},
    )


@dataclass(frozen=True, slots=True)
class ListRequest:
    """The filter and the page asked for; ``arguments`` are the same as address arguments, without the page."""

    filter: ApplicationFilter
    page: int
    page_size: int
    arguments: Mapping[str, str]


def _page(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return max(1, int(text)) if is_number else 1


def _arguments(chosen: dict[str, str]) -> dict[str, str]:
    return {"screening": chosen["screening_id"]} if chosen else {}


def _pager(found: ApplicationList, asked: ListRequest) -> Pager:
    """Say which pages stand before and after the one that was found."""
    pages = max(1, ceil(found.total / found.page_size))

    def at(page: int) -> dict[str, str] | None:
        return {**asked.arguments, "page": str(page)} if 1 <= page <= pages else None

    return Pager(page=found.page, pages=pages, previous=at(found.page - 1), next=at(found.page + 1))


@dataclass(frozen=True, slots=True)
class Pager:
    """Where one page of a list stands; ``previous`` and ``next`` are address arguments, None at the ends."""

    page: int
    pages: int
    previous: Mapping[str, str] | None
    next: Mapping[str, str] | None
