"""Three doors for what staff have in files: a list of applications, the city's register, a round sent again corrected.

At each a file is chosen, then the page shows what would be stored, or every fault, and stores nothing; what is confirmed is
the very file that was shown, which the page carries with its checksum. Where something has changed meanwhile nothing is
stored, and what would be stored now is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, ClassVar, Final, Protocol, cast
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge

from intake_service import reading, registers
from intake_service.corrected import correct_round, preview_correction
from intake_service.domain.call import Question
from intake_service.domain.errors import CallNotFoundError, RegisterChangedError
from intake_service.exporting.proposal_page import field_label
from intake_service.importing.import_list import import_list
from intake_service.importing.sent_files import SentFile, bundle_in, register_in, sent_file, unpack_file
from intake_service.parts import Parts
from intake_service.store.rows import terms_of
from intake_service.web.staff_forms import (
    Render,
    require_own_page,
    said_fault,
    said_problem,
    who,
    written_form,
)
from prescreen_shared.errors import (
    ChangedMeanwhileError,
    Fault,
    InputRefusedError,
    StatedError,
    field_of,
    kinds_of_faults,
)
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.told_faults import tell_fault
from prescreen_shared.plumbing.web.blueprints import current_parts
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import named_person, request_id
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.texts.catalogue import name_of, say

ROWS_SHOWN: Final = 100
FAULTS_SHOWN: Final = 200
Json = dict[str, Any]


class Door(Protocol):
    """What one of the doors does with files, and the name of its template."""

    template: ClassVar[str]
    asks_why: ClassVar[bool]
    """Whether a reason is asked for, beside who does it."""

    def about(self) -> Json:
        """Give what its page shows whatever is sent."""
        ...

    def look(self, files: Sequence[SentFile]) -> Json:
        """Give what would be stored, with ``state``, by which it is known again. Raises InputRefusedError with every fault."""
        ...

    def store(self, files: Sequence[SentFile], form: Mapping[str, str], by: str) -> str:
        """Store it as it was shown, and give the address of the page that tells of it."""
        ...


def add_upload_pages(blueprint: Blueprint, render: Render) -> None:
    """Put the doors on the pages of intake; ``render`` renders a template with values, and a status."""

    @blueprint.route("/calls/<uuid:call_id>/list", methods=["GET", "POST"], endpoint="read_list")
    def read_list(call_id: UUID) -> Any:
        return _answer(render, ListDoor(call_id))

    @blueprint.route("/calls/<uuid:call_id>/correct", methods=["GET", "POST"], endpoint="correct")
    def correct(call_id: UUID) -> Any:
        return _answer(render, RoundDoor(call_id))

    @blueprint.route("/register/change", methods=["GET", "POST"], endpoint="change_register")
    def change_register() -> Any:
        return _answer(render, RegisterDoor())


@dataclass(frozen=True)
class ListDoor:
    """A list of applications to an open call."""

    call_id: UUID
    template: ClassVar[str] = "read_list.html"
    asks_why: ClassVar[bool] = False

    def about(self) -> Json:
        """Give the call, and its questions."""
        row, document = reading.read_call(current_parts(), self.call_id)
        terms = terms_of(row)
        return {"call": document, "questions": terms.questions, "kinds": terms.grant_types}

    def look(self, files: Sequence[SentFile]) -> Json:
        """Give the report on the list, and the page of its rows that is asked for."""
        file = _one(files)
        told = import_list(current_parts(), self.call_id, file.content, file.name, preview=True)
        last = max(1, ceil(len(told["rows"]) / ROWS_SHOWN))
        asked = request.form.get("page", "1")
        page = min(max(1, int(asked)), last) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
        rows = told["rows"][(page - 1) * ROWS_SHOWN : page * ROWS_SHOWN]
        amounts = [each["application"]["requested_amount"] for each in told["rows"]]
        return {**told, "shown": rows, "page": page, "pages": last, "sought": sum(filter(None, amounts))}

    def store(self, files: Sequence[SentFile], form: Mapping[str, str], by: str) -> str:
        """Store every application of the list."""
        file = _one(files)
        import_list(
            current_parts(),
            self.call_id,
            file.content,
            file.name,
            preview=False,
            seen=form.get("state", ""),
            by=by,
            request_id=request_id(),
        )
        return pages.page_url("call", call_id=self.call_id)


@dataclass(frozen=True)
class RoundDoor:
    """A round that was sent with a slip, sent again corrected."""

    call_id: UUID
    template: ClassVar[str] = "correct.html"
    asks_why: ClassVar[bool] = True

    def about(self) -> Json:
        """Give the call, and its questions."""
        row, document = reading.read_call(current_parts(), self.call_id)
        return {"call": document, "questions": terms_of(row).questions}

    def look(self, files: Sequence[SentFile]) -> Json:
        """Give what the round changes."""
        return preview_correction(current_parts(), self.call_id, bundle_in(files))

    def store(self, files: Sequence[SentFile], form: Mapping[str, str], by: str) -> str:
        """Store all that differs."""
        correct_round(
            current_parts(),
            self.call_id,
            bundle_in(files),
            by=by,
            reason=form["reason"],
            seen=form.get("state", ""),
            files=[file.told() for file in files],
            request_id=request_id(),
        )
        return pages.page_url("call", call_id=self.call_id)


@dataclass(frozen=True)
class RegisterDoor:
    """The city's register, whole."""

    template: ClassVar[str] = "change_register.html"
    asks_why: ClassVar[bool] = True

    def about(self) -> Json:
        """Give how a value of an entry is called."""
        return {"value_name": _value_name}

    def look(self, files: Sequence[SentFile]) -> Json:
        """Give what the register would change."""
        found = registers.preview_register(current_parts(), register_in(_one(files)))
        return {"told": found, "state": f"{found.replaces} {found.sha256}"}

    def store(self, files: Sequence[SentFile], form: Mapping[str, str], by: str) -> str:
        """Put it in force."""
        file = _one(files)
        replaces, _, sha256 = form.get("state", "").partition(" ")
        register = register_in(file)
        if not replaces.isdecimal() or registers.preview_register(current_parts(), register).sha256 != sha256:
            raise ChangedMeanwhileError
        answer, _ = registers.put_register(
            current_parts(),
            register,
            replaces=int(replaces),
            by=by,
            reason=form["reason"],
            file=file.told(),
            request_id=request_id(),
        )
        return pages.page_url("register", version=answer["version"])


def _answer(render: Render, door: Door) -> Any:
    """Answer what was sent to a door: the form, what would be stored, every fault, or that it is done."""
    about = door.about()
    if request.method == "GET":
        return render(door.template, **_page(about))
    try:
        require_own_page()
        form, files = written_form("content"), _sent_files()
        if "store" not in form:
            return render(door.template, **_page(about, files, door.look(files)))
        return _confirm(render, door, about, files, form)
    except CallNotFoundError:
        raise
    except RequestEntityTooLarge:
        told = [say("problem.too_large", pages.page_language())]
        return render(door.template, status=413, **_page(about, told=told))
    except InputRefusedError as error:
        return render(door.template, status=422, **_page(about, faults=error.faults))
    except StatedError as error:
        status, _ = status_and_code(error)
        return render(door.template, status=status, **_page(about, told=[said_problem(error)]))


def _confirm(
    render: Render, door: Door, about: Json, files: Sequence[SentFile], form: Mapping[str, str]
) -> Any:
    """Store what was confirmed; where the form lacks something, or it is no longer as it was shown, show it again."""
    lacking = (
        [] if form.get("reason") or not door.asks_why else [Fault("required", "reason", {"key": "reason"})]
    )
    try:
        by = who(form)
    except InputRefusedError as error:
        lacking.extend(error.faults)
    told, status = [said_fault(fault) for fault in lacking], 422
    if not lacking:
        try:
            return redirect(door.store(files, form, by), code=303)
        except (ChangedMeanwhileError, RegisterChangedError):
            told, status = [say("upload.changed-meanwhile", pages.page_language())], 409
    return render(door.template, status=status, **_page(about, files, door.look(files), told, form))


def _page(
    about: Json,
    files: Sequence[SentFile] = (),
    preview: Json | None = None,
    told: Sequence[str] = (),
    written: Mapping[str, str] | None = None,
    faults: Sequence[Fault] = (),
) -> Json:
    """Give what a door's template shows: the faults of a file and their kinds, or what would be stored, or neither."""
    listed = [{**tell_fault(fault), "place": _place(fault, about.get("questions", ()))} for fault in faults]
    return {
        **about,
        "files": files,
        "preview": preview,
        "told": told,
        "written": written or {},
        "person": named_person(),
        "fault_count": len(listed),
        "fault_kinds": kinds_of_faults(listed),
        "listed_faults": listed[:FAULTS_SHOWN],
    }


def _place(fault: Fault, questions: Sequence[Question]) -> str:
    """Say in words where a fault is: its cell, or its file and entry, and what the field is called there."""
    language = pages.page_language()
    section, *rest = (fault.field or "").split(".")
    if section in SECTIONS:
        entry = (
            [say("upload.entry", language, number=int(rest[0]) + 1)] if rest and rest[0].isdecimal() else []
        )
        column = [name_of("register.column", each, language) for each in rest[1:2]]
        return ", ".join((name_of("register.section", section, language), *entry, *column))
    parts = [fault.cell or ", ".join(filter(None, (fault.file, fault.entry)))]
    if fault.field:
        parts.append(field_label(field_of(fault), language, questions))
    return " · ".join(filter(None, parts))


def _value_name(key: str, value: Any) -> Any:
    """Give the word for a code of the register, and any other value as it is."""
    return name_of(f"register.{key}", value, pages.page_language()) if isinstance(value, str) else value


def _one(files: Sequence[SentFile]) -> SentFile:
    if len(files) > 1:
        raise InputRefusedError([Fault("one_file", None, {"count": len(files)})])
    return files[0]


def _sent_files() -> list[SentFile]:
    """Give the files that were chosen, or else those that the page carried.

    Raises:
        InputRefusedError: there are none, or a carried one is not what it was.
    """
    chosen = [
        sent_file(each.filename, each.read()) for each in request.files.getlist("file") if each.filename
    ]
    names, contents, sums = (request.form.getlist(name) for name in ("file_name", "content", "sha256"))
    most = cast("Parts", current_parts()).limits.bundle
    carried = zip(names, contents, sums, strict=False)
    files = chosen or [unpack_file(name, packed, sha256, most) for name, packed, sha256 in carried]
    if not files:
        raise InputRefusedError([Fault("no_file")])
    return files
