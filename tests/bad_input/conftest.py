"""One intake for all bad inputs of a module: none of them may leave anything behind for the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.stages.databases import postgres_url, sqlite_url
from tests.stages.intake import IntakeStage


@dataclass(frozen=True, slots=True)
class Places:
    """What bad input is tried on: an open, a closed and a draft call, and applications of the open one."""

    stage: IntakeStage
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
def places(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    """Intake with a few calls and applications, once on each kind of database."""
    if request.param == "sqlite":
        yield from made_places(sqlite_url(tmp_path_factory.mktemp("bad-input")))
        return
    with postgres_url() as url:
        yield from made_places(url)


def made_places(url: str) -> Iterator[Places]:
    """Make them on an empty database."""
    stage = IntakeStage(url)
    administrations = ["Norra förvaltningen", "Södra förvaltningen"]
    open_call = stage.open_call(code="open", administrations=administrations)
    closed_call = stage.open_call(code="closed")
    stage.close_call(closed_call)
    stage.submit(open_call, reference="S-1", applicants=["Södra förvaltningen"])
    yield Places(
        stage=stage,
        open_call=open_call,
        closed_call=closed_call,
        draft_call=stage.create_call(code="draft"),
        draft=stage.draft(open_call, reference="D-1")["application_id"],
        submitted=stage.submit(open_call, reference="N-1")["application_id"],
    )
    stage.close()
