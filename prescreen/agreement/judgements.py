"""What people who read both made of each difference: a file beside the bundle, never the product's own opinion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from prescreen.agreement.compare import DeviationKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from prescreen.agreement.compare import Deviation

JUDGEMENTS: Final = "judgements.yaml"
_RIGHT: Final = ("people", "product", "both", "open")

Key = tuple[str, DeviationKind, str | None]


class BadJudgementsError(ValueError):
    """The file of judgements cannot be read as such."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """Who is right about a difference (people, product, both or open), and why."""

    right: str
    text: Mapping[str, str]


def key_of(deviation: Deviation) -> Key:
    """Tell which judgement belongs to a difference."""
    return (deviation.reference, deviation.kind, deviation.rule)


def read_judgements(path: Path) -> Mapping[Key, Judgement]:
    """Read the judgements; none when there is no such file.

    Raises:
        BadJudgementsError: the file is not YAML, or a judgement lacks something.
    """
    if not path.exists():
        return {}
    try:
        documents = YAML(typ="safe", pure=True).load(path)["judgements"]
        return {
            (d["reference"], DeviationKind(d["kind"]), d.get("rule")): Judgement(
                _RIGHT[_RIGHT.index(d["right"])], {"sv": d["sv"].strip(), "en": d["en"].strip()}
            )
            for d in documents
        }
    except (YAMLError, KeyError, TypeError, ValueError) as error:
        raise BadJudgementsError(f"{path}: {error}") from error
