"""Versions of rules: write, read, list, change while they are drafts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.api.body_shapes import VersionShape
from scoring_service.api.current import parts
from scoring_service.api.once import once
from scoring_service.api.query_shapes import VersionListShape
from scoring_service.api.version_answers import EventPageSchema, VersionPageSchema, VersionSchema
from scoring_service.domain.versions.states import VersionState
from scoring_service.life.change_draft import change_draft
from scoring_service.life.create_draft import create_draft
from scoring_service.life.list_events import list_events
from scoring_service.life.list_versions import list_versions, read_version
from shared.plumbing.paging import Page
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.query_shapes import IdempotencyShape, PagingShape

if TYPE_CHECKING:
    from uuid import UUID

    from scoring_service.life.views import VersionView

versions = GuardedBlueprint("versions", __name__, url_prefix="/api/versions", description="Versions of rules")

ETAG_KEYS = ("version_id", "revision", "in_force", "calls")


def version_etag(version: VersionView) -> dict[str, Any]:
    """Give what the ETag of a version rests on."""
    return {key: getattr(version, key) for key in ETAG_KEYS}


@versions.route("", methods=["POST"])
@versions.etag
@versions.arguments(IdempotencyShape, location="headers")
@versions.arguments(VersionShape)
@versions.response(201, VersionSchema)
def post_version(headers: dict[str, Any], body: dict[str, Any]) -> Any:
    """Keep a rule file as a draft, once for each Idempotency-Key; it must state its name and number."""

    def create() -> dict[str, Any]:
        made = create_draft(parts(), body["document"], by=acting_person(), note=body["note"])
        return dict(VersionSchema().dump(made))

    answered = once(
        "POST versions", headers["key"], create, lambda made: f"/api/versions/{made['version_id']}"
    )
    versions.set_etag({key: answered[0][key] for key in ETAG_KEYS})
    return answered


@versions.route("", methods=["GET"])
@versions.arguments(VersionListShape, location="query")
@versions.response(200, VersionPageSchema)
def get_versions(wanted: dict[str, Any]) -> Any:
    """List versions by name, the highest number first, without their texts."""
    state = None if wanted.get("state") is None else VersionState(wanted["state"])
    found = list_versions(parts(), name=wanted.get("name"), state=state)
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@versions.route("/<uuid:version_id>", methods=["GET"])
@versions.etag
@versions.response(200, VersionSchema)
def get_version(version_id: UUID) -> Any:
    """Read a version with its text."""
    found = read_version(parts(), str(version_id))
    versions.set_etag(version_etag(found))
    return found


@versions.route("/<uuid:version_id>", methods=["PUT"])
@versions.etag
@versions.arguments(VersionShape)
@versions.response(200, VersionSchema)
def put_version(body: dict[str, Any], version_id: UUID) -> Any:
    """Put another text in the place of a draft's; a checked version is a draft again."""
    seen = read_version(parts(), str(version_id))
    versions.check_etag(version_etag(seen))
    changed = change_draft(
        parts(),
        seen.version_id,
        body["document"],
        by=acting_person(),
        revision=seen.revision,
        note=body["note"],
    )
    versions.set_etag(version_etag(changed))
    return changed


@versions.route("/<uuid:version_id>/events", methods=["GET"])
@versions.arguments(PagingShape, location="query")
@versions.response(200, EventPageSchema)
def get_events(wanted: dict[str, Any], version_id: UUID) -> Any:
    """Read what happened to a version, the newest first."""
    found = read_version(parts(), str(version_id))
    return Page(wanted["page"], wanted["page_size"]).cut(list_events(parts(), version_id=found.version_id))
