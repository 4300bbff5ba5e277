"""A broken bundle ends with 1, names file, entry and field, and leaves nothing stored."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from prescreen.embedded.one_machine import OneMachine
from tests.end_to_end.made_bundle import application, call, write_bundle
from tests.end_to_end.run_command import prescreen


def call_count(machine: OneMachine) -> int:
    """Ask how many calls intake holds."""
    total: int = httpx.get(f"{machine.address}/api/calls", trust_env=False).json()["total"]
    return total


def refused(bundle: Path, *options: str) -> str:
    """Run the command on a bundle that must be refused; gives what was said, on one line."""
    done = prescreen("run", bundle, *options)
    assert done.returncode == 1, (done.returncode, done.stderr)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("call.json", b'{"id": "c",\n', ("call.json", "rad 2", "not_json")),
        ("applications.json", b'[\n{"title": "\xff"}]', ("applications.json", "rad 2", "not_utf8")),
        (
            "applications.json",
            b'[{"requested_amount":\nNaN}]',
            ("applications.json", "rad 2", "not_a_number"),
        ),
        ("applications.json", b"[" * 1000, ("applications.json", "rad 1", "too_deep")),
        ("rankings.json", b'{"A": [],\n "A": []}', ("rankings.json", "rad 2", "key_twice")),
        ("decisions.json", b"{]", ("decisions.json", "rad 1", "not_json")),
        ("register.json", b"", ("register.json", "not_json")),
    ],
)
def test_a_file_that_is_no_json_is_refused_before_anything_starts(
    tmp_path: Path, name: str, content: bytes, said: tuple[str, ...]
) -> None:
    bundle = write_bundle(tmp_path, call("c"), [application("A-1")])
    (bundle / name).write_bytes(content)
    answer = refused(bundle)
    assert all(word in answer for word in said)


def test_a_folder_without_the_files_names_each(tmp_path: Path) -> None:
    answer = refused(tmp_path)
    assert all(name in answer for name in ("call.json", "applications.json", "rankings.json"))


def test_a_folder_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    assert prescreen("run", tmp_path / "none").returncode == 2


BAD: dict[str, dict[str, Any]] = {
    "A-text": {"requested_amount": "hundra"},
    "A-negative": {"requested_amount": -1},
    "A-huge": {"requested_amount": 2**70},
    "A-fraction": {"requested_amount": 3.7},
    "A-unknown": {"colour": "red"},
    "A-nobody": {"applicants": []},
    "A-kind": {"grant_type": "loan"},
    "A-choice": {"answers": {"staff_training": "some"}},
    "A-question": {"answers": {"favourite_dish": "pizza"}},
    "A-year": {
        "earlier_grants": [{"year": "x", "grant_type": "project", "prestudy": False, "same_project": True}]
    },
    "A-title": {"title": ""},
    "A-list": {"description": ["a"]},
}
FIELDS = {
    "A-text": "requested_amount",
    "A-negative": "requested_amount",
    "A-huge": "requested_amount",
    "A-fraction": "requested_amount",
    "A-unknown": "colour",
    "A-nobody": "applicants",
    "A-kind": "grant_type",
    "A-choice": "answers.staff_training",
    "A-question": "answers.favourite_dish",
    "A-year": "earlier_grants.0.year",
    "A-title": "title",
    "A-list": "description",
}


def test_every_fault_is_told_at_once_with_entry_and_field(machine: OneMachine, tmp_path: Path) -> None:
    before = call_count(machine)
    applications = [application(reference, **change) for reference, change in BAD.items()]
    bundle = write_bundle(tmp_path, call("faulty"), [application("A-good"), *applications])
    answer = refused(bundle, "--intake", machine.address)
    for reference, field in FIELDS.items():
        assert f"{reference} · {field}" in answer, (reference, answer)
    assert "A-good ·" not in answer
    assert "rad 2 " not in answer
    assert call_count(machine) == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rankings": {"Farsta stadsdelsförvaltning": ["A-9"]}}, ("rankings.json", "A-9")),
        ({"rankings": {"Bromma stadsdelsförvaltning": ["A-1"]}}, ("rankings.json", "A-1")),
        ({"applications": [application("A-1"), application("A-1")]}, ("applications.json", "A-1")),
        ({"call": call("c", closes_on="2017-13-01")}, ("call.json", "closes_on")),
        ({"call": call("c", opens_on="2018-01-01")}, ("call.json", "closes_on")),
        ({"call": call("c", time_zone="Mars/Olympus")}, ("call.json", "time_zone")),
        ({"call": [1]}, ("call.json",)),
        ({"applications": {"a": 1}}, ("applications.json",)),
        ({"register": {"earlier_grants": 7}}, ("register.json", "earlier_grants")),
        ({"decisions": [{"reference": "A-1"}]}, ("decisions.json", "A-1")),
        ({"call": call("c", administrations=["Bromma sdf"])}, ("applications.json", "A-1", "Farsta")),
    ],
)
def test_a_fault_that_only_intake_sees_is_told_by_file(
    machine: OneMachine, tmp_path: Path, changes: dict[str, Any], said: tuple[str, ...]
) -> None:
    before = call_count(machine)
    files: dict[str, Any] = {
        "call": call("c"),
        "applications": [application("A-1")],
        "rankings": {},
        **changes,
    }
    for name, document in files.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document), "utf-8")
    answer = refused(tmp_path, "--intake", machine.address)
    assert all(word in answer for word in said), answer
    assert call_count(machine) == before


def test_a_rule_file_with_a_fault_is_refused_before_anything_starts(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path / "bundle", call("c"), [application("A-1")])
    rules = tmp_path / "rules.yaml"
    rules.write_text("name: x\nrules:\n  - id: BAD ID\n", "utf-8")
    answer = refused(bundle, "--rule-set", str(rules))
    assert "rules.yaml:" in answer


def test_a_rule_set_that_nobody_knows_is_refused_by_name(machine: OneMachine, tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path, call("unknown-rules"), [application("A-1")])
    assert "no-such-rules" in refused(bundle, "--intake", machine.address, "--rule-set", "no-such-rules")


def test_an_intake_that_does_not_answer_is_a_fault(tmp_path: Path) -> None:
    bundle = write_bundle(tmp_path, call("c"), [application("A-1")])
    done = prescreen("run", bundle, "--intake", "http://127.0.0.1:9")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
