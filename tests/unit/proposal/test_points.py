"""Points of several criteria added up, and the order that they give."""

from __future__ import annotations

from intake_service.domain.proposal import points_key, sum_points
from prescreen_shared.shapes.verdict import Points
from tests.stages.made_proposals import A_CRITERION, AN_OPEN_CRITERION, make_application


def test_sure_possible_and_all_points_are_added_up_each_by_itself() -> None:
    points = sum_points((A_CRITERION, AN_OPEN_CRITERION))
    assert points == Points(known=3, possible=5, max=7)
    assert points.unknown == 2
    assert make_application(criteria=(A_CRITERION,)).points == Points(2, 2, 2)


def test_without_criteria_there_are_no_points_rather_than_nought() -> None:
    assert sum_points(()) is None
    assert make_application().points is None


def test_most_sure_points_come_first_then_most_possible_and_none_at_all_last() -> None:
    none_known, some, more, most = Points(0, 7, 7), Points(2, 2, 9), Points(2, 5, 5), Points(3, 3, 3)
    assert sorted([None, none_known, some, more, most], key=points_key) == [
        most,
        more,
        some,
        none_known,
        None,
    ]
