"""What every form for staff has in common: who sends it, that it is a page of our own that does, what is wrong in words.

A form is refused when a browser sends it for a page of another site. Who acts is whom the proxy names; where it names nobody
the form asks, and the log says that the name is unchecked.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from flask import Response, request

from intake_service.domain.call import Question
from intake_service.exporting.proposal_page import field_label
from prescreen_shared.errors import Fault, ForeignPageError, InputRefusedError, StatedError, field_of
from prescreen_shared.plumbing import pages
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import fit_name, named_person
from prescreen_shared.texts.catalogue import say

Render = Callable[..., Response]
LONGEST_FIELD: Final = 60_000
_FOREIGN: Final = ("cross-site", "same-site")


def require_own_page() -> None:
    """Let a form through unless the browser says that a page of another site sends it.

    Raises:
        ForeignPageError: it does.
    """
    if request.headers.get("Sec-Fetch-Site") in _FOREIGN:
        raise ForeignPageError


def written_form(*apart: str) -> dict[str, str]:
    """Give what was written in the form, field by field, but for the fields ``apart``."""
    return {name: value.strip()[:LONGEST_FIELD] for name, value in request.form.items() if name not in apart}


def who(written: Mapping[str, str]) -> str:
    """Give who acts: whom the proxy names, else the name in the form, with a remark that nobody checked it.

    Raises:
        InputRefusedError: neither names anybody.
    """
    named = named_person()
    if named is not None:
        return named
    claimed = fit_name(written.get("by", ""))
    if claimed is None:
        raise InputRefusedError([Fault("required", "by", {"key": "by"})])
    return f"{claimed} ({say('received.unchecked', 'sv')})"


def said_fault(fault: Fault, questions: Sequence[Question] = ()) -> str:
    """Say what is wrong in a field, or an answer, in the language of the page."""
    language = pages.page_language()
    field = field_label(field_of(fault), language, questions)
    return f"{field}: {say(f'fault.{fault.code}', language, **fault.values)}"


def said_problem(error: StatedError) -> str:
    """Say what may not be done, in the language of the page."""
    _, code = status_and_code(error)
    return say(f"problem.{code}", pages.page_language(), **error.values)
