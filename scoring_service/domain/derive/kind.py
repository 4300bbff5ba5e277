"""What a kind of derived fact is: its name, the types it gives, the shape of its settings and the function that derives.

The settings are declared as every other shape is, one line each. Rule files are held to them, and editors learn of them, by
what ``scoring_service.rule_files.settings`` derives from these lines. A setting whose name is a word of Python's own is
declared with ``_`` after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

from prescreen_shared.shapes.declaring import Declared, Least, Whole, fields_of
from scoring_service.domain.derive.known import Known
from scoring_service.domain.fact import Fact, FactType
from scoring_service.domain.rule_set import FactDeclaration


class Meant(Enum):
    """What the text or value of a setting is, where it is not any text."""

    PATTERN = "pattern"
    """A word pattern."""
    FIELD = "field"
    """A field that an application can have."""
    SCALAR = "scalar"
    """A text, a whole number, true or false."""
    NAME_ALONE = "name alone"
    """A shape that may also be written as nothing but its name."""


Texts = tuple[str, ...]
Patterns = tuple[Annotated[str, Meant.PATTERN], ...]
Fields = Annotated[tuple[Annotated[str, Meant.FIELD], ...], Least(1)]
Percent = Annotated[int, Whole(0, 100)]
Count = Annotated[int, Least(1)]


@dataclass(frozen=True, slots=True)
class NoSettings:
    """What a kind takes that has nothing to set."""


@dataclass(frozen=True, slots=True)
class KindDeclaration:
    """One kind of derived fact; ``settings`` is the shape of what a rule file says beside its name.

    ``needs_call`` says that it looks at the other applications of the call.
    ``details`` are the names that its facts' details can have, for sentences to use. ``from_statement`` says that it
    only counts or compares what the applicant states, so that criteria may give points for it. ``least`` is the
    smallest number that it can give, None where it gives no number or has no limit. ``words`` are the choices that it
    can give, all of which its facts must declare.
    """

    name: str
    gives: frozenset[FactType]
    derive: Callable[[FactDeclaration, Known], Fact]
    settings: type = NoSettings
    needs_call: bool = False
    details: frozenset[str] = frozenset()
    from_statement: bool = False
    least: int | None = None
    words: tuple[str, ...] = ()


def settings_of(shape: type) -> Mapping[str, Declared]:
    """Give the settings that a kind takes by their names in a rule file."""
    return {each.name.rstrip("_"): each for each in fields_of(shape)}
