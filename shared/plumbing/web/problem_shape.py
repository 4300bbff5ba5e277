"""The problem document as the API's own description shows it."""

from __future__ import annotations

from marshmallow import Schema, fields


class ProblemErrorSchema(Schema):
    """One fault: where it is, what it is, and the sentence for a person in both languages."""

    file = fields.String(metadata={"description": "the bundle's file"})
    entry = fields.String(metadata={"description": "the entry of the file, by reference or number"})
    line = fields.Integer(metadata={"description": "the line of a rule file, from 1"})
    column = fields.Integer(metadata={"description": "the character of that line, from 1"})
    severity = fields.String(metadata={"enum": ["error", "warning"]})
    field = fields.String(required=True, allow_none=True)
    code = fields.String(required=True)
    sv = fields.String(required=True)
    en = fields.String(required=True)


class ProblemSchema(Schema):
    """An RFC 9457 problem; ``error_count`` may be larger than the number of ``errors`` listed."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(ProblemErrorSchema), required=True)
    error_count = fields.Integer(required=True)
