"""The round of 2018 as a portal makes it, beside ``make demo``: ``python -m tests.end_to_end.portal_round`` prints the comparison.

The call is created over the API, opened, filled with the 29 real applications one by one, and closed by the clock: once before
the city has a register, once with the register loaded beforehand. Calls whose rules do not exist or do not fit are told of
when they are created. Both services run in this process on a clock of 2017; ``make demo`` runs as the command does.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from tests.architecture.pair_in_process import Pair
from tests.end_to_end.run_command import prescreen
from tests.stages.fakes import SetClock

ROUND: Final = Path(__file__).parents[2] / "examples" / "stockholm-2018"
OPEN: Final = datetime(2017, 11, 1, 12, tzinfo=UTC)
CLOSED: Final = datetime(2017, 12, 2, tzinfo=UTC)
OF_A_VERDICT: Final = ("outcome", "requested_amount", "proposed_amount", "missing", "findings", "hints")
"""What must be equal; ids, times and registration numbers are each call's own."""
MISFITS: Final[dict[str, dict[str, Any]]] = {
    "rules that do not exist": {"rule_set": "stockholm-1918"},
    "rules of other years": {"opens_on": "2001-01-01", "closes_on": "2001-02-01", "grant_year": 2001},
    "a question of another type than the rules read": {
        "questions": [
            {
                "key": "extends_existing_operation",
                "type": "text",
                "label": {"sv": "Utökar projektet en verksamhet?", "en": "Does it extend an operation?"},
            }
        ]
    },
}
Json = dict[str, Any]


def read(name: str) -> Any:
    """Read a file of the real round."""
    return json.loads((ROUND / f"{name}.json").read_text("utf-8"))


class Portal:
    """Both services, with what a portal and staff do with them."""

    def __init__(self, folder: Path) -> None:
        """Start them on a clock that stands while the call is open."""
        self.clock = SetClock(OPEN)
        self.pair = Pair(folder, self.clock)

    def ask(self, method: str, path: str, body: Any = None, by: str | None = None) -> Any:
        """Send a request to intake and give what it answers."""
        return self.pair.ask(self.pair.intake, method, path, body, by=by).json

    def put_register(self, register: Json, replaces: int = 0) -> Json:
        """Put a register in force, as staff do before a call closes."""
        body = {"register": register, "replaces": replaces, "reason": "Inför utlysningen"}
        return dict(self.ask("PUT", "/api/register", body, by="Anna"))

    def create_call(self, code: str, **terms: Any) -> str:
        """Create the call of 2018 under a code of its own, and let scoring look at it."""
        self.clock.set(OPEN)
        stated = {key: value for key, value in read("call").items() if key != "id"}
        call_id = str(self.ask("POST", "/api/calls", {**stated, **terms, "code": code})["call_id"])
        self.pair.rest()
        return call_id

    def rules_of(self, call_id: str) -> Json:
        """Give what staff are told of a call's rules."""
        return dict(self.ask("GET", f"/api/calls/{call_id}")["rules"])

    def fill(self, call_id: str) -> None:
        """Open a call and send in the applications and rankings of 2018 one by one."""
        self.ask("POST", f"/api/calls/{call_id}/open")
        for entry in read("applications"):
            apart = ("submitted_at", "registration_number")
            content = {key: value for key, value in entry.items() if key not in apart}
            made = self.ask("POST", f"/api/calls/{call_id}/applications", content)
            self.ask("POST", f"/api/applications/{made['application_id']}/submit")
        for administration, references in read("rankings").items():
            path = f"/api/calls/{call_id}/rankings/{administration}"
            self.ask("PUT", path, {"references": references})

    def close_by_the_clock(self) -> None:
        """Let the closing moment pass and everything happen that follows."""
        self.clock.set(CLOSED)
        self.pair.rest()

    def verdicts(self, call_id: str) -> Json:
        """Give verdicts.json of a call."""
        return dict(self.ask("GET", f"/api/calls/{call_id}/verdicts"))


@dataclass
class Comparison:
    """What came out: the call without a register, with it, the same round by the command, and what was said of misfits."""

    without: Json
    with_register: Json
    demo: Json
    told: dict[str, list[str]] = field(default_factory=dict)

    def differing(self) -> list[str]:
        """Name the applications whose verdict is another than that of ``make demo``."""
        here, there = (_by_reference(each) for each in (self.with_register, self.demo))
        return sorted(
            reference
            for reference in here.keys() | there.keys()
            if _judged(here.get(reference)) != _judged(there.get(reference))
        )

    def unnamed(self) -> list[str]:
        """Name the applications that the call without a register refers without naming a section of it, or does not refer."""
        return [
            verdict["reference"]
            for verdict in self.without["verdicts"]
            if verdict["outcome"] not in ("refer", "set_aside") or not list(_sections(verdict))
        ]

    def untold(self) -> list[str]:
        """Name the misfits of which nothing was said when the call was created."""
        return [kind for kind, told in self.told.items() if not told]

    @property
    def holds(self) -> bool:
        """Tell whether all is as promised."""
        return not (self.differing() or self.unnamed() or self.untold())


def compare(folder: Path) -> Comparison:
    """Make the round over the API without and with a register, and by the command."""
    ran = prescreen("run", ROUND, "--out", folder / "demo", "--quiet")
    if ran.returncode:
        raise RuntimeError(ran.stderr)
    demo = json.loads((folder / "demo" / "verdicts.json").read_text("utf-8"))
    portal = Portal(folder)
    told = {
        kind: [
            each["text"]["sv"] for each in portal.rules_of(call_id)["problems"] if each["severity"] == "error"
        ]
        for number, (kind, terms) in enumerate(MISFITS.items())
        for call_id in [portal.create_call(f"misfit-{number}", **terms)]
    }
    found = []
    for code in ("without", "portal-2018"):
        if code == "portal-2018":
            portal.clock.set(OPEN)
            portal.put_register(read("register"))
        call_id = portal.create_call(code)
        portal.fill(call_id)
        portal.close_by_the_clock()
        found.append(portal.verdicts(call_id))
    return Comparison(*found, demo, told)


def _by_reference(document: Json) -> dict[str, Json]:
    return {verdict["reference"]: verdict for verdict in document["verdicts"]}


def _judged(verdict: Json | None) -> Json | None:
    return None if verdict is None else {key: verdict.get(key) for key in OF_A_VERDICT}


def _sections(verdict: Json) -> Iterator[str]:
    for finding in verdict["findings"]:
        yield from (each for each in finding["missing"] if each.startswith("register."))


def _print(found: Comparison) -> None:
    print("Calls whose rules do not exist or do not fit, as told when they are created:")
    for kind, told in found.told.items():
        print(f"  {kind}: {'; '.join(told) or 'NOTHING'}")
    outcomes = [verdict["outcome"] for verdict in found.without["verdicts"]]
    counted = ", ".join(
        f"{each} {outcomes.count(each)}" for each in ("refuse", "set_aside", "refer", "eligible")
    )
    print(f"\nWithout a register: {len(outcomes)} applications: {counted}.")
    print(f"  Without a section of the register that is named: {', '.join(found.unnamed()) or 'none'}.")
    register = found.with_register["register"]
    print(
        f"\nWith the register loaded beforehand (version {register['version']}, sha256 {register['sha256']}):"
    )
    demo, differing = _by_reference(found.demo), found.differing()
    for verdict in found.with_register["verdicts"]:
        reference = verdict["reference"]
        same = "DIFFERS" if reference in differing else "the same"
        there = demo.get(reference, {}).get("outcome", "–")
        print(f"  {reference:<8} over the API {verdict['outcome']:<10} make demo {there:<10} {same}")
    total = len(found.with_register["verdicts"])
    print(f"{total - len(differing)} of {total} verdicts the same, with all that they rest on.")


def main() -> int:
    """Print the comparison; 1 where something is not as promised."""
    with TemporaryDirectory() as folder:
        found = compare(Path(folder))
    _print(found)
    return 0 if found.holds else 1


if __name__ == "__main__":
    sys.exit(main())
