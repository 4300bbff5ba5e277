"""The pages of calls, screenings and backtests, each with its forms; and the page on which a reader says a name."""

from typing import Any, Final

from flask import Blueprint, Response, redirect, request

from prescreen_shared.plumbing.idempotency import Page
from prescreen_shared.plumbing.web.problems import status_and_code
from prescreen_shared.plumbing.web.requests import acting_person, request_id
from prescreen_shared.statuses import Outcome
from scoring_service.backtests.explain import what_would_change
from scoring_service.backtests.order import order_backtest
from scoring_service.backtests.shadows import end_shadow, list_shadows, start_shadow
from scoring_service.backtests.views import (
    CHANGED,
    list_backtests,
    read_about_call,
    read_backtest,
    read_changes,
)
from scoring_service.domain.compare_verdicts import Change
from scoring_service.domain.version import VersionError
from scoring_service.parts import ScoringParts
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.screenings.again import screen_again
from scoring_service.store.tables import BacktestState
from scoring_service.versions.views import list_calls, list_versions, read_call, read_screening, read_verdicts
from scoring_service.web.base import (
    claim_name,
    forget_name,
    given_reason,
    go_to,
    may_claim,
    render_page,
    whole_number,
)
from scoring_service.web.version_pages import find_before, to_try

PAGE: Final = 50
_KINDS: Final = (CHANGED, *(change.value for change in Change))
_OUTCOMES: Final = tuple(outcome.value for outcome in Outcome)


def add_backtest_pages(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the pages ``backtests`` and ``backtest``."""

    @pages.route("/backtests", methods=["GET", "POST"])
    def backtests() -> Any:
        if request.method == "GET":
            return _list(parts)
        version_id, call = request.form.get("version", ""), request.form.get("call", "")
        try:
            ordered = order_backtest(parts, by=acting_person(), version_id=version_id, call=call)
        except RuleFileError as error:
            return _list(parts, status=422, problems=error.faults)
        except VersionError as error:
            status, code = status_and_code(error)
            return _list(parts, status=status, wrong={"id": f"problem.{code}", "places": error.values})
        return go_to("backtest", backtest_id=ordered.backtest_id)

    @pages.get("/trials/<backtest_id>")  # What its address was; links to it are kept.
    @pages.get("/backtests/<backtest_id>")
    def backtest(backtest_id: str) -> Any:
        found = read_backtest(parts, backtest_id)
        asked = request.args.get("change", CHANGED)
        kind = asked if asked in _KINDS else CHANGED
        after = whole_number(request.args.get("after", ""))
        names, call_findings = read_about_call(parts, found.backtest_id)
        shown = read_changes(parts, found.backtest_id, change=kind, after=after, limit=PAGE + 1)
        return render_page(
            "backtest.html",
            backtest=found,
            kind=kind,
            names=names,
            call_findings=call_findings,
            changes=shown[:PAGE],
            next_after=shown[PAGE - 1].position if len(shown) > PAGE else None,
            is_first=after is None,
            is_running=found.state in (BacktestState.WAITING, BacktestState.RUNNING),
        )


def add_about_page(pages: Blueprint, parts: ScoringParts) -> None:  # noqa: ARG001 - all are called alike
    """Add the page ``about``."""

    @pages.get("/about")
    def about() -> Response:
        return render_page("about.html")


def add_call_pages(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the pages ``calls`` and ``call``."""

    @pages.get("/calls")
    def calls() -> Response:
        return render_page("calls.html", calls=list_calls(parts))

    @pages.get("/calls/<code>")
    def call(code: str) -> Response:
        found = read_call(parts, code)
        shadows = list_shadows(parts, call=found.code)
        every = list_versions(parts)
        of_call = found.screenings[0].rule_set
        return render_page(
            "call.html",
            call=found,
            shadows=shadows,
            all_versions=every,
            versions=to_try(every, of_call),
            before=find_before(found.activations, of_call=True),
        )


def add_screening_pages(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the pages ``screening`` and ``remedies``, and the form ``again``."""

    @pages.get("/screenings/<screening_id>")
    def screening(screening_id: str) -> Any:
        found = read_screening(parts, screening_id)
        asked = request.args.get("outcome", "")
        outcome = asked if asked in _OUTCOMES else None
        page = Page(whole_number(request.args.get("page", "")) or 1, PAGE)
        verdicts = read_verdicts(parts, found.screening_id, page, outcome=outcome)
        return render_page(
            "screening.html",
            screening=found,
            verdicts=verdicts,
            outcome=outcome,
        )

    @pages.get("/screenings/<screening_id>/proposals/<path:reference>")
    def remedies(screening_id: str, reference: str) -> Any:
        found = read_screening(parts, screening_id)
        grounds = what_would_change(parts, found.screening_id, reference)
        return render_page("remedies.html", screening=found, reference=reference, grounds=grounds)

    @pages.post("/calls/<code>/screenings")
    def again(code: str) -> Any:
        begun = screen_again(
            parts,
            code,
            by=acting_person(),
            reason=given_reason() or "",
            request_id=request_id(),
        )
        return go_to("screening", "scoring.said-again", screening_id=begun.screening_id)


def add_shadow_forms(pages: Blueprint, parts: ScoringParts) -> None:
    """Add the forms ``begin_shadow`` and ``stop_shadow``."""

    @pages.post("/calls/<code>/shadows")
    def begin_shadow(code: str) -> Any:
        version_id = request.form.get("version", "")
        begun = start_shadow(parts, call=code, version_id=version_id, by=acting_person())
        return go_to("call", "scoring.said-shadow-begun", code=begun.call_code)

    @pages.post("/shadows/<shadow_id>/end")
    def stop_shadow(shadow_id: str) -> Any:
        ended = end_shadow(parts, shadow_id, by=acting_person())
        return go_to("call", "scoring.said-shadow-ended", code=ended.call_code)


def add_sign_in_pages(pages: Blueprint, parts: ScoringParts) -> None:  # noqa: ARG001 - all are called alike
    """Add the pages ``sign_in`` and ``sign_out``."""

    @pages.route("/sign-in", methods=["GET", "POST"])
    def sign_in() -> Any:
        back = _own_path(request.values.get("next", ""))
        if request.method == "GET":
            return render_page("sign_in.html", back=back, is_refused=False)
        if claim_name(request.form.get("name", "")) is None:
            return render_page("sign_in.html", status=422 if may_claim() else 403, back=back, is_refused=True)
        return redirect(back, code=303) if back else go_to("rule_sets")

    @pages.post("/sign-out")
    def sign_out() -> Any:
        forget_name()
        return go_to("rule_sets")


def _list(parts: ScoringParts, *, status: int = 200, **more: Any) -> Any:
    values = {"problems": (), "wrong": None, **more}
    calls = list_calls(parts)
    wanted_version, wanted_call = request.values.get("version", ""), request.values.get("call", "")
    of_call = next((each.screenings[-1].rule_set for each in calls if each.code == wanted_call), None)
    versions = to_try(list_versions(parts), of_call)
    tried = next((each for each in versions if each.version_id == wanted_version), next(iter(versions), None))
    fitting = (each.code for each in calls if tried and each.screenings[-1].rule_set == tried.name)
    return render_page(
        "backtests.html",
        status=status,
        backtests=list_backtests(parts),
        versions=versions,
        calls=calls,
        chosen_version=wanted_version,
        chosen_call=wanted_call or next(fitting, ""),
        **values,
    )


def _own_path(text: str) -> str:
    """Give an address of this site; anything else could lead elsewhere, and is left out."""
    is_own = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable()
    return text if is_own else ""
