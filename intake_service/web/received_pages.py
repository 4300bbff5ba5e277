"""Two forms for staff: register an application that did not come by the applicant's own way, and move an open call's closing.

What is at fault is told above the form, which keeps what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, cast
from uuid import UUID

from flask import Blueprint, Response, redirect

from intake_service import reading
from intake_service.calls import change_call
from intake_service.domain.errors import CallNotFoundError
from intake_service.parts import Parts
from intake_service.received import register_application
from intake_service.shapes import ChangedCallShape, ReceivedApplicationShape
from intake_service.store.tables import CallRow
from intake_service.web.staff_forms import (
    Render,
    require_own_page,
    said_fault,
    said_problem,
    who,
    written_form,
)
from prescreen_shared.errors import ChangedMeanwhileError, InputRefusedError, StatedError
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.web.blueprints import current_parts
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import named_person, request_id

_SHORT: Final = ("reference", "registration_number", "title", "submitted_at", "reason", "grant_type")


def add_received_pages(blueprint: Blueprint, render: Render) -> None:
    """Put the forms on the pages of intake; ``render`` renders a template with values, and a status."""

    @blueprint.get("/calls/<uuid:call_id>/receive")
    def receive(call_id: UUID) -> Response:
        return _form(render, "receive.html", call_id, {})

    @blueprint.post("/calls/<uuid:call_id>/receive")
    def send_received(call_id: UUID) -> Any:
        written = written_form()

        def register() -> str:
            body = ReceivedApplicationShape().load(_application(written))
            document, _ = register_application(
                _parts(), call_id, body, by=who(written), request_id=request_id()
            )
            return pages.page_url("application", application_id=document["application_id"])

        return _done(render, "receive.html", call_id, written, register)

    @blueprint.get("/calls/<uuid:call_id>/change")
    def change(call_id: UUID) -> Response:
        return _form(render, "change_call.html", call_id, {})

    @blueprint.post("/calls/<uuid:call_id>/change")
    def send_change(call_id: UUID) -> Any:
        written = written_form()

        def move() -> str:
            wanted = ("title", "closes_at", "reason")
            terms = {name: written[name] for name in wanted if written.get(name)}
            body = ChangedCallShape(partial=True).load(terms)
            by = who(written)
            change_call(_parts(), call_id, body, _same(written), person=lambda: by, request_id=request_id())
            return pages.page_url("call", call_id=call_id)

        return _done(render, "change_call.html", call_id, written, move)


def _form(
    render: Render,
    template: str,
    call_id: UUID,
    written: dict[str, str],
    faults: Iterable[str] = (),
    status: int = 200,
) -> Response:
    row, document = reading.read_call(_parts(), call_id)
    return render(
        template,
        status=status,
        call=document,
        version=written.get("version") or str(row.version),
        closes_at=row.closes_at,
        written=written,
        faults=list(faults),
        person=named_person(),
    )


def _done(
    render: Render, template: str, call_id: UUID, written: dict[str, str], act: Callable[[], str]
) -> Any:
    """Do what a form asks for and lead on, or show the form again with what is at fault."""
    try:
        require_own_page()
        return redirect(act(), code=303)
    except CallNotFoundError:
        raise
    except InputRefusedError as error:
        return _form(render, template, call_id, written, map(said_fault, error.faults), 422)
    except StatedError as error:
        status, _ = status_and_code(error)
        return _form(render, template, call_id, written, [said_problem(error)], status)


def _same(written: dict[str, str]) -> Callable[[CallRow], None]:
    def require(row: CallRow) -> None:
        if str(row.version) != written.get("version"):
            raise ChangedMeanwhileError

    return require


def _application(written: dict[str, str]) -> dict[str, Any]:
    """Give the body that the API would be sent; what is left empty is not stated."""
    amount = re.sub(r"\s|kr$", "", written.get("requested_amount", ""))
    applicants = [line.strip() for line in written.get("applicants", "").splitlines() if line.strip()]
    body: dict[str, Any] = {name: written[name] for name in _SHORT if written.get(name)}
    body["applicants"] = applicants
    if written.get("description"):
        body["description"] = written["description"]
    if amount:
        is_number = amount.isascii() and amount.isdigit() and len(amount) <= 13
        body["requested_amount"] = int(amount) if is_number else amount
    return body


def _parts() -> Parts:
    return cast("Parts", current_parts())
