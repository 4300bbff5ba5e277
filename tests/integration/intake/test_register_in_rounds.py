"""A call made over the API, as a portal does it, is judged as the same call imported: with the register, and honestly without."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.pair_in_process import Pair
from tests.stages.fakes import SetClock

ROUND = Path(__file__).parents[3] / "examples" / "stockholm-2018"
SECTIONS_READ = {
    "earlier_grants",
    "central_studies",
    "city_programmes",
    "city_standards",
    "other_funding",
    "local_services",
}
OPEN = datetime(2017, 11, 1, 12, tzinfo=UTC)
Json = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((ROUND / f"{name}.json").read_text("utf-8"))


class Portal:
    """Both services, with what a portal and staff do with them."""

    def __init__(self, folder: Path) -> None:
        self.clock = SetClock(OPEN)
        self.pair = Pair(folder, self.clock)

    def ask(self, method: str, path: str, body: Any = None, by: str | None = None) -> Any:
        return self.pair.ask(self.pair.intake, method, path, body, by=by).json

    def put_register(self, register: Json, replaces: int = 0) -> Json:
        body = {"register": register, "replaces": replaces, "reason": "Inför utlysningen"}
        return dict(self.ask("PUT", "/api/register", body, by="Anna"))

    def open_call(self, code: str) -> str:
        """Create and open the call of 2018 under a code of its own."""
        self.clock.set(OPEN)
        terms = {key: value for key, value in read("call").items() if key != "id"}
        call_id = str(self.ask("POST", "/api/calls", {**terms, "code": code})["call_id"])
        self.ask("POST", f"/api/calls/{call_id}/open")
        return call_id

    def fill(self, call_id: str) -> None:
        """Send in the applications and rankings of 2018 one by one."""
        for entry in read("applications"):
            content = {
                key: value
                for key, value in entry.items()
                if key not in ("submitted_at", "registration_number")
            }
            made = self.ask("POST", f"/api/calls/{call_id}/applications", content)
            self.ask("POST", f"/api/applications/{made['application_id']}/submit")
        for administration, references in read("rankings").items():
            path = f"/api/calls/{call_id}/rankings/{administration}"
            self.ask("PUT", path, {"references": references})

    def close_by_the_clock(self) -> None:
        self.clock.set(datetime(2017, 12, 2, tzinfo=UTC))
        self.pair.rest()

    def import_round(self) -> str:
        """Import the round as the command does, register and all, and close it."""
        parts = {name: read(name) for name in ("call", "applications", "rankings", "register")}
        call_id = str(self.ask("POST", "/api/bundles", parts)["call_id"])
        self.ask("POST", f"/api/calls/{call_id}/close")
        self.pair.rest()
        return call_id

    def verdicts(self, call_id: str) -> Json:
        return dict(self.ask("GET", f"/api/calls/{call_id}/verdicts"))

    def screening(self, call_id: str) -> Json:
        return dict(self.ask("GET", f"/api/calls/{call_id}/screening"))


def outcomes(document: Json) -> dict[str, tuple[str, frozenset[tuple[str, str, str, str]]]]:
    """Give for each reference its outcome and its findings as rule, effect, status and sentence."""
    return {
        verdict["reference"]: (
            verdict["outcome"],
            frozenset(
                (finding["rule"], finding["effect"], finding["status"], finding["text"]["sv"])
                for finding in verdict["findings"]
            ),
        )
        for verdict in document["verdicts"]
    }


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """Both services once: a second pair in this process would have its tasks run by the first."""
    return Portal(tmp_path_factory.mktemp("pair"))


def test_without_a_register_every_referral_names_the_section(portal: Portal) -> None:
    call_id = portal.open_call("without")
    portal.fill(call_id)
    portal.close_by_the_clock()

    found = portal.verdicts(call_id)
    assert portal.screening(call_id)["register_version"] is None
    assert found["register"] is None
    assert len(found["verdicts"]) == 29
    for verdict in found["verdicts"]:
        assert verdict["outcome"] in ("refer", "set_aside")
        named = {
            name.removeprefix("register.")
            for finding in verdict["findings"]
            for name in finding["missing"]
            if name.startswith("register.")
        }
        assert named
        assert named <= SECTIONS_READ
        assert any("Stadens register saknar" in finding["text"]["sv"] for finding in verdict["findings"])
    told = [each for each in found["call_findings"] if each["rule"] == "register-incomplete"]
    assert [set(each["facts"]["sections"]) for each in told] == [SECTIONS_READ]


def test_with_the_register_loaded_beforehand_the_verdicts_are_those_of_the_imported_round(
    portal: Portal,
) -> None:
    version = portal.put_register(read("register"))
    call_id = portal.open_call("portal-2018")
    portal.fill(call_id)
    portal.close_by_the_clock()
    # What comes after the closing is another version, which this screening does not use.
    portal.put_register({"earlier_grants": []}, replaces=version["version"])

    found = portal.verdicts(call_id)
    assert len(found["verdicts"]) == 29
    assert portal.screening(call_id)["register_version"] == version["version"]
    assert found["register"] == {key: version[key] for key in ("version", "at", "sha256")}
    assert outcomes(found) == outcomes(portal.verdicts(portal.import_round()))
    used = {
        each["version"]: each["used_by"] for each in portal.ask("GET", "/api/register/versions")["versions"]
    }
    assert used == {1: ["portal-2018"], 2: [], 3: ["stockholm-2018"]}
