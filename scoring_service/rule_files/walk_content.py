"""Every mapping and every text of a rule file's content, with the path that leads to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scoring_service.rule_files.problem import Path


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


def _entries(content: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(content, dict):
        yield from content.items()
    elif isinstance(content, list):
        yield from enumerate(content)
