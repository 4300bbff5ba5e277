"""YAML as plain values with the place of each: no duplicate keys, anchors or tags, bounded size and depth."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, NodeEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from scoring_service.rule_files.plain_values import to_plain
from scoring_service.rule_files.problem import Path, Problem, ProblemList, RuleFileError

MAX_CHARACTERS: Final = 2_000_000
MAX_DEPTH: Final = 60

Position = tuple[int, int]


@dataclass(slots=True)
class YamlFile:
    """The content as dicts, lists and scalars, and the line and column (from 1) of each path."""

    content: Any
    positions: dict[Path, Position] = field(default_factory=dict)


def read_yaml(text: str) -> YamlFile:
    """Read one YAML document. Raises RuleFileError with what is wrong in its form."""
    if len(text) > MAX_CHARACTERS:
        raise _error(
            (1, 1),
            f"filen är längre än {MAX_CHARACTERS} tecken",
            f"the file is longer than {MAX_CHARACTERS} characters",
        )
    try:
        _check_events(text)
        positions: dict[Path, Position] = {}
        _check_nodes(YAML(typ="rt").compose(text), positions)
        return YamlFile(to_plain(YAML(typ="rt").load(text)), positions)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _error(
            place, f"inte giltig YAML: {error.problem}", f"not valid YAML: {error.problem}"
        ) from error
    except (YAMLError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise _error((1, 1), f"inte giltig YAML: {reason}", f"not valid YAML: {reason}") from error


def _error(place: Position, sv: str, en: str) -> RuleFileError:
    return RuleFileError([Problem(*place, "", sv, en)])


def _check_events(text: str) -> None:
    depth = 0
    for event in YAML(typ="rt").parse(text):
        place = (event.start_mark.line + 1, event.start_mark.column + 1)
        if isinstance(event, CollectionStartEvent):
            depth += 1
        elif isinstance(event, CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _error(
                place, f"djupare nästlat än {MAX_DEPTH} nivåer", f"nested deeper than {MAX_DEPTH} levels"
            )
        tag = getattr(event, "tag", None)
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and (event.anchor or tag)):
            raise _error(
                place,
                "ankare (&), alias (*) och taggar (!) tas inte emot; skriv ut värdet",
                "anchors (&), aliases (*) and tags (!) are not taken; write the value out",
            )


def _check_nodes(root: Node | None, positions: dict[Path, Position]) -> None:
    problems = ProblemList(positions)
    _walk(root, (), positions, problems)
    if len(problems):
        raise RuleFileError(problems.sorted())


def _walk(node: Node | None, path: Path, positions: dict[Path, Position], problems: ProblemList) -> None:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            _walk_entry(key, value, path, positions, problems)
    elif isinstance(node, SequenceNode):
        for number, item in enumerate(node.value):
            positions[(*path, number)] = _place(item)
            _walk(item, (*path, number), positions, problems)


def _walk_entry(
    key: Node, value: Node, path: Path, positions: dict[Path, Position], problems: ProblemList
) -> None:
    if not isinstance(key, ScalarNode) or not str(key.tag).endswith(":str"):
        positions[(*path, "?")] = _place(key)
        problems.add(
            (*path, "?"),
            "nyckeln är inte text; sätt den inom citattecken",
            "the key is not text; put it in quotes",
        )
        return
    inner = (*path, str(key.value))
    if inner in positions:
        first = positions[inner][0]
        positions[(*inner, "?")] = _place(key)
        problems.add(
            (*inner, "?"),
            f"nyckeln {key.value} står redan på rad {first}; behåll en av dem",
            f"the key {key.value} stands already on line {first}; keep one of them",
        )
    positions.setdefault(inner, _place(key))
    _walk(value, inner, positions, problems)


def _place(node: Node) -> Position:
    return node.start_mark.line + 1, node.start_mark.column + 1
