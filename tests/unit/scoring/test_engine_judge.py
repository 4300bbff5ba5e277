"""Looking at a call as a whole: an application that faults is named, a time limit blames none."""

from __future__ import annotations

from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded

from prescreen_shared.shapes.application import Application
from scoring_service.engine.judge import IndexedCall


class FailingIndex:
    """Takes no application and tells of none."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def add(self, application: Application) -> None:  # noqa: ARG002
        raise self._error

    def context_of(self, application_id: str) -> Any:  # noqa: ARG002
        raise self._error


class OneApplication:
    """All that the view reads of an application whose index fails."""

    application_id = "a"


def view_that_meets(error: Exception) -> Any:
    view = IndexedCall.__new__(IndexedCall)
    view._index = FailingIndex(error)  # type: ignore[assignment]
    view._faults = {}
    return view


def test_an_application_that_faults_is_left_out_by_name() -> None:
    view = view_that_meets(ZeroDivisionError("odd"))
    view.add(OneApplication())
    assert view.fault_of("a") == "ZeroDivisionError: odd"


def test_a_time_limit_that_strikes_is_no_fault_of_the_application() -> None:
    view = view_that_meets(SoftTimeLimitExceeded())
    with pytest.raises(SoftTimeLimitExceeded):
        view.add(OneApplication())
    assert view.fault_of("a") is None


def test_an_application_whose_context_faults_is_named_and_stops_no_other() -> None:
    view = view_that_meets(ZeroDivisionError("odd"))
    assert view.context_of("a") is None
    assert view.fault_of("a") == "ZeroDivisionError: odd"
    assert view.fault_of("b") is None


def test_a_time_limit_during_a_context_is_no_fault_of_the_application() -> None:
    view = view_that_meets(SoftTimeLimitExceeded())
    with pytest.raises(SoftTimeLimitExceeded):
        view.context_of("a")
    assert view.fault_of("a") is None
