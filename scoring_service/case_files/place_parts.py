"""Where in its file each part of a rule's condition stands, by the part's number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.rule_set import Rule
from scoring_service.rule_files.problem import write_path
from scoring_service.rule_files.read_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.domain.cases.answer import Subject
    from scoring_service.domain.cases.mutate_subject import Mutant
    from scoring_service.rule_files.problem import Path


class RulePlaces:
    """Finds the parts of one rule file, which must be sound."""

    def __init__(self, text: str) -> None:
        self._file = read_yaml(text)

    def of_mutant(self, mutant: Mutant, subject: Subject) -> tuple[int, int, str]:
        """Give line, column and path of what a mutant changes in the subject."""
        path = self._subject(subject)
        if mutant.kind == "grant_types":
            path = (*path, "grant_types")
        elif mutant.level is not None:
            path = self._level(path, mutant)
        return self._position(path)

    def of_own_case(self, subject: Subject, title: str) -> tuple[int, int, str]:
        """Give line, column and path of the first case of a subject that has the title."""
        path = self._subject(subject)
        cases = self._at(path).get("cases", [])
        number = next((at for at, case in enumerate(cases) if case.get("title") == title), None)
        return self._position(path if number is None else (*path, "cases", number))

    def _subject(self, subject: Subject) -> Path:
        section = "rules" if isinstance(subject, Rule) else "criteria"
        listed = self._file.content[section]
        return section, next(at for at, each in enumerate(listed) if each["id"] == subject.id)

    def _level(self, path: Path, mutant: Mutant) -> Path:
        content = self._at(path)
        if "levels" in content:
            path = (*path, "levels", mutant.level or 0)
        if mutant.part is None:
            return (*path, mutant.kind) if mutant.kind in ("effect", "points") else path
        places = list(_parts(self._at(path)["when"], (*path, "when")))
        return places[mutant.part]

    def _at(self, path: Path) -> Any:
        found = self._file.content
        for key in path:
            found = found[key]
        return found

    def _position(self, path: Path) -> tuple[int, int, str]:
        written = write_path(path)
        while path not in self._file.positions:
            path = path[:-1]
        line, column = self._file.positions[path]
        return line, column, written


def _parts(raw: dict[str, Any], path: Path) -> Iterator[Path]:
    """Give the places in the order of ``parts_of``: several keys of one mapping are an ``all`` of their own."""
    if len(raw) > 1:
        yield path
    for key, inner in raw.items():
        yield from _entry(key, inner, (*path, key))


def _entry(key: str, raw: Any, path: Path) -> Iterator[Path]:
    if key == "not":
        yield path
        yield from _parts(raw, path)
    elif key in ("all", "any"):
        yield path
        for number, item in enumerate(raw):
            yield from _parts(item, (*path, number))
    else:
        if len(raw) > 1:
            yield path
        yield from ((*path, operator) for operator in raw)
