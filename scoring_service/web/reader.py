"""Who reads a page: a person whom the proxy names, one who has said a name, or nobody in particular."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from flask import current_app, g, request, session

from shared.errors import PersonMissingError
from shared.plumbing.web.guarded_blueprint import READING
from shared.plumbing.web.person import fit_name, named_person, person_header

if TYPE_CHECKING:
    from flask import Blueprint

MAY_CLAIM: Final = "NAMES_MAY_BE_CLAIMED"
"""Where the application keeps whether a name that nobody checks will do."""

_CLAIMED: Final = "claimed_name"
_ANYBODYS: Final = ("pages.sign_in", "pages.sign_out")
"""The forms that change nothing but who reads."""


class Reader(NamedTuple):
    """A person; ``is_claimed`` when nobody has checked that the name is theirs."""

    name: str
    is_claimed: bool


def reader() -> Reader | None:
    """Give who reads, None when nobody is named."""
    named = named_person()
    if named is not None:
        return Reader(named, is_claimed=False)
    claimed = session.get(_CLAIMED) if may_claim() else None
    return Reader(claimed, is_claimed=True) if isinstance(claimed, str) else None


def may_claim() -> bool:
    """Tell whether this reader may say a name: the application allows it, and no proxy has named one."""
    return bool(current_app.config[MAY_CLAIM]) and named_person() is None


def claim_name(text: str) -> str | None:
    """Let the reader be called so for as long as the browser is open; None when the text holds no name."""
    name = fit_name(text) if may_claim() else None
    if name is not None:
        session[_CLAIMED] = name
    return name


def forget_name() -> None:
    """Let the reader be nobody in particular."""
    session.pop(_CLAIMED, None)


def demand_a_person(pages: Blueprint) -> None:
    """See to it that every form of the pages is sent by somebody; its view finds the name by ``acting_person``."""

    @pages.before_request
    def demand() -> None:
        if request.method in READING or request.endpoint in _ANYBODYS:
            return
        found = reader()
        if found is None:
            raise PersonMissingError(person_header())
        g.person = found.name
