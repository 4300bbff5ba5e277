"""The columns of a sheet of cases, each with the technical name by which it is read, and what all sheets look like."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from prescreen_shared.statuses import Effect
from prescreen_shared.texts.catalogue import say
from scoring_service.domain.analysis.cells import grant_type_values
from scoring_service.domain.cases.case import Case, SingleCase
from scoring_service.domain.cases.mutants import Mutant
from scoring_service.domain.rule_set import Ground, RuleSet
from scoring_service.domain.sentence import named_facts
from scoring_service.rule_files.faults import Path, write_path
from scoring_service.rule_files.read_yaml import read_yaml

Kind = Literal[
    "title",
    "grant_type",
    "fact",
    "outcome",
    "grounds",
    "rule",
    "points",
    "criterion",
    "answer",
    "given",
    "missing",
    "proposed",
]
TITLE: Final = "title"
ANSWER: Final = "answer:"
GIVEN: Final = "points:"
RULE: Final = "rule:"
CRITERION: Final = "criterion:"
FACT: Final = "fact:"
"""Before a fact whose name is that of a column of its own."""
OWN: Final[dict[str, str]] = {
    "title": TITLE,
    "grant_type": "grant_type",
    "outcome": "outcome",
    "grounds": "grounds",
    "points": "points",
    "missing": "missing_facts",
    "proposed": "proposed",
}
"""The columns that stand for themselves, and their technical names."""
OWN_NAMES: Final = frozenset(OWN.values())
HEADER_ROWS: Final = 2
"""A row of headers for people, and one of technical names."""
TYPEFACE: Final = "Calibri"
MAX_TITLE: Final = 31
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "–"))
NOTHING: Final = (0, 0)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it holds, of which fact, rule or criterion, and the header that people read."""

    kind: Kind
    header: str
    about: str = ""

    @property
    def technical(self) -> str:
        """The name in the second row."""
        prefix = {"answer": ANSWER, "given": GIVEN, "rule": RULE, "criterion": CRITERION}.get(self.kind)
        if prefix is not None:
            return prefix + self.about
        if self.kind == "fact":
            return FACT + self.about if self.about in OWN_NAMES else self.about
        return OWN[self.kind]


def columns_of_whole(rule_set: RuleSet, cases: Iterable[Case]) -> list[Column]:
    """Give the columns of whole applications: the facts that rules look at or cases name, then what is expected."""
    used = {name for ground in rule_set.grounds for name in _facts_of(rule_set, ground)}
    used |= {name for case in cases if not isinstance(case, SingleCase) for name in case.facts}
    facts = [
        name for name, fact in rule_set.facts.items() if name in used and grant_type_values(fact) is None
    ]
    columns = [_own("title"), _own("grant_type"), *_facts(rule_set, facts), _own("outcome"), _own("grounds")]
    columns += [Column("rule", rule.title.sv, rule.id) for rule in rule_set.rules]
    if rule_set.criteria:
        columns.append(_own("points"))
        columns += [Column("criterion", each.title.sv, each.id) for each in rule_set.criteria]
    return [*columns, _own("proposed")]


def columns_of_ground(rule_set: RuleSet, ground: Ground, cases: Sequence[Case]) -> list[Column]:
    """Give the columns of one rule or criterion: its facts, then what is expected of it."""
    used = set(_facts_of(rule_set, ground))
    for case in cases:
        if isinstance(case, SingleCase) and case.ground == ground.key:
            used |= set(case.facts)
    facts = _facts(rule_set, [name for name in rule_set.facts if name in used])
    if ground.gives_points:
        expected = [Column("given", say("cases.column-given-points", "sv"), ground.id)]
    else:
        expected = [Column("answer", say("cases.column-answer", "sv"), ground.id), _own("missing")]
    return [_own("title"), *facts, *expected, _own("proposed")]


class RulePlaces:
    """Finds the parts of one rule file, which must be sound."""

    def __init__(self, text: str) -> None:
        self._file = read_yaml(text)

    def of_mutant(self, mutant: Mutant) -> tuple[int, int, str]:
        """Give line, column and path of what a mutant changes."""
        path = self._ground(mutant.ground)
        if mutant.kind == "grant_types":
            path = (*path, "grant_types")
        elif mutant.level is not None:
            path = self._level(path, mutant)
        return self._position(path)

    def of_own_case(self, ground: Ground, title: str) -> tuple[int, int, str]:
        """Give line, column and path of the first case of a ground that has the title."""
        path = self._ground(ground)
        cases = self._at(path).get("cases", [])
        number = next((at for at, case in enumerate(cases) if case.get("title") == title), None)
        return self._position(path if number is None else (*path, "cases", number))

    def _ground(self, ground: Ground) -> Path:
        section = "criteria" if ground.gives_points else "rules"
        listed = self._file.content[section]
        return section, next(at for at, each in enumerate(listed) if each["id"] == ground.id)

    def _level(self, path: Path, mutant: Mutant) -> Path:
        content = self._at(path)
        if (declared := self._disagreement(content, mutant.level or 0)) is not None:
            return self._of_disagreement((*path, "disagreements", declared), mutant)
        if "levels" in content:
            path = (*path, "levels", mutant.level or 0)
        if mutant.part is None:
            return (*path, mutant.kind) if mutant.kind in ("effect", "points") else path
        places = list(_parts(self._at(path)["when"], (*path, "when")))
        return places[mutant.part]

    def _disagreement(self, content: Any, level: int) -> int | None:
        """Give which declared disagreement a level was made of: they stand after the levels that do more than note."""
        levels = content.get("levels") or [content]
        first = sum(each.get("effect") != Effect.NOTE.value for each in levels)
        number = level - first
        return number if 0 <= number < len(content.get("disagreements") or ()) else None

    def _of_disagreement(self, path: Path, mutant: Mutant) -> Path:
        """Give where a part stands: what only asks whether something is stated is written nowhere, and stands with the whole."""
        declared = self._at(path)
        sides = [place for key in ("answer", "told") for place in _parts(declared[key], (*path, key))]
        # The whole, and for each fact of either side that it is stated.
        added = 1 + sum(len(set(_facts_in(declared[key]))) for key in ("answer", "told"))
        return path if mutant.part is None or mutant.part < added else sides[mutant.part - added]

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


def fit_to_page(sheet: Worksheet, *, whole_width: bool) -> None:
    """Print on lying paper; a sheet that is not too wide all on one page across."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=whole_width)
    sheet.page_margins.left = sheet.page_margins.right = 0.4


def free_title(title: str, taken: Sequence[str]) -> str:
    """Give a title that a sheet can have and none has yet."""
    plain = title.translate(_FORBIDDEN).strip("'")
    lowered = {each.lower() for each in taken}
    number, found = 1, plain[:MAX_TITLE]
    while found.lower() in lowered:
        number += 1
        end = f" {number}"
        found = plain[: MAX_TITLE - len(end)] + end
    return found


def lines_of(text: str, width: float) -> int:
    """Give how many lines a text takes in a column of so many characters."""
    return max(1, -(-len(text) // int(width - 1.5)))


def used_area(sheet: Worksheet) -> tuple[int, int]:
    """Give the last row and the last column in which anything stands; ``NOTHING`` where nothing does."""
    # The sheet's own size counts empty cells with a format, and can span billions of them for the sake of two.
    cells: dict[tuple[int, int], Any] = getattr(sheet, "_cells")  # noqa: B009 - openpyxl has no other way to them
    used = [place for place, cell in cells.items() if cell.value is not None and str(cell.value).strip()]
    return (max(row for row, _ in used), max(column for _, column in used)) if used else NOTHING


def _facts_of(rule_set: RuleSet, ground: Ground) -> list[str]:
    stated = (name for level in ground.levels for name in named_facts(rule_set, level.text))
    return [*ground.facts, *stated]


def _own(kind: Kind) -> Column:
    return Column(kind, say(f"cases.column-{kind}", "sv"))


def _facts(rule_set: RuleSet, names: Iterable[str]) -> list[Column]:
    return [Column("fact", rule_set.facts[name].label.sv, name) for name in names]


def _parts(raw: dict[str, Any], path: Path) -> Iterator[Path]:
    """Give the places in the order of ``parts_of``: several keys of one mapping are an ``all`` of their own."""
    if len(raw) > 1:
        yield path
    for key, inner in raw.items():
        yield from _entry(key, inner, (*path, key))


def _facts_in(raw: Any) -> Iterator[str]:
    """Name the facts of a condition as it is written."""
    for key, inner in raw.items():
        if key in ("all", "any"):
            for item in inner:
                yield from _facts_in(item)
        elif key == "not":
            yield from _facts_in(inner)
        else:
            yield key


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
