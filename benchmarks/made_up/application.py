"""One made-up application in the public format, with the gaps, slips and traps that real ones have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from benchmarks.made_up.phrases import pick, some_sentences

Application = dict[str, Any]

Value = TypeVar("Value")

_OPENED_AT = datetime(2017, 9, 4, 8, 0, tzinfo=ZoneInfo("Europe/Stockholm"))
_MINUTES_OPEN = 88 * 24 * 60


def make_application(chance: Random, number: int, applicants: Sequence[str]) -> Application:
    """Make the application ``number`` of these administrations; three of four are projects."""
    is_project = chance.random() < 0.75
    content = _project(chance) if is_project else _study_visit(chance)
    return {
        "reference": f"{'P' if is_project else 'S'}-{number:05d}",
        "applicants": list(applicants),
        "unit": _or_silent(chance, 0.2, lambda: pick(chance, "units")),
        "submitted_at": _or_silent(chance, 0.02, lambda: _submitted_at(chance)),
        "registration_number": f"MADE-UP 2017/{number}",
        **content,
    }


def file_again(chance: Random, number: int, application: Application) -> Application:
    """Make the same application once more, as another administration of it might file it."""
    again = dict(application)
    again["reference"] = f"{application['reference'][0]}-{number:05d}"
    again["registration_number"] = f"MADE-UP 2017/{number}"
    again["applicants"] = list(reversed(application["applicants"]))
    again["requested_amount"] = chance.choice((application["requested_amount"], 25_000))
    return again


def _project(chance: Random) -> Application:
    return {
        "grant_type": "project",
        "title": f"{pick(chance, 'verbs').capitalize()} {pick(chance, 'methods')} för {pick(chance, 'groups')}",
        "description": some_sentences(chance),
        "requested_amount": _or_silent(chance, 0.02, lambda: 5_000 * chance.randrange(8, 170)),
        "earlier_grants": _or_silent(chance, 0.1, lambda: _earlier_grants(chance)),
        "answers": _answers(chance, _PROJECT_ANSWERS),
    }


def _study_visit(chance: Random) -> Application:
    city = pick(chance, "cities")
    return {
        "grant_type": "study_visit",
        "title": f"{city} – {pick(chance, 'methods')}, {pick(chance, 'groups')}",
        "description": " ".join(pick(chance, "visits") for _ in range(chance.randrange(1, 4))),
        "requested_amount": _or_silent(chance, 0.02, lambda: 500 * chance.randrange(8, 60)),
        "earlier_grants": [],
        "answers": {"destinations": [city], **_answers(chance, _VISIT_ANSWERS)},
    }


def _earlier_grants(chance: Random) -> list[dict[str, Any]]:
    years = chance.choices(([], [2017], [2016, 2017], [2015, 2016, 2017]), weights=(60, 25, 10, 5))[0]
    return [
        {
            "year": year,
            "grant_type": "project" if chance.random() < 0.9 else "study_visit",
            "prestudy": chance.random() < 0.2,
            "same_project": _or_silent(chance, 0.05, lambda: chance.random() < 0.8),
        }
        for year in years
    ]


def _submitted_at(chance: Random) -> str:
    # One in two hundred is late by up to a day.
    late = _MINUTES_OPEN + 16 * 60 + chance.randrange(1, 1_440)
    minutes = late if chance.random() < 0.005 else chance.randrange(_MINUTES_OPEN)
    return (_OPENED_AT + timedelta(minutes=minutes)).isoformat()


def _or_silent(chance: Random, share: float, make: Callable[[], Value]) -> Value | None:
    return None if chance.random() < share else make()


def _answers(chance: Random, asked: dict[str, tuple[float, Callable[[Random], Any]]]) -> dict[str, Any]:
    """Answer each question with its own chance; the rest of them are silent, some by null and some by absence."""
    answers: dict[str, Any] = {}
    for key, (share, answer) in asked.items():
        if chance.random() < share:
            answers[key] = answer(chance)
        elif chance.random() < 0.5:
            answers[key] = None
    return answers


def _yes_or_no(chance: Random) -> bool:
    return chance.random() < 0.5


def _rarely_yes(chance: Random) -> bool:
    return chance.random() < 0.1


def _one_of(*words: str) -> Callable[[Random], str]:
    return lambda chance: chance.choice(words)


def _from(name: str) -> Callable[[Random], str]:
    return lambda chance: pick(chance, name)


_LINKS = _one_of("named_institution", "unnamed_researcher", "participated_in_city_study", "idea", "mentioned")

_PROJECT_ANSWERS: dict[str, tuple[float, Callable[[Random], Any]]] = {
    "extends_existing_operation": (0.3, _rarely_yes),
    "evaluates_existing_operation": (0.3, _yes_or_no),
    "starts_new_operation": (0.3, _yes_or_no),
    "implements_known_method": (0.3, _yes_or_no),
    "develops_new_method": (0.4, _yes_or_no),
    "hands_over_to_ordinary_operations": (0.2, _yes_or_no),
    "posts_paid_for": (0.2, _one_of("projektledare 50 %", "en utredare", "två behandlare")),
    "it_system": (0.1, _from("it_systems")),
    "staff_training": (0.3, _one_of("none", "part", "part", "main")),
    "research_link": (0.4, _LINKS),
    "research_partner": (0.3, _from("partners")),
    "spread_planned": (0.4, _one_of("other_districts", "city_wide")),
    "evaluation_planned": (0.5, _yes_or_no),
    "user_participation": (0.5, _yes_or_no),
    "prestudy_only": (0.1, _rarely_yes),
    "other_funding": (0.05, _from("funders")),
    "gender_equality_considered": (0.2, _one_of("Resultaten följs upp uppdelat på kön.")),
    "target_group": (0.7, _from("groups")),
}

_VISIT_ANSWERS: dict[str, tuple[float, Callable[[Random], Any]]] = {
    "abroad": (0.8, _yes_or_no),
    "host_type": (0.6, _from("hosts")),
    "it_system": (0.05, _from("it_systems")),
    "supports_ongoing_implementation": (0.2, _yes_or_no),
    "prepares_new_operation": (0.3, _yes_or_no),
    "course_or_conference": (0.2, _rarely_yes),
    "user_participation": (0.2, _yes_or_no),
    "research_link": (0.2, _LINKS),
    "dissemination_planned": (0.3, _yes_or_no),
}
