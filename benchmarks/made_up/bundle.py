"""A whole made-up call as ``POST /api/bundles`` takes it: call, applications, rankings, register."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from random import Random
from typing import Any

from benchmarks.made_up.application import Application, file_again, make_application
from benchmarks.made_up.phrases import phrases

Bundle = dict[str, Any]

QUOTA = 8
MOST_ADMINISTRATIONS = 2_000
_FILED_TWICE = 0.01
_TOGETHER = 0.2


def make_bundle(applications: int, *, seed: int = 2018, rule_set: str = "stockholm-2018") -> Bundle:
    """Make a call of so many applications; the same arguments always give the same bundle.

    About one application in a hundred is filed twice, one in five has a co-applicant, and of the administrations
    above the quota of eight half have ranked theirs.
    """
    names = make_administrations(max(14, min(applications // 5, MOST_ADMINISTRATIONS)))
    made = list(islice(_applications(seed, names), applications))
    return {
        "call": _call(f"made-up-{applications}-{seed}", names, rule_set),
        "applications": made,
        "rankings": _rankings(Random(f"{seed} rankings"), made),
        "register": _register(Random(f"{seed} register"), names),
        "decisions": None,
    }


def make_administrations(count: int) -> list[str]:
    """Make distinct names, at most 2,000."""
    pairs = product(phrases()["places_last"], phrases()["places_first"])
    return [f"{first}{last}s stadsdelsförvaltning" for last, first in islice(pairs, count)]


def _applications(seed: int, names: Sequence[str]) -> Iterator[Application]:
    number = 0
    while True:
        number += 1
        # Each number has a chance of its own, so that a larger bundle begins with the smaller one's texts.
        chance = Random(f"{seed} {number}")
        applicants = chance.sample(names, 2 if chance.random() < _TOGETHER else 1)
        application = make_application(chance, number, applicants)
        yield application
        if chance.random() < _FILED_TWICE:
            number += 1
            yield file_again(chance, number, application)


def _rankings(chance: Random, made: Sequence[Application]) -> Mapping[str, list[str]]:
    of_applicant: dict[str, list[str]] = defaultdict(list)
    for application in made:
        for name in application["applicants"]:
            of_applicant[name].append(application["reference"])
    over_quota = {name: own for name, own in of_applicant.items() if len(own) > QUOTA}
    # One ranking in twenty is itself longer than the quota.
    return {
        name: chance.sample(own, QUOTA + (chance.random() < 0.05))
        for name, own in over_quota.items()
        if chance.random() < 0.5
    }


def _call(code: str, names: Sequence[str], rule_set: str) -> dict[str, Any]:
    return {
        "id": code,
        "title": "Påhittad utlysning av lokala utvecklingsmedel",
        "issuer": "Påhittade nämnden",
        "registration_number": "MADE-UP 2017",
        "opens_on": "2017-09-04",
        "closes_on": "2017-12-01",
        "time_zone": "Europe/Stockholm",
        "grant_types": {
            "project": {"name": "Lokala utvecklingsmedel", "max_amount": 750_000, "budget": 20_000_000},
            "study_visit": {"name": "Studiebesök/studieresa", "max_amount": 25_000, "budget": 1_000_000},
        },
        "max_applications_per_administration": QUOTA,
        "administrations": list(names),
        "rule_set": rule_set,
    }


def _register(chance: Random, names: Sequence[str]) -> dict[str, Any]:
    """Make what the city already knew, with an earlier grant for every twentieth administration."""
    return {
        "earlier_grants": [
            {
                "project": _project_name(chance, name.split("s stads")[0]),
                "administrations": [name],
                "grant_type": "project",
                "years": sorted(chance.sample((2015, 2016, 2017), chance.randrange(1, 4))),
            }
            for name in names[::20]
        ],
        "central_studies": [{"name": "Uppföljning av motiverande samtal (MI)", "years": [2016, 2017, 2018]}],
        "city_programmes": [
            {"name": "Modernisering av de sociala systemen", "kind": "it", "ongoing_from": 2017}
        ],
        "city_standards": [
            {"name": "BBIC", "covers": "systematisk uppföljning av insatser för barn och unga"}
        ],
        "other_funding": [{"project": "Bostad först Norrmalm", "funder": "Finsam", "years": [2018]}],
        "local_services": [{"name": "Kvinnojourerna i Stockholm", "host_type": "kvinnojour"}],
    }


def _project_name(chance: Random, place: str) -> str:
    """Name a project after its place, or (one in five) after its method, whose words stand in many applications."""
    if chance.random() < 0.2:
        return f"{chance.choice(phrases()['methods']).capitalize()} {place}"
    return f"{place}modellen"
