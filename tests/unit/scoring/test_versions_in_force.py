"""What is in force after activations and rollbacks, and who may approve, without a database."""

from __future__ import annotations

import random

import pytest

from scoring_service.domain.version import (
    ActivationKind,
    NobodyNamedError,
    SamePersonError,
    Step,
    in_force_after,
    named,
    require_another_person,
)


def steps(*versions: str | None) -> list[Step]:
    """Activations in order; ``<`` stands for a rollback to what was in force before."""
    made: list[Step] = []
    for version in versions:
        if version != "<":
            made.append(Step(ActivationKind.ACTIVATE, version))
            continue
        before = in_force_after(made)[:-1]
        made.append(Step(ActivationKind.ROLL_BACK, before[-1].version_id if before else None))
    return made


@pytest.mark.parametrize(
    ("done", "left"),
    [
        ("a", ["a"]),
        ("ab", ["a", "b"]),
        ("ab<", ["a"]),
        ("ab<c", ["a", "c"]),
        ("ab<c<", ["a"]),
        ("abc<<", ["a"]),
        ("aab<", ["a", "a"]),
        ("a<", [None]),
        ("a<b", [None, "b"]),
        ("a<b<", [None]),
    ],
)
def test_a_rollback_uncovers_what_stood_before(done: str, left: list[str | None]) -> None:
    assert [step.version_id for step in in_force_after(steps(*done))] == left


def test_every_rollback_undoes_exactly_one_activation() -> None:
    chance = random.Random(3)
    for _ in range(300):
        done, expected = ["start"], ["start"]
        for number in range(30):
            if len(expected) > 1 and chance.random() < 0.5:
                done.append("<")
                expected.pop()
            else:
                done.append(f"v{number}")
                expected.append(f"v{number}")
        assert [step.version_id for step in in_force_after(steps(*done))] == expected


@pytest.mark.parametrize(
    "by",
    [
        "Anna Åkesson",
        "  anna   ÅKESSON ",
        "ANNA A\u030akesson",
        "Ａnna Åkesson",
        "Anna Åkes\u00adson",
        "An\u200bna Åkesson",
        "Anna Åkesson\u034f",
        "Anna\ufe0f Åkesson",
        "Anna Åkesson\u3164",
    ],
)
def test_whoever_has_written_cannot_approve_however_the_name_is_written(by: str) -> None:
    with pytest.raises(SamePersonError):
        require_another_person(by, ["Bo Berg", "Anna Åkesson"])


def test_another_person_may_approve() -> None:
    require_another_person("Cilla Ceder", ["Bo Berg", "Anna Åkesson"])


@pytest.mark.parametrize(
    "by", ["", "  \n", "x" * 201, "prescreen", " PreScreen ", "leverantör/supplier", "pre\u200bscreen"]
)
def test_a_change_needs_the_name_of_a_person(by: str) -> None:
    with pytest.raises(NobodyNamedError):
        named(by)
    assert named("  Bo   Berg ") == "Bo Berg"
