"""Made-up Swedish sentences, put together from the lists in ``phrases.yaml``."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from random import Random

from ruamel.yaml import YAML

_PLACE = re.compile(r"\{(\w+)\}")


@cache
def phrases() -> dict[str, list[str]]:
    """Give the lists by name, read once."""
    text = resources.files(__package__).joinpath("phrases.yaml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = YAML(typ="safe", pure=True).load(text)
    return lists


def pick(chance: Random, name: str) -> str:
    """Give one entry of a list with its places filled."""
    return fill(chance, chance.choice(phrases()[name]))


def fill(chance: Random, text: str) -> str:
    """Fill every place of a text from the list of that name; ``{number}`` is a number of people."""

    def chosen(place: re.Match[str]) -> str:
        return str(chance.randrange(10, 200)) if place[1] == "number" else chance.choice(phrases()[place[1]])

    return _PLACE.sub(chosen, text)


def some_sentences(chance: Random) -> str:
    """Give a project's description of five to fourteen sentences; about two in five hold words that rules look for."""
    middle = [pick(chance, "middles") for _ in range(chance.randrange(2, 9))]
    traps = [pick(chance, "traps") for _ in range(chance.choice((0, 0, 0, 1, 2)))]
    inner = middle + traps
    chance.shuffle(inner)
    return " ".join([pick(chance, "openings"), *inner, pick(chance, "closings")])
