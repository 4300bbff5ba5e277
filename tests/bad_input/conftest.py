"""One intake for all bad inputs of a module: none of them may leave anything behind for the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.intake_bench import IntakeBench, migrated_postgres, migrated_sqlite


@dataclass(frozen=True, slots=True)
class Stage:
    """What bad input is tried on: an open, a closed and a draft call, and applications of the open one."""

    bench: IntakeBench
    open_call: str
    closed_call: str
    draft_call: str
    draft: str
    submitted: str

    def path(self, template: str) -> str:
        """Fill the ids into a path."""
        return template.format(
            open=self.open_call,
            closed=self.closed_call,
            draft_call=self.draft_call,
            draft=self.draft,
            submitted=self.submitted,
        )


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres_redis)]
)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Intake with a few calls and applications, once on each kind of database."""
    folder = tmp_path_factory.mktemp("bad-input")
    if request.param == "sqlite":
        yield from staged(f"sqlite:///{migrated_sqlite(folder)}")
        return
    with migrated_postgres() as url:
        yield from staged(url)


def staged(url: str) -> Iterator[Stage]:
    """Set the stage on a migrated database."""
    bench = IntakeBench(url)
    administrations = ["Norra förvaltningen", "Södra förvaltningen"]
    open_call = bench.open_call(code="open", administrations=administrations)
    closed_call = bench.open_call(code="closed")
    bench.close_call(closed_call)
    bench.submit(open_call, reference="S-1", applicants=["Södra förvaltningen"])
    yield Stage(
        bench=bench,
        open_call=open_call,
        closed_call=closed_call,
        draft_call=bench.create_call(code="draft"),
        draft=bench.draft(open_call, reference="D-1")["application_id"],
        submitted=bench.submit(open_call, reference="N-1")["application_id"],
    )
    bench.close()
