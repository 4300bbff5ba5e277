"""What is wrong in a rule file, where, and what would be accepted: told in both languages, at a line and column.

The checks note faults by the path in the file's content; the texts stand in the catalogue. What was read of the file keeps
its path too, so that what is found of it later can be told where it was written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from prescreen_shared.texts.catalogue import LANGUAGES, say
from prescreen_shared.written import nearest_words
from scoring_service.domain.condition import Condition
from scoring_service.domain.rule_set import CallRule, Ground, Level, OwnCase

Part = Condition | Ground | Level | OwnCase | CallRule
OWN_IDS: Final = frozenset(("engine-difference", "incomplete-application", "screening-fault", "text-missing"))
"""Ids of the findings that the service itself makes."""
Path = tuple[str | int, ...]
"""The keys and list positions that lead to a place in the file."""
Severity = Literal["error", "warning"]
Said = dict[str, str]
"""A text in both languages: ``{"sv": …, "en": …}``."""
NOTHING: Final[Said] = dict.fromkeys(LANGUAGES, "")


class ConditionPlaces:
    """The path of every condition, rule, criterion, level and case of one rule set being read.

    Two equal conditions at two places are two objects, so a part is known by its identity.
    """

    def __init__(self) -> None:
        # The part is kept beside its path: as long as it lives, nothing else can have its identity.
        self._found: dict[int, tuple[Part, Path]] = {}
        self._doubtful: set[int] = set()

    def note(self, part: Part, path: Path) -> None:
        """Keep where a part stands; one part stands at one place."""
        self._found[id(part)] = (part, path)

    def doubt(self, part: Part) -> None:
        """Keep that something in a part could not be read and has been told already."""
        self._doubtful.add(id(part))

    def path_of(self, part: Part) -> Path:
        """Give where a part stands.

        Raises:
            KeyError: the part was not read from the file.
        """
        return self._found[id(part)][1]

    def is_doubtful(self, part: Part) -> bool:
        """Tell whether a part holds something that could not be read: of a rule or criterion, one of its cases.

        A doubtful case is not to be tried, and of a doubtful rule nothing is to be said about cases that are lacking.
        """
        return id(part) in self._doubtful


class TakenIds:
    """Notes an id that stands twice, and one that the service uses itself."""

    def __init__(self, faults: FaultList) -> None:
        self._faults = faults
        self._taken: set[str] = set()

    def take(self, part_id: str | None, path: Path) -> None:
        """Take the id of the part at a path; None where it could not be read."""
        if part_id is None:
            return
        if part_id in self._taken:
            self._faults.add((*path, "id"), "rule-file.id-exists", part_id=part_id)
        if part_id in OWN_IDS:
            self._faults.add((*path, "id"), "rule-file.id-taken", part_id=part_id)
        self._taken.add(part_id)


def texts_in(content: Any, path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Give every text, keys too, in the file's order."""
    for key, value in _entries(content):
        inner = (*path, key)
        if isinstance(key, str):
            yield key, inner
        if isinstance(value, str):
            yield value, inner
        yield from texts_in(value, inner)


def mappings_in(content: Any, path: Path = ()) -> Iterator[tuple[dict[str, Any], Path]]:
    """Give every mapping, the outer ones first."""
    if isinstance(content, dict):
        yield content, path
    for key, value in _entries(content):
        yield from mappings_in(value, (*path, key))


@dataclass(frozen=True, slots=True, order=True)
class PlacedFault:
    """One fault, at a line and column counted from 1; ``path`` is such as ``rules[2].when``; a warning refuses no file."""

    line: int
    column: int
    path: str
    sv: str
    en: str
    severity: Severity = "error"


class RuleFileError(Exception):
    """The file is no valid rule set; ``faults`` are all that is wrong with it, in the file's order."""

    def __init__(self, faults: Sequence[PlacedFault]) -> None:
        super().__init__("\n".join(f"{p.line}:{p.column}: {p.path}: {p.en}" for p in faults))
        self.faults = tuple(faults)

    @classmethod
    def at(cls, place: tuple[int, int], text_id: str, /, **values: object) -> RuleFileError:
        """Make the error of a single fault, that nothing can be read beside."""
        told = said(text_id, **values)
        return cls([PlacedFault(*place, "", told["sv"], told["en"])])


class FaultList:
    """Gathers faults by path and puts each where it stands in the file."""

    def __init__(self, positions: dict[Path, tuple[int, int]]) -> None:
        self._positions = positions
        self._faults: list[PlacedFault] = []
        self._error_paths: list[Path] = []

    def __len__(self) -> int:
        """Count the errors; warnings are not counted, for what they are about can be used."""
        return len(self._error_paths)

    def add(self, path: Path, text_id: str, /, **values: object) -> None:
        """Note a fault at a path, or at the nearest place above it that the file has; for values see ``said``."""
        self.tell(path, said(text_id, **values))

    def warn(self, path: Path, text_id: str, /, **values: object) -> None:
        """Note what is likely a mistake but refuses no file."""
        self.tell(path, said(text_id, **values), "warning")

    def tell(self, path: Path, told: Said, severity: Severity = "error") -> None:
        """Note a fault whose text is made already."""
        line, column = self._position(path)
        self._faults.append(PlacedFault(line, column, write_path(path), **told, severity=severity))
        if severity == "error":
            self._error_paths.append(path)

    def has_error_within(self, path: Path) -> bool:
        """Tell whether an error was noted at a path or below it."""
        return any(found[: len(path)] == path for found in self._error_paths)

    def sorted(self) -> list[PlacedFault]:
        """Give the faults in the file's order, each once."""
        return sorted(set(self._faults))

    def _position(self, path: Path) -> tuple[int, int]:
        while path and path not in self._positions:
            path = path[:-1]
        return self._positions.get(path, (1, 1))


def said(text_id: str, /, **values: object) -> Said:
    """Give a text of the catalogue; a value in both languages is put into each as it is there, others as Python writes them."""
    return {
        language: say(
            text_id,
            language,
            **{
                name: each[language] if isinstance(each, dict) else str(each) for name, each in values.items()
            },
        )
        for language in LANGUAGES
    }


def after(separator: str, told: Said) -> Said:
    """Give a text with something before it."""
    return {language: f"{separator}{text}" for language, text in told.items()}


def nearest(name: str, known: Iterable[str]) -> Said:
    """Give what follows "is no fact": the nearest known name, or all the names when they are few."""
    names = list(known)
    if (near := likeliest(name, names)) is not NOTHING:
        return near
    return said("rule-file.known", names=", ".join(names)) if 0 < len(names) <= 8 else NOTHING


def likeliest(name: str, known: Iterable[str]) -> Said:
    """Give "did you mean", in brackets after a space, with the nearest known name; ``NOTHING`` where none is near."""
    near = nearest_words(name, known)
    return after(" ", said("suggestion", word=near[0])) if near else NOTHING


class RefusedValueError(ValueError):
    """A value is not taken; ``told`` says so in both languages."""

    def __init__(self, told: Said | str, /, **values: object) -> None:
        self.told = said(told, **values) if isinstance(told, str) else told
        super().__init__(self.told["en"])


def write_path(path: Path) -> str:
    """Write a path as ``rules[2].levels[0].when``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")


def _entries(content: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(content, dict):
        yield from content.items()
    elif isinstance(content, list):
        yield from enumerate(content)
