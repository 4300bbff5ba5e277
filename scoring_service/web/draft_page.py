"""The page on which a rule file is written: a new draft, perhaps begun from a version, or the new text of a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from scoring_service.domain.versions.errors import LifeError, VersionChangedError, VersionLastingError
from scoring_service.domain.versions.states import LASTING
from scoring_service.life.change_draft import change_draft
from scoring_service.life.check_version import check_version
from scoring_service.life.create_draft import create_draft
from scoring_service.life.list_versions import read_version
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.web.form_values import LONGEST_DOCUMENT, whole_number
from scoring_service.web.render_page import go_to, render_page
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.problem import status_and_code

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import VersionView

BAD_TEXT: Final = 422
NEVER_SEEN: Final = 0
"""No version has this revision: a form that does not say what its writer has seen changes nothing."""


class _Sent(NamedTuple):
    """What a form states; ``unread`` is the name of a file that is no text, whose content is then left out."""

    text: str
    note: str | None
    unread: str | None


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the pages ``new_draft`` and ``edit_draft``."""

    @pages.route("/drafts/new", methods=["GET", "POST"])
    def new_draft() -> Any:
        begun_from = _begun_from(parts)
        if request.method == "GET":
            return _form(None, begun_from.document if begun_from else "", begun_from=begun_from)
        return _keep(parts, None, _sent(), begun_from)

    @pages.route("/versions/<version_id>/edit", methods=["GET", "POST"])
    def edit_draft(version_id: str) -> Any:
        draft = read_version(parts, version_id)
        if request.method == "GET":
            if draft.state in LASTING:
                raise VersionLastingError(draft.name, draft.version, draft.state.value)
            return _form(draft, draft.document)
        return _keep(parts, draft, _sent(), None)


def _begun_from(parts: LifeParts) -> VersionView | None:
    wanted = request.values.get("from")
    return read_version(parts, wanted) if wanted else None


def _sent() -> _Sent:
    """Give the text of the file that was sent, else that of the form, and the note."""
    file, unread = request.files.get("file"), None
    text = request.form.get("document", "")
    if file is not None and file.filename:
        try:
            text = file.read().decode("utf-8-sig") or text
        except UnicodeDecodeError:
            unread = file.filename
    if len(text) > LONGEST_DOCUMENT:
        raise RequestEntityTooLarge
    # A browser ends the lines of a form with CR LF whatever they were.
    return _Sent(text.replace("\r\n", "\n"), request.form.get("note", "").strip() or None, unread)


def _keep(parts: LifeParts, draft: VersionView | None, sent: _Sent, begun_from: VersionView | None) -> Any:
    by, text, note = acting_person(), sent.text, sent.note
    if sent.unread is not None:
        wrong = {"problem": "scoring.file-unread", "values": {"file": sent.unread}}
        return _form(draft, text, note, wrong=wrong, status=BAD_TEXT, begun_from=begun_from)
    try:
        if draft is None:
            kept = create_draft(parts, text, by=by, note=note)
        else:
            seen = whole_number(request.form.get("revision", ""))
            revision = NEVER_SEEN if seen is None else seen
            kept = change_draft(
                parts, draft.version_id, text, by=by, revision=revision, note=note or _cleared(draft)
            )
    except RuleFileError as error:
        return _form(draft, text, note, problems=error.problems, status=BAD_TEXT, begun_from=begun_from)
    except LifeError as error:
        status, code = status_and_code(error)
        wrong = {"problem": f"problem.{code}", "values": error.values}
        is_theirs = isinstance(error, VersionChangedError)
        return _form(
            draft, text, note, wrong=wrong, status=status, begun_from=begun_from, is_theirs=is_theirs
        )
    checked = check_version(parts, kept.version_id, by=by)
    faults = sum(problem.severity == "error" for problem in checked.problems or ())
    said = "scoring.said-kept-faulty" if faults else "scoring.said-kept"
    return go_to("version", said, places={"faults": faults}, version_id=checked.version_id)


def _cleared(draft: VersionView) -> str | None:
    """Give what takes a note away; None, which leaves everything as it is, where there was none."""
    return "" if draft.note else None


def _form(draft: VersionView | None, text: str, note: str | None = None, **more: Any) -> Any:
    values = {"problems": (), "wrong": None, "begun_from": None, "is_theirs": False, **more}
    status = values.pop("status", 200)
    shown = note if note is not None else (draft.note if draft else None)
    return render_page("draft.html", status=status, draft=draft, text=text, note=shown or "", **values)
