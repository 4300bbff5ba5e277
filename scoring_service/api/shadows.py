"""Shadow runs: a version that is tried beside the active one on every screening of a call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.api.body_shapes import ShadowShape
from scoring_service.api.current import parts
from scoring_service.api.query_shapes import ShadowListShape
from scoring_service.api.trial_answers import ShadowSchema, ShadowsSchema
from scoring_service.trials.shadows import end_shadow, list_shadows, start_shadow
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person

if TYPE_CHECKING:
    from uuid import UUID

shadows = GuardedBlueprint(
    "shadows", __name__, url_prefix="/api/shadows", description="Versions beside the active one"
)


@shadows.route("", methods=["POST"])
@shadows.arguments(ShadowShape)
@shadows.response(201, ShadowSchema)
def post_shadow(body: dict[str, Any]) -> Any:
    """Let a version run beside the active one; where it does so already, that run is given."""
    part = parts()
    return start_shadow(
        part.database, part.clock, call=body["call"], version_id=body["version_id"], by=acting_person()
    )


@shadows.route("", methods=["GET"])
@shadows.arguments(ShadowListShape, location="query")
@shadows.response(200, ShadowsSchema)
def get_shadows(wanted: dict[str, Any]) -> Any:
    """List shadow runs, the newest first."""
    return {"items": list_shadows(parts().database, call=wanted.get("call"))}


@shadows.route("/<uuid:shadow_id>", methods=["DELETE"])
@shadows.response(200, ShadowSchema)
def delete_shadow(shadow_id: UUID) -> Any:
    """End a shadow run; the trials that it has made stay."""
    return end_shadow(parts().database, parts().clock, str(shadow_id), by=acting_person())
