"""The pages of trials: ordering one, the list, and what one found, application by application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from flask import request

from scoring_service.domain.comparison.change import Change
from scoring_service.domain.versions.errors import LifeError
from scoring_service.life.list_calls import list_calls
from scoring_service.life.list_versions import list_versions
from scoring_service.rule_files.problem import RuleFileError
from scoring_service.store.trial_states import TrialState
from scoring_service.trials.order_backtest import BacktestOrder, order_backtest
from scoring_service.trials.read_backtests import (
    CHANGED,
    list_backtests,
    read_about_call,
    read_backtest,
    read_changes,
)
from scoring_service.web.form_values import whole_number
from scoring_service.web.offer_versions import to_try
from scoring_service.web.render_page import go_to, render_page
from shared.plumbing.web.person import acting_person
from shared.plumbing.web.problem import status_and_code

if TYPE_CHECKING:
    from flask import Blueprint

    from scoring_service.life.parts import LifeParts

PAGE: Final = 50
_KINDS: Final = (CHANGED, *(change.value for change in Change))


def add_pages(pages: Blueprint, parts: LifeParts) -> None:
    """Add the pages ``trials`` and ``trial``."""

    @pages.route("/trials", methods=["GET", "POST"])
    def trials() -> Any:
        if request.method == "GET":
            return _list(parts)
        version_id, call = request.form.get("version", ""), request.form.get("call", "")
        try:
            order = BacktestOrder(by=acting_person(), version_id=version_id, call=call)
            ordered = order_backtest(parts.database, parts.clock, order)
        except RuleFileError as error:
            return _list(parts, status=422, problems=error.problems)
        except LifeError as error:
            status, code = status_and_code(error)
            return _list(parts, status=status, wrong={"id": f"problem.{code}", "places": error.values})
        return go_to("trial", backtest_id=ordered.backtest_id)

    @pages.get("/trials/<backtest_id>")
    def trial(backtest_id: str) -> Any:
        found = read_backtest(parts.database, backtest_id)
        asked = request.args.get("change", CHANGED)
        kind = asked if asked in _KINDS else CHANGED
        after = whole_number(request.args.get("after", ""))
        names, call_findings = read_about_call(parts.database, found.backtest_id)
        shown = read_changes(parts.database, found.backtest_id, change=kind, after=after, limit=PAGE + 1)
        return render_page(
            "trial.html",
            trial=found,
            kind=kind,
            names=names,
            call_findings=call_findings,
            changes=shown[:PAGE],
            next_after=shown[PAGE - 1].position if len(shown) > PAGE else None,
            is_first=after is None,
            is_running=found.state in (TrialState.WAITING, TrialState.RUNNING),
        )


def _list(parts: LifeParts, *, status: int = 200, **more: Any) -> Any:
    values = {"problems": (), "wrong": None, **more}
    calls = list_calls(parts)
    wanted_version, wanted_call = request.values.get("version", ""), request.values.get("call", "")
    of_call = next((each.screenings[-1].rule_set for each in calls if each.code == wanted_call), None)
    versions = to_try(list_versions(parts), of_call)
    tried = next((each for each in versions if each.version_id == wanted_version), next(iter(versions), None))
    fitting = (each.code for each in calls if tried and each.screenings[-1].rule_set == tried.name)
    return render_page(
        "trials.html",
        status=status,
        trials=list_backtests(parts.database),
        versions=versions,
        calls=calls,
        chosen_version=wanted_version,
        chosen_call=wanted_call or next(fitting, ""),
        **values,
    )
