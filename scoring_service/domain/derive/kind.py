"""What a kind of derived fact is, and all that is known when the facts of one application are derived.

A kind has a name, the types it gives, the shape of its settings and the function that derives. The settings are declared
as every other shape is, one line each: rule files are held to them, and editors learn of them, by what
``scoring_service.rule_files.fields`` derives from these lines. A setting whose name is a word of Python's own is declared
with ``_`` after it. What the rest of the call means for an application is kept between the pass over the call and the judging.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, TypeVar

from prescreen_shared.prose import read_figures, readable
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.declaring import LATER, Declared, Least, Mark, Whole, fields_of
from prescreen_shared.shapes.verdict import Evidence
from prescreen_shared.template import format_amount, format_answer
from scoring_service.domain.condition import Fact, FactType, Scalar
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.names import AdministrationNames
from scoring_service.domain.wording.nothing import Saying, read_answer
from scoring_service.domain.wording.passage import Passage, read_passage

Texts = tuple[str, ...]
Percent = Annotated[int, Whole(0, 100)]
Count = Annotated[int, Least(1)]
Computed = TypeVar("Computed")
LARGEST_NUMBER = 2**53
ANSWERS = "answers."
FIELDS = (
    "reference", "grant_type", "title", "description", "applicants", "unit",
    "requested_amount", "submitted_at", "earlier_grants",
)  # fmt: skip
"""What can be asked of any application, beside the answers to a call's own questions."""
PROSE = ("description", "unit")
"""Those of them that hold text of the applicant's own and may be left empty."""
_SILENT = (Saying.UNKNOWN, Saying.NOTHING)
EMPTY = "–"
"""What stands for a field that the applicant left empty, among the words that a finding rests on."""


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


@dataclass(frozen=True, slots=True)
class NoSettings:
    """What a kind takes that has nothing to set."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One administration's count, quota and ranking, as they concern one of its applications.

    ``grant_type`` is None where the quota is for all grant types together. ``quota`` None means no quota.
    ``ranked`` counts those of its own applications that it has ranked within the same bounds, ``ranks`` whether there are any.
    ``rank`` is the application's place in the ranking, 1 for the first, whatever the grant type; None where it has none.
    ``considered`` are the references and titles of those that it ranks within the quota, where there are any and this one is not among them; left
    out else, so that what is kept stays as it is.
    """

    administration: str
    grant_type: str | None
    applications: int
    quota: int | None
    ranks: bool
    ranked: int
    in_ranking: bool
    rank: int | None = None
    considered: Annotated[tuple[str, ...] | None, LATER, Mark.SPARSE] = None

    @property
    def over_quota(self) -> bool:
        """Whether the administration has sent more than may be granted."""
        return self.quota is not None and self.applications > self.quota

    @property
    def ranking_too_long(self) -> bool:
        """Whether it wants more considered than may be granted."""
        return self.quota is not None and self.ranked > self.quota


@dataclass(frozen=True, slots=True)
class Alike:
    """What an application has in common with all that are for the same thing: the whole of a part, and stems of words in their texts."""

    title: bool
    applicants: bool
    amount: bool
    opening: bool
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallContext:
    """Facts about one application that only the whole call can give.

    ``similar`` are references of applications for the same thing, at most the first 20 of ``similar_count``, and ``alike`` what
    they have in common; None where there are none.
    ``arrivals_recorded`` says that the call keeps times of arrival, so that a missing one is a gap. It is kept as JSON
    between the pass over the call and the judging.
    """

    standings: tuple[Standing, ...] = ()
    similar: tuple[str, ...] = ()
    similar_count: int = 0
    arrivals_recorded: bool = False
    alike: Annotated[Alike | None, LATER, Mark.SPARSE] = None


@dataclass(frozen=True)
class Known:
    """The application, its call, what the rest of the call means for it, and the administrations to recognise."""

    call: CallFacts
    application: Application
    context: CallContext
    names: AdministrationNames

    def passage(self, field: str) -> Passage | None:
        """Give the text of a field cut into sentences, None when nothing is stated there.

        "Se bilaga" and "N/A" state nothing: the text stands elsewhere, or nowhere. A description does not by "nej" either.

        Raises:
            StatedValueError: the field holds something other than text.
        """
        written = self.written(field)
        saying = Saying.SOMETHING if written is None else self._saying(field)
        is_silent = saying is not Saying.SOMETHING if field in PROSE else saying in _SILENT
        return None if is_silent else written

    def written(self, field: str) -> Passage | None:
        """Give the text of a field cut into sentences, whatever it says; None when the field is empty.

        Raises:
            StatedValueError: the field holds something other than text.
        """
        if field not in self._passages:
            text = read_text(self.application, field)
            self._passages[field] = None if text is None else read_passage(field, text)
        return self._passages[field]

    def says_nothing(self, field: str) -> bool:
        """Tell whether a field holds no text, or one that says nothing, as "N/A"."""
        return self.written(field) is None or self._saying(field) is not Saying.SOMETHING

    def left_open(self, field: str) -> Evidence | None:
        """Give what stands in an answer that leaves its question open: a blank, "vet ej", "se bilaga"; None for any other."""
        if not field.startswith(ANSWERS):
            return None
        if is_blank(self.application, field):
            return Evidence(field, EMPTY)
        is_open = self.written(field) is not None and self._saying(field) is Saying.UNKNOWN
        return Evidence(field, read_text(self.application, field) or EMPTY) if is_open else None

    def _saying(self, field: str) -> Saying:
        if field not in self._sayings:
            is_said = field in PROSE or field.startswith(ANSWERS)
            text = read_text(self.application, field) or ""
            self._sayings[field] = read_answer(text) if is_said else Saying.SOMETHING
        return self._sayings[field]

    def has_section(self, name: str) -> bool:
        """Tell whether the city has a section of the register, be it an empty one."""
        return (self.call.register or {}).get(name) is not None

    def section(self, name: str) -> list[dict[str, Any]]:
        """Give the entries of a section of the register; none when there is no register or no such section."""
        entries = (self.call.register or {}).get(name) or []
        return [entry for entry in entries if isinstance(entry, dict)]

    def once(self, what: Hashable, compute: Callable[[], Computed]) -> Computed:
        """Give what several facts need, computed the first time; ``what`` tells it from all else that is kept."""
        if what not in self._kept:
            self._kept[what] = compute()
        kept: Computed = self._kept[what]
        return kept

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _passages(self) -> dict[str, Passage | None]:
        return {}

    @cached_property
    def _sayings(self) -> dict[str, Saying]:
        return {}


@dataclass(frozen=True, slots=True)
class KindDeclaration:
    """One kind of derived fact; ``settings`` is the shape of what a rule file says beside its name.

    ``sections`` gives, by the settings of a fact, the sections of the register that it reads. ``needs_call`` says that it looks at the other applications of the call.
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
    sections: Callable[[Mapping[str, Any]], tuple[str, ...]] = lambda _: ()


def the_section(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Give the one section of the register that the settings name."""
    return (settings["section"],)


def settings_of(shape: type) -> Mapping[str, Declared]:
    """Give the settings that a kind takes by their names in a rule file."""
    return {each.name.rstrip("_"): each for each in fields_of(shape)}


def derive_stated(declaration: FactDeclaration, application: Application) -> Fact:
    """Give the fact as stated; not stated names its own field as missing. A text that says nothing states nothing.

    An answer that is there and is blank leaves its question open, as "vet ej" does.

    Raises:
        StatedValueError: the value is of another type, outside ±2^53, or not one of the declared choices.
    """
    path = declaration.stated_in or ""
    if path.startswith(ANSWERS) and is_blank(application, path):
        return Fact(None, (Evidence(path, EMPTY),), (path,), is_unclear=True)
    if declaration.type is FactType.TEXT:
        text = _as_text(application, path)
        if not text:
            return Fact(None, missing=(path,))
        saying = read_answer(text) if path.startswith(ANSWERS) or path in PROSE else Saying.SOMETHING
        if saying is Saying.SOMETHING:
            return Fact(text, (Evidence(path, text),))
        return Fact(None, (Evidence(path, text),), (path,), is_unclear=saying is Saying.UNKNOWN)
    value = _read_field(application, path)
    if value is None:
        return Fact(None, missing=(path,))
    checked = _checked(declaration, path, value)
    return Fact(checked, (Evidence(path, _as_answered(declaration, checked)),))


class StatedValueError(ValueError):
    """A stated value does not fit the type that the rule set declares for it; ``path`` is its field.

    The message leaves the value out: it is an applicant's words, and messages end up in logs.
    """

    def __init__(self, path: str, value: object, said: str) -> None:
        super().__init__(f"{path}: {type(value).__name__} {said}")
        self.path, self.value = path, value


def _as_answered(declaration: FactDeclaration, value: Scalar) -> str:
    """Write a stated value as the form has it, so that a finding that rests on it can show it."""
    if isinstance(value, bool):
        return format_answer(value, "sv")
    if declaration.type is FactType.AMOUNT and isinstance(value, int):
        return format_amount(value)
    label = declaration.choice_labels.get(value) if isinstance(value, str) else None
    return label.sv if label else str(value)


def is_field(path: str) -> bool:
    """Whether a path names a field that an application can have."""
    return path in FIELDS or (path.startswith(ANSWERS) and len(path) > len(ANSWERS))


def is_blank(application: Application, path: str) -> bool:
    """Whether a field is there and holds nothing: a text without a visible sign, or an empty list."""
    value = _read(application, path)
    return not readable(value).strip() if isinstance(value, str) else value in ([], ())


def is_answered(application: Application, key: str) -> bool:
    """Whether a question has an answer: neither none at all, nor a blank, nor one as "vet ej" and "se bilaga"."""
    path = f"{ANSWERS}{key}"
    value = _read_field(application, path)
    return value is not None and not (isinstance(value, str) and read_answer(value) is Saying.UNKNOWN)


def read_text(application: Application, path: str) -> str | None:
    """Give a field as text; a list of texts is joined with commas.

    Raises:
        StatedValueError: the field holds something other than text.
    """
    value = _read_field(application, path)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value):
        return ", ".join(value) or None
    raise StatedValueError(path, value, "where text is expected")


def _as_text(application: Application, path: str) -> str | None:
    if path == "earlier_grants":
        grants = application.earlier_grants
        return None if grants is None else ", ".join(str(grant.year) for grant in grants) or "-"
    value = _read_field(application, path)
    return f"{value:g}".replace(".", ",") if isinstance(value, float) else read_text(application, path)


def _read_field(application: Application, path: str) -> Any:
    """Give the value of a field, None when it is not stated; blank text and an empty list of texts state nothing."""
    return None if is_blank(application, path) else _read(application, path)


def _read(application: Application, path: str) -> Any:
    if path.startswith(ANSWERS):
        return application.answers.get(path.removeprefix(ANSWERS))
    return getattr(application, path)


def _checked(declaration: FactDeclaration, path: str, value: Any) -> Scalar:
    match declaration.type:
        case FactType.BOOLEAN if isinstance(value, bool):
            return value
        case FactType.INTEGER | FactType.AMOUNT if _is_number(value):
            return int(value)
        case FactType.CHOICE if value in declaration.choices:
            return str(value)
        case FactType.DATE:
            return _as_date(path, value)
    raise StatedValueError(path, value, f"that is no {declaration.type.value}{_accepted(declaration)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def _as_date(path: str, value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(read_figures(value) if isinstance(value, str) else value)
    except (TypeError, ValueError):
        raise StatedValueError(path, value, "that is no date as 2017-12-01") from None


def _accepted(declaration: FactDeclaration) -> str:
    return f" ({', '.join(declaration.choices)})" if declaration.choices else ""


Patterns = tuple[Annotated[str, Meant.PATTERN], ...]
Fields = Annotated[tuple[Annotated[str, Meant.FIELD], ...], Least(1)]
