"""Doing the same to many things, so that one that fails holds back none of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Item = TypeVar("Item")
Result = TypeVar("Result")


def each_alone(items: Iterable[Item], act: Callable[[Item], Result]) -> list[Result]:
    """Act on every item, also on those behind one that failed, and give what came of each.

    Raises:
        ExceptionGroup: at the end, with what every failed item raised.
    """
    results: list[Result] = []
    failures: list[Exception] = []
    for item in items:
        try:
            results.append(act(item))
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("some could not be done", failures)
    return results
