"""What scoring says of a call before it closes: by which version it will be judged, and what does not fit between the two.

A problem that is an error must be mended before the call closes; a warning tells what applications will meet.
"""

from dataclasses import dataclass
from enum import StrEnum

from prescreen_shared.shapes.verdict import Sentence


class Severity(StrEnum):
    """An ``error`` is what no proposal could rest on; a ``warning`` is what refers applications or leaves them without a rule."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class CallProblem:
    """One thing in which a call and its rules do not fit; ``code`` is a word such as ``rules_unknown``.

    ``text`` says what is wrong and ``way_out`` what to do, with the command that does it where there is one.
    """

    code: str
    severity: Severity
    text: Sentence
    way_out: Sentence
