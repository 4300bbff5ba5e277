"""Versions of rules: written, listed, checked, approved, brought into force and archived.

A version can be read as its file, as a sheet, as a workbook of its cases, and as what differs from another.
"""

from typing import Any
from uuid import UUID

from flask import Response, request

from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.pages import policy_of_style, reading_style
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape, LanguageShape, PagingShape
from prescreen_shared.plumbing.web.requests import acting_person
from prescreen_shared.texts.catalogue import say
from scoring_service.api.answers import (
    ActivationPageSchema,
    ActivationSchema,
    CheckedSchema,
    DifferencesSchema,
    EventPageSchema,
    RuleSetsSchema,
    VersionPageSchema,
    VersionSchema,
)
from scoring_service.api.backtests import WORKBOOK, XLSX, workbook
from scoring_service.api.base import once, parts
from scoring_service.api.requests import (
    ActivationListShape,
    ActivationShape,
    CasesShape,
    DocumentShape,
    ReasonShape,
    RollBackShape,
    SheetShape,
    VersionListShape,
    VersionShape,
)
from scoring_service.case_files.write_sheet import write_case_workbook
from scoring_service.domain.cases.case import own_cases
from scoring_service.domain.cases.propose_cases import propose_cases
from scoring_service.domain.differences import compare_rule_sets
from scoring_service.domain.version import VersionChangedError, VersionState
from scoring_service.sheets.differences import DifferenceWriter
from scoring_service.sheets.rule_sheet import SheetHead, sheet_style, write_html_sheet, write_markdown_sheet
from scoring_service.versions.drafts import (
    STEPS,
    PlainStep,
    approve_version,
    change_draft,
    check_document,
    check_version,
    create_draft,
)
from scoring_service.versions.in_force import activate_version, roll_back
from scoring_service.versions.shelf import read_rules
from scoring_service.versions.views import (
    VersionView,
    list_activations,
    list_events,
    list_rule_sets,
    list_versions,
    read_version,
)

activations = GuardedBlueprint("activations", __name__, url_prefix="/api", description="What is in force")
steps = GuardedBlueprint("steps", __name__, url_prefix="/api", description="From draft to archived")
versions = GuardedBlueprint("versions", __name__, url_prefix="/api/versions", description="Versions of rules")
ETAG_KEYS = ("version_id", "revision", "in_force", "calls")
texts = GuardedBlueprint("texts", __name__, url_prefix="/api/versions", description="Versions to read")
TEXT = {"type": "string"}
YAML = {"description": "the rule file, a YAML document in the rule language"}


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


@steps.route("/check", methods=["POST"], changes_nothing=True)
@steps.arguments(DocumentShape)
@steps.response(200, CheckedSchema)
def post_check(body: dict[str, Any]) -> Any:
    """Check a rule file as its publication would, and keep nothing."""
    return check_document(body["document"], parts().gate)


@steps.route("/versions/<uuid:version_id>/check", methods=["POST"])
@steps.etag
@steps.response(200, VersionSchema)
def post_version_check(version_id: UUID) -> Any:
    """Check a draft; without a fault it is checked, else it stays a draft with its faults."""
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


def _add_step(name: str, step: PlainStep) -> None:
    """Put one of the steps that need only a reason on its address."""

    def post_step(body: dict[str, Any], version_id: UUID) -> Any:
        return _answer(step.act(parts(), str(version_id), by=acting_person(), reason=body["reason"]))

    post_step.__doc__ = (step.act.__doc__ or "").partition("\n")[0]
    described = steps.arguments(ReasonShape, required=False)(steps.response(200, VersionSchema)(post_step))
    address = f"/versions/<uuid:version_id>/{name}"
    steps.route(address, methods=["POST"], endpoint=f"post_{name}")(steps.etag(described))


for _name, _step in STEPS.items():
    _add_step(_name, _step)


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
    versions.set_etag(_version_etag(found))
    return found


@versions.route("/<uuid:version_id>", methods=["PUT"])
@versions.etag
@versions.arguments(VersionShape)
@versions.response(200, VersionSchema)
def put_version(body: dict[str, Any], version_id: UUID) -> Any:
    """Put another text in the place of a draft's; a checked version is a draft again."""
    seen = read_version(parts(), str(version_id))
    versions.check_etag(_version_etag(seen))
    changed = change_draft(
        parts(),
        seen.version_id,
        body["document"],
        by=acting_person(),
        revision=seen.revision,
        note=body["note"],
    )
    versions.set_etag(_version_etag(changed))
    return changed


@versions.route("/<uuid:version_id>/events", methods=["GET"])
@versions.arguments(PagingShape, location="query")
@versions.response(200, EventPageSchema)
def get_events(wanted: dict[str, Any], version_id: UUID) -> Any:
    """Read what happened to a version, the newest first."""
    found = read_version(parts(), str(version_id))
    return Page(wanted["page"], wanted["page_size"]).cut(list_events(parts(), version_id=found.version_id))


@texts.route("/<uuid:version_id>/document", methods=["GET"])
@texts.response(200, YAML, content_type="text/yaml")
def get_document(version_id: UUID) -> Any:
    """Read the rule file exactly as it was written."""
    found = read_version(parts(), str(version_id))
    return _file(found, found.document, "text/yaml", "yaml")


@texts.route("/<uuid:version_id>/sheet", methods=["GET"])
@texts.arguments(SheetShape, location="query")
@texts.response(200, TEXT, content_type="text/html")
@texts.alt_response(200, schema=TEXT, content_type="text/markdown", success=True)
def get_sheet(wanted: dict[str, Any], version_id: UUID) -> Any:
    """Read the rules as sentences, as a page that needs nothing beside it or as Markdown."""
    found = read_version(parts(), str(version_id))
    rules = read_rules(found.document)
    state = say(f"version_state.{found.state.value}", wanted["lang"])
    head = SheetHead(state, found.author, found.approved_by, found.approved_at)
    if wanted["format"] == "md":
        return _file(found, write_markdown_sheet(rules, wanted["lang"], head), "text/markdown", "md")
    page = Response(write_html_sheet(rules, wanted["lang"], head), mimetype="text/html")
    page.headers["Content-Security-Policy"] = policy_of_style(reading_style() + sheet_style())
    page.headers["Content-Language"] = wanted["lang"]
    return page


@texts.route("/<uuid:version_id>/cases.xlsx", methods=["GET"])
@texts.arguments(CasesShape, location="query")
@texts.response(200, WORKBOOK, content_type=XLSX)
def get_cases(wanted: dict[str, Any], version_id: UUID) -> Any:
    """Read the cases of a version as a workbook that staff fill in, with proposed cases at each limit."""
    found = read_version(parts(), str(version_id))
    rules = read_rules(found.document)
    own = own_cases(rules)
    proposed = propose_cases(rules, own, {}) if wanted["proposed"] == "yes" else []
    return workbook(write_case_workbook(rules, [*own, *proposed], {}), f"{_name_of(found)}-cases")


@texts.route("/<uuid:version_id>/differences/<uuid:other_id>", methods=["GET"])
@texts.arguments(LanguageShape, location="query")
@texts.response(200, DifferencesSchema)
def get_differences(wanted: dict[str, Any], version_id: UUID, other_id: UUID) -> Any:
    """Read as sentences what differs between a version and another that came after it."""
    before, after = (read_rules(read_version(parts(), str(each)).document) for each in (version_id, other_id))
    written = DifferenceWriter(before, after, wanted["lang"]).write(compare_rule_sets(before, after))
    return {"before": version_id, "after": other_id, "lang": wanted["lang"], "differences": written}


def _answer(version: VersionView) -> VersionView:
    steps.set_etag(_version_etag(version))
    return version


def _version_etag(version: VersionView) -> dict[str, Any]:
    """Give what the ETag of a version rests on."""
    return {key: getattr(version, key) for key in ETAG_KEYS}


def _require_seen(seen: VersionView) -> None:
    # The library knows If-Match on PUT alone, and asks for it there; here it may be left out.
    if request.if_match and not request.if_match.contains(steps.etag_of(_version_etag(seen))):
        raise VersionChangedError(seen.name, seen.version, seen.changed_by, seen.changed_at)


def _file(version: VersionView, text: str, content_type: str, suffix: str) -> Response:
    answer = Response(text, content_type=f"{content_type}; charset=utf-8")
    answer.headers.set("Content-Disposition", "inline", filename=f"{_name_of(version)}.{suffix}")
    return answer


def _name_of(version: VersionView) -> str:
    return f"{version.name}-{version.version}"
