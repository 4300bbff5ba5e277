"""Points on their way through scoring: judged, kept, said to intake, and said again the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import inspect, select

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.migrations import upgrade
from scoring_service.domain.condition import Compare, Operator
from scoring_service.engine.judge import EngineJudge
from scoring_service.store.tables import Alarm, VerdictRow
from tests.stages.made_rule_sets import made_criterion, made_fact, made_rule, made_rule_set
from tests.stages.scoring import ScoringStage, applications_message, order_message, snapshot

MIGRATIONS = "scoring_service:migrations"
RULES = made_rule_set(
    [made_fact("year"), made_fact("places")],
    [made_rule(Compare("year", Operator.MORE_THAN, 3))],
    criteria=(made_criterion((2, Compare("places", Operator.AT_LEAST, 2))),),
)
SENT = [snapshot(number, answers={"year": 1, "places": number}) for number in (1, 2)]
SENT.append(snapshot(3, answers={"year": 1}))


@pytest.fixture
def stage(database_url: str) -> Iterator[ScoringStage]:
    judge = EngineJudge(RULES)
    stage = ScoringStage(database_url, judge)  # type: ignore[arg-type]
    yield stage
    stage.close()
    judge.close()


def screen(stage: ScoringStage) -> None:
    """Let scoring judge the three applications of one call."""
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(SENT))
    stage.deliver(TaskName.SCREEN_CALL, order_message(SENT))
    stage.pump()


def said(stage: ScoringStage) -> dict[str, tuple[int, int, str]]:
    """Give the points that intake was told of."""
    return {
        verdict["reference"]: (criterion["points"], criterion["possible_points"], criterion["status"])
        for body in stage.said[TaskName.RECORD_VERDICTS]
        for verdict in body["verdicts"]
        for criterion in verdict["criteria"]
    }


def test_points_are_said_to_intake_and_kept_as_they_were_said(stage: ScoringStage) -> None:
    screen(stage)
    assert said(stage) == {
        "T1-1": (0, 0, "not_met"),
        "T1-2": (2, 2, "met"),
        "T1-3": (0, 2, "undetermined"),
    }
    (body,) = stage.said[TaskName.RECORD_VERDICTS]
    with stage.database.reading() as session:
        kept = {row.reference: row.criteria for row in session.scalars(select(VerdictRow))}
        assert not session.scalars(select(Alarm)).all()
    assert kept == {verdict["reference"]: verdict["criteria"] for verdict in body["verdicts"]}


def test_points_that_are_said_again_are_the_same(stage: ScoringStage) -> None:
    stage.deliver(TaskName.RECEIVE_APPLICATIONS, applications_message(SENT))
    order = order_message(SENT)
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    first = list(stage.said[TaskName.RECORD_VERDICTS])
    stage.said.clear()
    stage.deliver(TaskName.SCREEN_CALL, order)
    stage.pump()
    assert stage.said[TaskName.RECORD_VERDICTS] == first


def test_a_verdict_from_before_there_were_criteria_has_none_afterwards(stage: ScoringStage) -> None:
    screen(stage)
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    with stage.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.commit()
        assert "criteria" not in {each["name"] for each in inspect(connection).get_columns("verdict")}
    upgrade(stage.database, MIGRATIONS)
    with stage.database.reading() as session:
        assert [row.criteria for row in session.scalars(select(VerdictRow))] == [[], [], []]
