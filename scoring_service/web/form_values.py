"""What a form or an address says, read so that nothing that can be sent becomes a fault of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from flask import request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

if TYPE_CHECKING:
    from flask import Blueprint

LONGEST_NAME: Final = 200
LONGEST_REASON: Final = 2_000
LONGEST_DOCUMENT: Final = 2_000_000
_MOST_DIGITS: Final = 9
_LONG: Final = {"document": LONGEST_DOCUMENT, "call": LONGEST_NAME, "name": LONGEST_NAME}


def whole_number(text: str) -> int | None:
    """Give a whole number from 0, None where the text is none or one that no list and no revision reaches."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def given_reason() -> str | None:
    """Give the reason that the form states, None when it states none."""
    return request.form.get("reason", "").strip() or None


def demand_fitting_values(pages: Blueprint) -> None:
    """Refuse a form or an address that holds what no browser sends from our pages: too long, or no text."""
    # The framework takes half a million bytes of a form otherwise, which is less than a rule file may have.
    pages.before_app_request(_take_whole_forms)
    pages.before_request(_demand)


def _take_whole_forms() -> None:
    request.max_form_memory_size = request.max_content_length


def _demand() -> None:
    sent = [
        *request.args.items(multi=True),
        *request.form.items(multi=True),
        *(request.view_args or {}).items(),
    ]
    for name, value in sent:
        if len(value) > _LONG.get(name, LONGEST_REASON):
            raise RequestEntityTooLarge
        # A text with the character NUL cannot be stored; in a rule file the reader of files says where it stands.
        if "\0" in value and name != "document":
            raise BadRequest
