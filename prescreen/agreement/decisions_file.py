"""What people decided about a call: decisions.json, and the rule that stands for each of their ground codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML

from prescreen.bundle.bundle_folder import DECISIONS
from prescreen.bundle.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

GROUND_CODES: Final = "ground-codes.yaml"


class Decided(StrEnum):
    """What people decided about an application."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_PRIORITISED = "not_prioritised"


class Visible(StrEnum):
    """How far the applicant's own text shows a ground."""

    DIRECT = "direct"
    SUGGESTIVE = "suggestive"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided about one application; ``grounds`` tells by rule how visible each is."""

    reference: str
    decided: Decided
    grounds: Mapping[str, Visible]


class BadDecisionsError(ValueError):
    """The decisions cannot be read as such."""


def read_decisions(bundle: Path) -> tuple[Decision, ...]:
    """Read a bundle's decisions, their grounds named by rule.

    A ground code stands for the rule that ``ground-codes.yaml`` names, or else for the rule of its own name with
    hyphens.

    Raises:
        BadBundleError: the file is no JSON.
        BadDecisionsError: its members are not what they should be, or the file is not there.
    """
    try:
        documents = read_json((bundle / DECISIONS).read_bytes(), DECISIONS).value
        codes = _ground_codes(bundle / GROUND_CODES)
        return tuple(_decision(document, codes) for document in documents)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise BadDecisionsError(f"{bundle / DECISIONS}: {error!r}") from error


def _ground_codes(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    codes: dict[str, str] = YAML(typ="safe", pure=True).load(path)
    return codes


def _decision(document: Mapping[str, Any], codes: Mapping[str, str]) -> Decision:
    visible = document["visible_in_application"]
    return Decision(
        reference=document["reference"],
        decided=Decided(document["outcome"]),
        grounds={
            codes.get(code, code.replace("_", "-")): Visible(visible.get(code, Visible.NONE))
            for code in document["ground_codes"]
        },
    )
