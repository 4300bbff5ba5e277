"""What somebody must look at, as one line each."""

from __future__ import annotations

from prescreen_shared.plumbing.alarms import list_alarms, park, raise_alarm
from tests.stages.fakes import SetClock
from tests.stages.plumbing_tables import Alarm, Parked, plumbing_database


def test_open_alarms_and_parked_messages_are_listed_and_settled_ones_not(database_url: str) -> None:
    database, clock = plumbing_database(database_url), SetClock()
    with database.writing() as session:
        raise_alarm(session, Alarm, "screening-refused", "s-1", {"rule_set": "made"}, clock)
        raise_alarm(session, Alarm, "settled", "s-2", {}, clock)
        park(session, Parked, "scoring.screen_chunk", {"secret": 1}, "cannot be read", clock)
    with database.writing() as session:
        session.query(Alarm).filter_by(kind="settled").one().settled_at = clock.now()
    with database.reading() as session:
        lines = list(list_alarms(session, Alarm, Parked))
    database.close()

    assert lines == [
        "Open alarms: 1",
        '  2017-11-01 12:00Z  screening-refused  s-1  ×1  {"rule_set": "made"}',
        "Parked messages: 1",
        "  2017-11-01 12:00Z  #1  scoring.screen_chunk  cannot be read",
    ]
