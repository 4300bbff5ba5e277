"""A verdict that intake kept before there were criteria is read afterwards as one without any."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from prescreen_shared.names import TaskName
from prescreen_shared.plumbing.migrations import upgrade
from tests.stages.intake import MIGRATIONS, IntakeStage, made_criterion, verdicts_message


def test_a_verdict_from_before_there_were_criteria_has_none_afterwards(stage: IntakeStage) -> None:
    call_id = stage.open_call()
    application = stage.submit(call_id)
    screening_id = stage.close_call(call_id)["screening_id"]
    body = verdicts_message(screening_id, application, criteria=[made_criterion()])
    stage.receive(TaskName.RECORD_VERDICTS, body)
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    config.set_main_option("path_separator", "os")
    with stage.database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0005")
        connection.commit()
        assert "criteria" not in {each["name"] for each in inspect(connection).get_columns("verdict")}
    upgrade(stage.database, MIGRATIONS)
    read = stage.http.get(f"/api/applications/{application['application_id']}/verdicts").json
    assert [verdict["criteria"] for verdict in read["verdicts"]] == [[]]
    (verdict,) = stage.http.get(f"/api/calls/{call_id}/verdicts").json["verdicts"]
    assert "points" not in verdict
