"""YAML as plain values with the place of each: no duplicate keys, anchors or tags, bounded size and depth."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import ScalarNode

from scoring_service.rule_files.faults import FaultList, Path, RuleFileError

MAX_CHARACTERS: Final = 2_000_000
MAX_DEPTH: Final = 60

Position = tuple[int, int]


@dataclass(slots=True)
class YamlFile:
    """The content as dicts, lists and scalars, and the line and column (from 1) of each path.

    ``faults`` are about keys: what stands under one that is no text is left out, and of a key that stands twice the
    first is kept.
    """

    content: Any
    positions: dict[Path, Position]
    faults: FaultList


def read_yaml(text: str) -> YamlFile:
    """Read one YAML document. Raises RuleFileError with all that is wrong in its form."""
    file = examine_yaml(text)
    if len(file.faults):
        raise RuleFileError(file.faults.sorted())
    return file


def examine_yaml(text: str) -> YamlFile:
    """Read one YAML document with the faults of its keys. Raises RuleFileError where it cannot be read on."""
    if len(text) > MAX_CHARACTERS:
        raise RuleFileError.at((1, 1), "rule-file.file-too-long", max_characters=MAX_CHARACTERS)
    try:
        # libyaml is thirteen times as quick and gives the same events; what it refuses, the parser in Python words.
        return _TreeBuilder(YAML(typ="safe")).build(text)
    except (YAMLError, ValueError):
        pass
    try:
        return _TreeBuilder(YAML(typ="safe", pure=True)).build(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise RuleFileError.at(place, "rule-file.invalid-yaml") from error
    except (YAMLError, ValueError) as error:
        raise RuleFileError.at((1, 1), "rule-file.invalid-yaml") from error


class _TreeBuilder:
    """Makes values of the parser's events in one pass; loading, composing and checking apart take three times as long."""

    def __init__(self, parser: YAML) -> None:
        self._parser = parser
        self._yaml = YAML(typ="safe", pure=True)
        self._positions: dict[Path, Position] = {}
        self._faults = FaultList(self._positions)

    def build(self, text: str) -> YamlFile:
        content = None
        documents = 0
        events = self._parser.parse(text)
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise RuleFileError.at(_place(event), "rule-file.two-documents")
                content = self._value(next(events), events, (), 1)
        return YamlFile(content, self._positions, self._faults)

    def _value(self, event: Event, events: Iterator[Event], path: Path, depth: int) -> Any:
        _check_plain(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event)
        if depth > MAX_DEPTH:
            raise RuleFileError.at(_place(event), "rule-file.nested-too-deep", max_depth=MAX_DEPTH)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(events, path, depth)
        return self._mapping(events, path, depth)

    def _sequence(self, events: Iterator[Event], path: Path, depth: int) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(events), SequenceEndEvent):
            inner = (*path, len(found))
            self._positions[inner] = _place(event)
            found.append(self._value(event, events, inner, depth + 1))
        return found

    def _mapping(self, events: Iterator[Event], path: Path, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), MappingEndEvent):
            key = self._key(event, events, path, depth)
            if key is None or key in found:
                # What stands there is read past, at a place that nothing else has.
                self._value(next(events), events, (*path, "?", len(self._positions)), depth + 1)
            else:
                found[key] = self._value(next(events), events, (*path, key), depth + 1)
        return found

    def _key(self, event: Event, events: Iterator[Event], path: Path, depth: int) -> str | None:
        """Give the key, None where it is no text; either way it is noted where it stands."""
        _check_plain(event)
        if not isinstance(event, ScalarEvent):
            self._value(event, events, (*path, "?"), depth + 1)
        if not isinstance(event, ScalarEvent) or not self._is_text(event):
            self._positions[(*path, "?")] = _place(event)
            self._faults.add((*path, "?"), "rule-file.key-no-text")
            return None
        key = str(event.value)
        inner = (*path, key)
        if inner in self._positions:
            first = self._positions[inner][0]
            self._positions[(*inner, "?")] = _place(event)
            self._faults.add((*inner, "?"), "rule-file.key-twice", key=key, first=first)
        self._positions.setdefault(inner, _place(event))
        return key

    def _scalar(self, event: ScalarEvent) -> Any:
        if self._is_text(event):
            return event.value
        node = ScalarNode(self._tag(event), event.value, event.start_mark, event.end_mark)
        return self._yaml.constructor.construct_object(node)

    def _is_text(self, event: ScalarEvent) -> bool:
        return str(self._tag(event)).endswith(":str")

    def _tag(self, event: ScalarEvent) -> Any:
        return self._yaml.resolver.resolve(ScalarNode, event.value, event.implicit)


def _check_plain(event: Event) -> None:
    if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
        raise RuleFileError.at(_place(event), "rule-file.no-anchors")


def _place(event: Event) -> Position:
    return event.start_mark.line + 1, event.start_mark.column + 1
