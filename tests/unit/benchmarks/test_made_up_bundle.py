"""Made-up calls are the same for the same seed, and hold what the real ones hold."""

from __future__ import annotations

from collections import Counter

from benchmarks.made_up.bundle import MOST_ADMINISTRATIONS, QUOTA, make_administrations, make_bundle


def test_the_same_seed_gives_the_same_bundle_and_another_seed_another() -> None:
    assert make_bundle(50, seed=1) == make_bundle(50, seed=1)
    assert make_bundle(50, seed=1)["applications"] != make_bundle(50, seed=2)["applications"]


def test_every_reference_stands_once_and_every_applicant_may_apply() -> None:
    bundle = make_bundle(1_000)
    references = Counter(application["reference"] for application in bundle["applications"])
    assert len(references) == 1_000
    named = {name for application in bundle["applications"] for name in application["applicants"]}
    assert named <= set(bundle["call"]["administrations"])


def test_a_bundle_holds_silence_duplicates_and_administrations_over_quota() -> None:
    bundle = make_bundle(1_000)
    made = bundle["applications"]
    assert any(application["requested_amount"] is None for application in made)
    assert any(application["earlier_grants"] is None for application in made)
    assert len({(application["title"], application["description"]) for application in made}) < 1_000
    filed = Counter(name for application in made for name in application["applicants"])
    over_quota = {name for name, count in filed.items() if count > QUOTA}
    assert set(bundle["rankings"]) < over_quota


def test_two_thousand_administrations_have_names_of_their_own() -> None:
    assert len(set(make_administrations(MOST_ADMINISTRATIONS))) == MOST_ADMINISTRATIONS
