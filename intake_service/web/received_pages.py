"""Two forms for staff: register an application that did not come by the applicant's own way, and move an open call's closing.

What is at fault is told above the form, which keeps what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, cast
from uuid import UUID

from flask import Blueprint, Response, redirect, request

from intake_service import reading
from intake_service.calls import change_call
from intake_service.domain.call import CallTerms, Question, QuestionType
from intake_service.domain.errors import CallNotFoundError
from intake_service.exporting.proposal_page import choice_label
from intake_service.importing.read_list import read_answer
from intake_service.parts import Parts
from intake_service.received import register_application
from intake_service.shapes import ChangedCallShape, ReceivedApplicationShape
from intake_service.store.rows import terms_of
from intake_service.store.tables import CallRow
from intake_service.web.staff_forms import (
    Render,
    require_own_page,
    said_fault,
    said_problem,
    who,
    written_form,
)
from prescreen_shared.errors import ChangedMeanwhileError, Fault, InputRefusedError, StatedError
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.web.blueprints import current_parts
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import named_person, request_id
from prescreen_shared.sheets.cells import Cell
from prescreen_shared.sheets.values import CellRefusedError, amount_of, moment_of, whole_of

_SHORT: Final = (
    "reference", "registration_number", "title", "unit", "description", "submitted_at", "reason", "grant_type",
)  # fmt: skip
_YES_OR_NO: Final = ("prestudy", "same_project")
_TRUTH: Final = {"ja": True, "nej": False}
NONE_OF_THEM: Final = "–"
"""What is ticked of several choices where the applicant chose none."""
GRANT_ROWS: Final = 4
MOST_GRANTS: Final = 100


def add_received_pages(blueprint: Blueprint, render: Render) -> None:
    """Put the forms on the pages of intake; ``render`` renders a template with values, and a status."""

    @blueprint.get("/calls/<uuid:call_id>/receive")
    def receive(call_id: UUID) -> Response:
        return _form(render, "receive.html", call_id, {})

    @blueprint.post("/calls/<uuid:call_id>/receive")
    def send_received(call_id: UUID) -> Any:
        written = written_form()
        if "more_grants" in written:
            return _form(render, "receive.html", call_id, written)

        def register() -> str:
            row, _ = reading.read_call(_parts(), call_id)
            body = ReceivedApplicationShape().load(_application(written, terms_of(row)))
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
        ticked=request.form.getlist,
        questions=terms_of(row).questions,
        choice_word=_choice_word,
        rows=grant_rows(written),
        none_of_them=NONE_OF_THEM,
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
        row, _ = reading.read_call(_parts(), call_id)
        told = [said_fault(fault, terms_of(row).questions) for fault in error.faults]
        return _form(render, template, call_id, written, told, 422)
    except StatedError as error:
        status, _ = status_and_code(error)
        return _form(render, template, call_id, written, [said_problem(error)], status)


def _choice_word(question: Question, choice: str) -> str:
    """Give how a choice is called in the language of the page."""
    return choice_label(choice, pages.page_language(), question.key, [question])


def _same(written: dict[str, str]) -> Callable[[CallRow], None]:
    def require(row: CallRow) -> None:
        if str(row.version) != written.get("version"):
            raise ChangedMeanwhileError

    return require


def _application(written: dict[str, str], terms: CallTerms) -> dict[str, Any]:
    """Give the body that the API would be sent; what is left empty is not stated.

    Raises:
        InputRefusedError: with every field that is not what its question or the form asks for.
    """
    body: dict[str, Any] = {name: written[name] for name in _SHORT if written.get(name)}
    body["submitted_at"] = _arrival(body.get("submitted_at"))
    body["applicants"] = [line.strip() for line in written.get("applicants", "").splitlines() if line.strip()]
    faults: list[Fault] = []
    read = partial(_read, faults)
    body["requested_amount"] = read(
        "requested_amount", lambda: amount_of(Cell(1, 1, written.get("requested_amount") or None))
    )
    grant_type = body.get("grant_type") or ""
    body["answers"] = {
        question.key: answer
        for question in terms.questions
        if (answer := read(f"answers.{question.key}", partial(_answer, question, written))) is not None
    }
    body["earlier_grants"] = _earlier_grants(written, grant_type, faults)
    if faults:
        raise InputRefusedError(faults)
    return {name: value for name, value in body.items() if value is not None}


def _arrival(written: str | None) -> str | None:
    """Give an arrival in the API's form where it is written as people write it; else as written, for the fault to quote."""
    try:
        found = moment_of(Cell(1, 1, written))
    except CellRefusedError:
        return written
    return written if found is None else found.isoformat()


def _read(faults: list[Fault], field: str, value: Callable[[], Any]) -> Any:
    """Give what ``value`` reads; where it can't, None, and the fault is added."""
    try:
        return value()
    except CellRefusedError as refused:
        faults.append(Fault(refused.code, field, refused.values))
        return None


def _answer(question: Question, written: dict[str, str]) -> Any:
    """Read the answer to one question; of several choices those that are ticked, or that there are none."""
    field = f"answers.{question.key}"
    if question.type is QuestionType.TEXT_LIST:
        lines = map(str.strip, written.get(field, "").splitlines())
        return list(filter(None, lines)) or None
    if question.type is not QuestionType.CHOICES:
        return read_answer(question, written.get(field, ""))
    ticked = [choice for choice in question.choices if choice in request.form.getlist(field)]
    return ticked or ([] if NONE_OF_THEM in request.form.getlist(field) else None)


def _earlier_grants(
    written: dict[str, str], grant_type: str, faults: list[Fault]
) -> list[dict[str, Any]] | None:
    """Read the rows of earlier grants; None where nothing is stated, and an empty list where there are said to be none."""
    found = []
    for row in range(grant_rows(written)):
        parts = {name: written.get(f"grant.{row}.{name}", "") for name in ("year", "grant_type", *_YES_OR_NO)}
        if any(parts.values()):
            year = _read(faults, "earlier_grants", partial(whole_of, Cell(1, 1, parts["year"] or None)))
            grant = {"year": year, "grant_type": parts["grant_type"] or grant_type or None}
            found.append(grant | {name: _TRUTH.get(parts[name]) for name in _YES_OR_NO})
    if written.get("no_grants"):
        if found:
            faults.append(Fault("grants_and_none", "earlier_grants"))
        return []
    return found or None


def grant_rows(written: dict[str, str]) -> int:
    """Give how many rows for earlier grants the form has: more where more were asked for."""
    stated = written.get("grant_rows", "")
    rows = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 4 else GRANT_ROWS
    return min(rows + (GRANT_ROWS if "more_grants" in written else 0), MOST_GRANTS)


def _parts() -> Parts:
    return cast("Parts", current_parts())
