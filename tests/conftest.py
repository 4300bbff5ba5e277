"""Fixtures that every kind of test may use."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.stages.databases import postgres_url, sqlite_url
from tests.stages.examples import WHOLE

# How long an example takes is no promise, and a busy machine would break it.
settings.register_profile("whole", deadline=None, max_examples=WHOLE)
settings.register_profile("waited for", settings.get_profile("whole"), max_examples=WHOLE // 4)
settings.load_profile("whole" if os.environ.get("CI") else "waited for")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres_redis)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of an empty database: the test runs once on each kind that the product supports."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path)
        return
    with postgres_url() as url:
        yield url


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let nothing that needs a server be skipped where the servers are promised (REQUIRE_SERVICES=1)."""
    report = yield
    needs_service = any(item.get_closest_marker(name) for name in ("postgres_redis", "browser", "faults"))
    if report.skipped and needs_service and os.environ.get("REQUIRE_SERVICES") == "1":
        report.outcome = "failed"
    return report
