"""The same for many: one that fails holds back none of the others."""

from __future__ import annotations

import pytest

from prescreen_shared.plumbing.scheduler import each_alone


def test_the_results_come_in_order() -> None:
    assert each_alone([3, 1], str) == ["3", "1"]


def test_all_are_done_and_every_failure_is_told() -> None:
    done: list[float] = []
    with pytest.raises(ExceptionGroup) as raised:
        each_alone([0, 1, 0, 2], lambda number: done.append(1 / number))
    assert done == [1, 0.5]
    assert [type(error) for error in raised.value.exceptions] == [ZeroDivisionError] * 2
