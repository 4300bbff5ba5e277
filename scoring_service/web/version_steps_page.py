"""The forms by which a version goes on: checked, approved, put away, brought into force, rolled back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from scoring_service.life.activate_version import activate_version
from scoring_service.life.approve_version import approve_version
from scoring_service.life.archive_version import archive_version
from scoring_service.life.check_version import check_version
from scoring_service.life.roll_back import roll_back
from scoring_service.web.form_values import given_reason, whole_number
from scoring_service.web.render_page import go_to
from shared.plumbing.web.person import acting_person

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts
    from scoring_service.life.views import ActivationView


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
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

    @pages.post("/versions/<version_id>/archive")
    def archive(version_id: str) -> Any:
        done = archive_version(parts, version_id, by=acting_person(), reason=given_reason())
        return go_to("version", "scoring.said-archived", version_id=done.version_id)

    @pages.post("/versions/<version_id>/activate")
    def activate(version_id: str) -> Any:
        code = request.form.get("call") or None
        done = activate_version(
            parts, version_id, by=acting_person(), reason=given_reason() or "", call_code=code
        )
        return _show(done)

    @pages.post("/roll-back")
    def take_back() -> Any:
        done = roll_back(
            parts,
            by=acting_person(),
            reason=given_reason() or "",
            name=request.form.get("name") or None,
            call_code=request.form.get("call") or None,
        )
        return _show(done)


def _show(done: ActivationView) -> Any:
    if done.call_code is None:
        return go_to("rule_sets", "scoring.said-in-force")
    said = "scoring.said-in-force-screened" if done.screenings else "scoring.said-in-force"
    return go_to("call", said, code=done.call_code)
