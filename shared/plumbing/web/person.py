"""The person who acts, as a header names them that a proxy sets once it has checked who they are."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from typing import Final, cast

from flask import current_app, g, request

from shared.errors import ForeignPageError, PersonMissingError

HEADER_SETTING: Final = "PERSON_HEADER"
"""Where an application keeps the name of the header."""

LONGEST_NAME: Final = 200
_FOREIGN: Final = ("cross-site", "same-site")


def person_header() -> str:
    """Give the name of the header."""
    return cast("str", current_app.config[HEADER_SETTING])


def named_person() -> str | None:
    """Give the person whom the request's header names, if any."""
    sent = request.headers.get(person_header(), "")
    with suppress(UnicodeError):
        # A header is bytes; names with å, ä and ö are sent as UTF-8, which WSGI hands over as Latin-1.
        sent = sent.encode("latin-1").decode("utf-8")
    return fit_name(sent)


def fit_name(text: str) -> str | None:
    """Give a name without blanks around it, runs of blanks and invisible letters in it; None where nothing is left."""
    seen = (letter for letter in text if unicodedata.category(letter) != "Cf")
    name = " ".join("".join(letter if letter.isprintable() else " " for letter in seen).split())
    return name[:LONGEST_NAME] or None


def require_person() -> None:
    """Refuse a change that nobody answers for, or that another site's page sends with this browser's credentials.

    Raises:
        PersonMissingError: no person is named.
        ForeignPageError: the browser says that the request comes from elsewhere.
    """
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        raise ForeignPageError
    found = named_person()
    if found is None:
        raise PersonMissingError(person_header())
    g.person = found


def acting_person() -> str:
    """Give the person who was required for this request."""
    return cast("str", g.person)
