"""A version to read: its file, its sheet, and what differs from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Response

from scoring_service.api.current import parts
from scoring_service.api.query_shapes import CasesShape, SheetShape
from scoring_service.api.version_answers import DifferencesSchema
from scoring_service.api.workbook import WORKBOOK, XLSX, workbook
from scoring_service.case_files.write_sheet import write_case_workbook
from scoring_service.domain.cases.case import own_cases
from scoring_service.domain.cases.propose_cases import propose_cases
from scoring_service.domain.differences.compare_rule_sets import compare_rule_sets
from scoring_service.exporting.rule_sheet import sheet_style, write_html_sheet, write_markdown_sheet
from scoring_service.exporting.sheet_content import SheetLife
from scoring_service.exporting.write_differences import DifferenceWriter
from scoring_service.life.list_versions import read_version
from scoring_service.trials.read_rules import read_rules
from shared.plumbing.pages.security_headers import policy_of_style
from shared.plumbing.pages.style_folder import reading_style
from shared.plumbing.web.guarded_blueprint import GuardedBlueprint
from shared.plumbing.web.query_shapes import LanguageShape
from shared.texts import say

if TYPE_CHECKING:
    from uuid import UUID

    from scoring_service.life.views import VersionView

texts = GuardedBlueprint("texts", __name__, url_prefix="/api/versions", description="Versions to read")
TEXT = {"type": "string"}
YAML = {"description": "the rule file, a YAML document in the rule language"}


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
    life = SheetLife(state, found.author, found.approved_by, found.approved_at)
    if wanted["format"] == "md":
        return _file(found, write_markdown_sheet(rules, wanted["lang"], life), "text/markdown", "md")
    page = Response(write_html_sheet(rules, wanted["lang"], life), mimetype="text/html")
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


def _file(version: VersionView, text: str, content_type: str, suffix: str) -> Response:
    answer = Response(text, content_type=f"{content_type}; charset=utf-8")
    answer.headers.set("Content-Disposition", "inline", filename=f"{_name_of(version)}.{suffix}")
    return answer


def _name_of(version: VersionView) -> str:
    return f"{version.name}-{version.version}"
