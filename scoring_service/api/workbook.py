"""Workbooks as answers of the API."""

from __future__ import annotations

from typing import Final

from flask import Response

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORKBOOK: Final = {"description": "an Excel workbook"}
"""How the description of the API shows one."""


def workbook(content: bytes, name: str) -> Response:
    """Answer with the content of a workbook, to be kept under a name."""
    answer = Response(content, content_type=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.xlsx")
    return answer
