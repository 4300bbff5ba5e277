"""The page on which a rule file is written: a new draft, perhaps begun from a version, or the new text of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from scoring_service.domain.versions.errors import LifeError
from scoring_service.life.change_draft import change_draft
from scoring_service.life.check_version import check_version
from scoring_service.life.create_draft import create_draft
from scoring_service.life.list_versions import read_version
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.web.render_page import go_to, render_page
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.problem import status_and_code

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView

BAD_TEXT = 422


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the pages ``new_draft`` and ``edit_draft``."""

    @pages.route("/drafts/new", methods=["GET", "POST"])
    def new_draft() -> Any:
        begun_from = _begun_from(parts)
        if request.method == "GET":
            return _form(None, begun_from.document if begun_from else "", begun_from=begun_from)
        text, note = _sent()
        return _keep(parts, None, text, note, begun_from)

    @pages.route("/versions/<version_id>/edit", methods=["GET", "POST"])
    def edit_draft(version_id: str) -> Any:
        draft = read_version(parts, version_id)
        if request.method == "GET":
            return _form(draft, draft.document)
        text, note = _sent()
        return _keep(parts, draft, text, note, None)


def _begun_from(parts: LifeParts) -> VersionView | None:
    wanted = request.values.get("from")
    return read_version(parts, wanted) if wanted else None


def _sent() -> tuple[str, str | None]:
    """Give the text of the file that was sent, else that of the form, and the note."""
    file = request.files.get("file")
    content = file.read() if file and file.filename else b""
    text = content.decode("utf-8-sig", errors="replace") if content else request.form.get("document", "")
    # A browser ends the lines of a form with CR LF whatever they were.
    return text.replace("\r\n", "\n"), request.form.get("note", "").strip() or None


def _keep(
    parts: LifeParts, draft: VersionView | None, text: str, note: str | None, begun_from: VersionView | None
) -> Any:
    by = acting_person()
    try:
        if draft is None:
            kept = create_draft(parts, text, by=by, note=note)
        else:
            revision = int(request.form.get("revision") or draft.revision)
            kept = change_draft(parts, draft.version_id, text, by=by, revision=revision, note=note)
    except RuleFileError as error:
        return _form(draft, text, note, problems=error.problems, status=BAD_TEXT, begun_from=begun_from)
    except LifeError as error:
        status, code = status_and_code(error)
        wrong = {"problem": f"problem.{code}", "values": error.values}
        return _form(draft, text, note, wrong=wrong, status=status, begun_from=begun_from)
    checked = check_version(parts, kept.version_id, by=by)
    return go_to("version", "scoring.said-kept", version_id=checked.version_id)


def _form(draft: VersionView | None, text: str, note: str | None = None, **more: Any) -> Any:
    values = {"problems": (), "wrong": None, "begun_from": None, **more}
    status = values.pop("status", 200)
    shown = note if note is not None else (draft.note if draft else None)
    return render_page("draft.html", status=status, draft=draft, text=text, note=shown or "", **values)
