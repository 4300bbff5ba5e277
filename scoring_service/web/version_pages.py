"""The pages of versions: every rule set at a glance, one version with its text and log, and the writing of a draft.

The forms on the page of a version are those by which it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, Final, NamedTuple

from flask import Blueprint, Response, flash, request
from werkzeug.exceptions import RequestEntityTooLarge

from prescreen_shared.plumbing.pages import page_language
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import acting_person
from prescreen_shared.texts.catalogue import say
from scoring_service.domain.differences import compare_rule_sets
from scoring_service.domain.version import (
    LASTING,
    ActivationKind,
    Step,
    VersionChangedError,
    VersionError,
    VersionLastingError,
    VersionState,
    in_force_after,
)
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.sheets.differences import DifferenceWriter
from scoring_service.versions.drafts import (
    STEPS,
    PlainStep,
    approve_version,
    change_draft,
    check_version,
    create_draft,
)
from scoring_service.versions.in_force import activate_version, roll_back
from scoring_service.versions.shelf import read_rules
from scoring_service.versions.views import (
    ActivationView,
    ListedVersionView,
    RuleSetView,
    VersionView,
    list_activations,
    list_calls,
    list_events,
    list_open_calls,
    list_rule_sets,
    list_versions,
    read_version,
)
from scoring_service.web.base import LONGEST_DOCUMENT, given_reason, go_to, render_page, whole_number

BAD_TEXT: Final = 422
NEVER_SEEN: Final = 0
"""No version has this revision: a form that does not say what its writer has seen changes nothing."""
_FIRST: Final = (VersionState.CHECKED, VersionState.DRAFT, VersionState.APPROVED)


def add_draft_pages(pages: Blueprint, parts: ScoringParts) -> None:
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


def add_differences_page(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the page ``differences``."""

    @pages.get("/versions/<version_id>/differences/<other_id>")
    def differences(version_id: str, other_id: str) -> Response:
        before, after = read_version(parts, version_id), read_version(parts, other_id)
        old, new = read_rules(before.document), read_rules(after.document)
        written = DifferenceWriter(old, new, page_language()).write(compare_rule_sets(old, new))
        told = [(part, list(found)) for part, found in groupby(written, key=lambda each: each.part)]
        return render_page("differences.html", before=before, after=after, parts=told)


def to_try(versions: Iterable[VersionView], name: str | None = None) -> list[VersionView]:
    """Give the versions that are not put away: those of ``name`` first, then by state, the last changed first."""
    offered = [each for each in versions if each.state in _FIRST]
    newest = sorted(offered, key=lambda each: each.changed_at, reverse=True)
    return sorted(newest, key=lambda each: (each.name != name, _FIRST.index(each.state)))


def add_rule_sets_page(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the page ``rule_sets``."""

    @pages.get("/")
    def rule_sets() -> Response:
        shown = [_show(parts, each) for each in list_rule_sets(parts)]
        return render_page("rule_sets.html", rule_sets=shown)


class Before(NamedTuple):
    """What can be gone back to: a version by its rule set and number, both None for what is in force for calls to come."""

    name: str | None = None
    version: int | None = None


def find_before(activations: Sequence[ActivationView], *, of_call: bool) -> Before | None:
    """Tell it from activations, oldest first, of one call or of one name for calls to come; None where nothing was in force."""
    steps = in_force_after(Step(each.kind, each.version_id) for each in activations)
    if len(steps) > 1 and steps[-2].version_id is not None:
        wanted = steps[-2].version_id
        return next(Before(each.name, each.version) for each in activations if each.version_id == wanted)
    # What a person gave a call before it was screened can be taken back to what is in force for all.
    given = of_call and bool(steps) and steps[-1] == Step(ActivationKind.ACTIVATE, steps[-1].version_id)
    return Before() if given else None


def add_version_page(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the page ``version``."""

    @pages.get("/versions/<version_id>")
    def version(version_id: str) -> Response:
        shown = read_version(parts, version_id)
        events = list_events(parts, version_id=shown.version_id)
        others = [each for each in list_versions(parts, name=shown.name) if each.version_id != version_id]
        calls = [*list_open_calls(parts), *list_calls(parts)]
        offered = [name for name, step in STEPS.items() if step.is_offered(shown)]
        return render_page(
            "version.html", version=shown, events=events, calls=calls, others=others, offered=offered
        )


def add_version_forms(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the forms of the page ``version`` and the one that rolls back."""

    @pages.post("/versions/<version_id>/check")
    def check(version_id: str) -> Any:
        checked = check_version(parts, version_id, by=acting_person())
        return go_to("version", "scoring.said-checked", version_id=checked.version_id)

    @pages.post("/versions/<version_id>/approve")
    def approve(version_id: str) -> Any:
        # A form that does not say what was read approves nothing: no version has revision 0.
        revision = whole_number(request.form.get("revision", "")) or 0
        done = approve_version(
            parts, version_id, by=acting_person(), reason=given_reason(), revision=revision
        )
        return go_to("version", "scoring.said-approved", version_id=done.version_id)

    for name, step in STEPS.items():
        pages.post(f"/versions/<version_id>/{name}", endpoint=name)(_form_of_step(parts, name, step))

    @pages.post("/versions/<version_id>/activate")
    def activate(version_id: str) -> Any:
        code = request.form.get("call") or None
        done = activate_version(
            parts, version_id, by=acting_person(), reason=given_reason() or "", call_code=code
        )
        return _go_on(done)

    @pages.post("/roll-back")
    def take_back() -> Any:
        done = roll_back(
            parts,
            by=acting_person(),
            reason=given_reason() or "",
            name=request.form.get("name") or None,
            call_code=request.form.get("call") or None,
        )
        return _go_on(done)


def _form_of_step(parts: ScoringParts, name: str, step: PlainStep) -> Callable[[str], Any]:
    def take(version_id: str) -> Any:
        done = step.act(parts, version_id, by=acting_person(), reason=given_reason())
        return go_to("version", f"step.{name}.said", version_id=done.version_id)

    return take


def _begun_from(parts: ScoringParts) -> VersionView | None:
    wanted = request.values.get("from")
    return read_version(parts, wanted) if wanted else None


def _form(draft: VersionView | None, text: str, note: str | None = None, **more: Any) -> Any:
    values = {"problems": (), "wrong": None, "begun_from": None, "is_theirs": False, **more}
    status = values.pop("status", 200)
    shown = note if note is not None else (draft.note if draft else None)
    return render_page("draft.html", status=status, draft=draft, text=text, note=shown or "", **values)


def _keep(parts: ScoringParts, draft: VersionView | None, sent: _Sent, begun_from: VersionView | None) -> Any:
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
        return _form(draft, text, note, problems=error.faults, status=BAD_TEXT, begun_from=begun_from)
    except VersionError as error:
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


class _Sent(NamedTuple):
    """What a form states; ``unread`` is the name of a file that is no text, whose content is then left out."""

    text: str
    note: str | None
    unread: str | None


def _cleared(draft: VersionView) -> str | None:
    """Give what takes a note away; None, which leaves everything as it is, where there was none."""
    return "" if draft.note else None


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


def _show(parts: ScoringParts, rule_set: RuleSetView) -> ShownRuleSet:
    every = list_activations(parts, name=rule_set.name)
    for_all = [each for each in every if each.call_code is None]
    return ShownRuleSet(
        rule_set.name,
        rule_set.in_force,
        for_all[0].at if for_all else None,
        find_before(for_all[::-1], of_call=False),
        list_versions(parts, name=rule_set.name),
    )


class ShownRuleSet(NamedTuple):
    """A name with its versions, the highest number first; ``since`` is when the one in force for all came into force.

    ``before`` is what was in force before it, None where nothing was.
    """

    name: str
    in_force: ListedVersionView | None
    since: datetime | None
    before: Before | None
    versions: tuple[VersionView, ...]


def _go_on(done: ActivationView) -> Any:
    language = page_language()
    if done.hint is not None:
        flash(done.hint.said(language))
    for call in done.open_calls:
        told = {"code": call.code, "title": call.title, "version": call.version or "–"}
        flash(say(f"versions.open-call-{'touched' if call.is_touched else 'kept'}", language, **told))
    if not done.screenings:
        # A call that is not screened yet has no page here.
        return go_to("rule_sets", "scoring.said-in-force")
    return go_to("call", "scoring.said-in-force-screened", code=done.call_code)
