"""One running pair that the tests of the command share: starting it is what takes the time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from prescreen.embedded.one_machine import OneMachine
from tests.end_to_end.run_command import CONFIGURED


@pytest.fixture(scope="session")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneMachine]:
    """Give a pair on this machine with the embedded broker."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CONFIGURED:
            patch.delenv(name, raising=False)
        with OneMachine(tmp_path_factory.mktemp("machine")) as running:
            yield running
