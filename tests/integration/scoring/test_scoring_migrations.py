"""The scoring database: its migrations give exactly what the models say, whoever starts them."""

from __future__ import annotations

import threading

from prescreen_shared.plumbing.database import Database
from prescreen_shared.plumbing.migrations import differences, upgrade
from scoring_service.store.tables import Base

MIGRATIONS = "scoring_service:migrations"


def test_the_migrations_give_what_the_models_say(database_url: str) -> None:
    database = Database(database_url)
    upgrade(database, MIGRATIONS)
    assert differences(database, Base.metadata) == []
    database.close()


def test_several_starters_upgrade_once(database_url: str) -> None:
    faults: list[Exception] = []

    def start() -> None:
        database = Database(database_url)
        try:
            upgrade(database, MIGRATIONS)
        except Exception as error:
            faults.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
