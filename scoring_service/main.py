"""Starts the real parts of scoring: ``python -m scoring_service.main web|worker|scheduler|migrate|alarms|backtest ID|replay …|versions …|rules VERB …``."""

import sys
from dataclasses import replace
from functools import partial

from prescreen_shared.plumbing.allocator import restart_with_steady_allocator
from prescreen_shared.plumbing.settings import SettingsError, run_verb, under_settings
from scoring_service.parts import ScoringParts
from scoring_service.settings import ScoringSettings, read_settings

MIGRATIONS = "scoring_service:migrations"
USAGE = "usage: python -m scoring_service.main web|worker|scheduler|migrate|alarms|backtest ID|replay …|versions …|rules VERB …"
RULES = "rules"
BACKTEST = "backtest"
REPLAY = "replay"
VERSIONS = "versions"


def main(arguments: list[str]) -> int:
    """Run one process; 0 when it was stopped in good order, 1 for bad settings, 2 for wrong use."""
    if arguments[:1] == [RULES]:
        return run_rules(arguments[1:])
    if arguments[:1] == [BACKTEST] and len(arguments) in (2, 3):
        return under_settings(read_settings, lambda settings: run_one_backtest(settings, *arguments[1:]))
    if arguments[:1] == [REPLAY]:
        return run_replay(arguments[1:])
    if arguments[:1] == [VERSIONS]:
        return run_versions(arguments[1:])
    verbs = {
        "web": run_web,
        "worker": run_worker,
        "scheduler": run_scheduler,
        "migrate": run_migrations,
        "alarms": print_alarms,
    }
    return run_verb(arguments, verbs, read_settings, USAGE)


def run_web(settings: ScoringSettings) -> None:
    """Serve the API and the pages until SIGTERM.

    Raises:
        SettingsError: there is no key to sign the pages' cookie with.
    """
    from prescreen_shared.plumbing.web.web_server import serve
    from scoring_service.app import create_app

    if settings.person.secret_key is None:
        raise SettingsError({"SCORING_SECRET_KEY": ["Must be set for the web server."]})
    person, largest = settings.person, settings.web.largest_body
    serve(settings, lambda: create_app(make_parts(settings), person, largest))


def run_worker(settings: ScoringSettings) -> None:
    """Consume scoring's queues until SIGTERM."""
    # Before anything of the engine is imported: the settings of malloc are read when the process begins.
    restart_with_steady_allocator()
    from prescreen_shared.plumbing import processes
    from scoring_service.worker import make_worker

    parts = make_parts(settings)
    parts.shelf.read_ahead()
    processes.run_worker(make_worker(settings, parts), "scoring")


def run_scheduler(settings: ScoringSettings) -> None:
    """Send the outbox and take up what rests, until SIGTERM; any number may run."""
    from prescreen_shared.plumbing import processes
    from scoring_service.worker import make_backtest_steps, make_steps

    parts = make_parts(settings)
    backtests = make_backtest_steps(parts)
    processes.run_scheduler(
        "scoring",
        settings,
        lambda publisher: [*make_steps(parts, publisher, settings.delivery), *backtests],
    )


def run_one_backtest(settings: ScoringSettings, backtest_id: str, run_id: str | None = None) -> None:
    """Run one backtest that waits, to its end or until SIGTERM."""
    restart_with_steady_allocator()
    from prescreen_shared.plumbing.logging import configure_logging
    from scoring_service.backtests.process import run_process

    configure_logging(settings.logs)
    run_process(make_parts(settings), backtest_id, run_id, watch=True)


def run_replay(arguments: list[str]) -> int:
    """Judge kept verdicts again: 0 all identical, 1 something differs, 2 wrong use or bad settings, 3 a fault."""
    restart_with_steady_allocator()
    from prescreen_shared.plumbing.logging import configure_logging
    from scoring_service.commands import kept_commands

    def run(settings: ScoringSettings) -> int:
        configure_logging(replace(settings.logs, level="ERROR"))
        return kept_commands.run_replay(make_parts(settings), arguments)

    return under_settings(read_settings, run, refused=2)


def run_versions(arguments: list[str]) -> int:
    """Carry versions between database and files: 0 done, 1 a file was refused, 2 wrong use or bad settings."""
    from scoring_service.commands import kept_commands

    return under_settings(
        read_settings, lambda settings: kept_commands.run_versions(make_parts(settings), arguments), refused=2
    )


def run_migrations(settings: ScoringSettings) -> None:
    """Bring the scoring database to the newest shape, and the rules that came with the product into it."""
    from prescreen_shared.plumbing.logging import configure_logging
    from prescreen_shared.plumbing.migrations import upgrade
    from scoring_service.versions.carry import import_shipped

    configure_logging(settings.logs)
    parts = make_parts(settings)
    upgrade(parts.database, MIGRATIONS)
    import_shipped(parts.database, parts.clock, settings.rule_sets)
    parts.database.close()


def run_rules(arguments: list[str]) -> int:
    """Do something with rule files; needs no settings, for nothing is stored or sent."""
    from scoring_service.commands.rule_commands import run_rules

    return run_rules(arguments)


def print_alarms(settings: ScoringSettings) -> None:
    """Print what somebody must look at: open alarms, and messages that could not be acted on."""
    from prescreen_shared.plumbing import alarms as list_alarms
    from scoring_service.store.tables import Alarm, ParkedMessage

    list_alarms.print_alarms(settings.database_url, Alarm, ParkedMessage)


def make_parts(settings: ScoringSettings) -> ScoringParts:
    """Give the real parts."""
    from prescreen_shared.plumbing.database import Database, SystemClock
    from scoring_service.engine.judge import OpenJudges
    from scoring_service.parts import ScoringParts
    from scoring_service.versions.carry import import_shipped
    from scoring_service.versions.shelf import VersionShelf, read_rules

    database, clock = Database(settings.database_url), SystemClock()
    shelf = VersionShelf(database, partial(import_shipped, database, clock, settings.rule_sets))
    return ScoringParts(
        database,
        clock,
        shelf,
        OpenJudges(shelf.open),
        read_rules,
        screening=settings.screening,
        backtests=settings.backtests,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
