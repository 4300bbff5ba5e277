"""The addresses of the city's register: read it and its versions, look at what a change would do, put a new version in force.

A workbook is read at an address of its own and answered as the register that it holds, which is then sent as any other.
"""

from typing import Any, Final

from flask import Response, request
from marshmallow import Schema, fields

from intake_service import registers as use_cases
from intake_service.api.base import parts
from intake_service.importing.register_sheet import WORKBOOK_TYPE, read_sheets, write_sheets
from intake_service.shapes import RegisterChangeShape, RegisterPreviewShape
from prescreen_shared.plumbing.web.blueprints import GuardedBlueprint
from prescreen_shared.plumbing.web.fields import IdempotencyShape, many
from prescreen_shared.plumbing.web.requests import acting_person, request_id
from prescreen_shared.schemas.derive import answer_of
from prescreen_shared.schemas.fields import Loaded
from prescreen_shared.shapes.declaring import write

register = GuardedBlueprint(
    "register", __name__, url_prefix="/api/register", description="What the city already knows"
)
VersionSchema: Final = answer_of(use_cases.RegisterVersion, name="RegisterVersionSchema")
PreviewSchema: Final = answer_of(use_cases.RegisterPreview, name="RegisterPreviewSchema")


class RegisterStateSchema(Schema):
    """The version in force; null while the city has none."""

    register = fields.Nested(VersionSchema, required=True, allow_none=True)


class VersionsSchema(Schema):
    """Every version of the register, the newest first."""

    versions = many(answer_of(use_cases.ListedVersion, name="ListedRegisterVersionSchema"))


@register.route("", methods=["GET"])
@register.response(200, RegisterStateSchema)
def get_register() -> Any:
    """Read the register in force."""
    found = use_cases.read_register(parts())
    return {"register": None if found is None else write(found)}


@register.route("", methods=["PUT"])
@register.arguments(IdempotencyShape, location="headers")
@register.arguments(RegisterChangeShape)
@register.response(200, VersionSchema)
def put_register(headers: dict[str, Any], body: Loaded) -> Any:
    """Put a register in force as a new version; ``replaces`` is the version that is so now, 0 for none.

    Who changes it is named by the proxy.
    """
    answer, is_repeated = use_cases.put_register(
        parts(),
        **body.accepted(),
        by=acting_person(),
        key=headers["key"],
        sent=request.get_data(),
        request_id=request_id(),
    )
    return answer, {"Idempotency-Replayed": "true"} if is_repeated else {}


@register.route("/preview", methods=["POST"], changes_nothing=True)
@register.arguments(RegisterPreviewShape)
@register.response(200, PreviewSchema)
def post_preview(body: Loaded) -> Any:
    """Tell what a register would change: added, changed and removed entries of each section. Stores nothing."""
    return write(use_cases.preview_register(parts(), body.accepted()["register"]))


@register.route("/sheet", methods=["POST"], changes_nothing=True)
@register.doc(requestBody={"required": True, "content": {WORKBOOK_TYPE: {"schema": {"type": "string"}}}})
@register.response(200, PreviewSchema)
def post_sheet() -> Any:
    """Read a workbook, one sheet a section, and tell what it would change and the register it holds. Stores nothing."""
    return write(use_cases.preview_register(parts(), read_sheets(request.get_data())))


@register.route("/template", methods=["GET"])
@register.response(200, {"type": "string"}, content_type=WORKBOOK_TYPE)
def get_template() -> Any:
    """Read the register in force as a workbook to change and send in again; where there is none, a blank one."""
    found = use_cases.read_register(parts())
    book = Response(write_sheets(None if found is None else found.register), mimetype=WORKBOOK_TYPE)
    book.headers["Content-Disposition"] = 'attachment; filename="register.xlsx"'
    return book


@register.route("/versions", methods=["GET"])
@register.response(200, VersionsSchema)
def get_versions() -> Any:
    """List every version with who, when, why, and which calls use it."""
    return {"versions": [write(each) for each in use_cases.list_versions(parts())]}


@register.route("/versions/<int:number>", methods=["GET"])
@register.response(200, VersionSchema)
def get_version(number: int) -> Any:
    """Read one version and what it changed."""
    return write(use_cases.read_register(parts(), number))
