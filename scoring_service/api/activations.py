"""What is in force: rule sets at a glance, bringing a version into force, rolling back."""

from __future__ import annotations

from typing import Any

from scoring_service.api.body_shapes import ActivationShape, RollBackShape
from scoring_service.api.current import parts
from scoring_service.api.query_shapes import ActivationListShape
from scoring_service.api.version_answers import ActivationPageSchema, ActivationSchema, RuleSetsSchema
from scoring_service.life.activate_version import activate_version
from scoring_service.life.list_events import list_activations
from scoring_service.life.list_versions import list_rule_sets
from scoring_service.life.roll_back import roll_back
from shared.plumbing.paging import Page
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.person import acting_person

activations = GuardedBlueprint("activations", __name__, url_prefix="/api", description="What is in force")


@activations.route("/rule-sets", methods=["GET"])
@activations.response(200, RuleSetsSchema)
def get_rule_sets() -> Any:
    """List the rule sets, each with what is in force for calls to come and its newest version."""
    return {"items": list_rule_sets(parts())}


@activations.route("/activations", methods=["GET"])
@activations.arguments(ActivationListShape, location="query")
@activations.response(200, ActivationPageSchema)
def get_activations(wanted: dict[str, Any]) -> Any:
    """List what came into force, the newest first."""
    found = list_activations(parts(), name=wanted.get("name"), call_code=wanted.get("call"))
    return Page(wanted["page"], wanted["page_size"]).cut(found)


@activations.route("/activations", methods=["POST"])
@activations.arguments(ActivationShape)
@activations.response(201, ActivationSchema)
def post_activation(body: dict[str, Any]) -> Any:
    """Bring an approved version into force, for one call or for calls to come; what is judged stays as it is."""
    return activate_version(
        parts(), body["version_id"], by=acting_person(), reason=body["reason"], call_code=body["call"]
    )


@activations.route("/activations/roll-back", methods=["POST"])
@activations.arguments(RollBackShape)
@activations.response(201, ActivationSchema)
def post_roll_back(body: dict[str, Any]) -> Any:
    """Bring into force what was so before, for one call or for the calls to come of one rule set."""
    return roll_back(
        parts(),
        by=acting_person(),
        reason=body["reason"],
        name=body.get("name"),
        call_code=body.get("call"),
    )
