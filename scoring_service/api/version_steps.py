"""The steps of a version's life: check, approve, archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from scoring_service.api.body_shapes import DocumentShape, ReasonShape
from scoring_service.api.current import parts
from scoring_service.api.rule_file_answer import listed
from scoring_service.api.version_answers import CheckedSchema, VersionSchema
from scoring_service.api.versions import version_etag
from scoring_service.domain.versions.errors import VersionChangedError
from scoring_service.life.approve_version import approve_version
from scoring_service.life.archive_version import archive_version
from scoring_service.life.check_document import check_document
from scoring_service.life.check_version import check_version
from scoring_service.life.list_versions import read_version
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person

if TYPE_CHECKING:
    from uuid import UUID

    from scoring_service.life.views import VersionView

steps = GuardedBlueprint("steps", __name__, url_prefix="/api", description="From draft to archived")


@steps.route("/check", methods=["POST"], changes_nothing=True)
@steps.arguments(DocumentShape)
@steps.response(200, CheckedSchema)
def post_check(body: dict[str, Any]) -> Any:
    """Check a rule file as its publication would, and keep nothing."""
    checked = check_document(body["document"], parts().gate)
    return {"problems": listed(checked.problems), "sha256": checked.sha256}


@steps.route("/versions/<uuid:version_id>/check", methods=["POST"])
@steps.etag
@steps.response(200, VersionSchema)
def post_version_check(version_id: UUID) -> Any:
    """Check a draft; without a fault it is checked, else it stays a draft with its problems."""
    return _answer(check_version(parts(), str(version_id), by=acting_person()))


@steps.route("/versions/<uuid:version_id>/approve", methods=["POST"])
@steps.etag
@steps.arguments(ReasonShape, required=False)
@steps.response(200, VersionSchema)
def post_approve(body: dict[str, Any], version_id: UUID) -> Any:
    """Approve exactly what was checked, with If-Match exactly what was read; whoever has written it may not."""
    seen = read_version(parts(), str(version_id))
    _require_seen(seen)
    approved = approve_version(
        parts(), seen.version_id, by=acting_person(), reason=body["reason"], revision=seen.revision
    )
    return _answer(approved)


@steps.route("/versions/<uuid:version_id>/archive", methods=["POST"])
@steps.etag
@steps.arguments(ReasonShape, required=False)
@steps.response(200, VersionSchema)
def post_archive(body: dict[str, Any], version_id: UUID) -> Any:
    """Put a version away; calls that have it keep it."""
    return _answer(archive_version(parts(), str(version_id), by=acting_person(), reason=body["reason"]))


def _require_seen(seen: VersionView) -> None:
    # The library knows If-Match on PUT alone, and asks for it there; here it may be left out.
    if request.if_match and not request.if_match.contains(steps.etag_of(version_etag(seen))):
        raise VersionChangedError(seen.name, seen.version, seen.changed_by, seen.changed_at)


def _answer(version: VersionView) -> VersionView:
    steps.set_etag(version_etag(version))
    return version
