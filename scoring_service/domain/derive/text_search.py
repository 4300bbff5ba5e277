"""What derived facts that read free text have in common: the fields to read, and when silence leaves them unknown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.setting import Setting, fields
from scoring_service.domain.fact import Evidence, Fact

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.wording.passage import Passage

TEXT_SETTINGS = (
    Setting("fields", fields, required=True),
    Setting("fields_if_silent", fields),
    Setting("needed", fields),
)
"""What they mean stands at ``Reading``."""
MOST_QUOTES = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """The texts to search, and the needed fields that state nothing.

    ``fields`` are always read. ``fields_if_silent`` are read only when an answer among ``fields`` is not stated: the answer
    settles the matter where there is one. A needed field that states nothing leaves the fact unknown unless the other
    fields already settle it.
    """

    passages: tuple[Passage, ...]
    silent: tuple[str, ...]

    def not_found(self) -> Fact:
        """Give the fact when nothing was found: false, or unknown when a needed text is missing."""
        return Fact(None, missing=self.silent) if self.silent else Fact(False)


def read_texts(settings: dict[str, Any], known: Known) -> Reading:
    """Read the fields that the settings name."""
    chosen = list(settings["fields"])
    if any(field.startswith("answers.") and known.passage(field) is None for field in chosen):
        chosen += settings.get("fields_if_silent") or []
    passages = [passage for field in chosen if (passage := known.passage(field)) is not None]
    silent = [
        field for field in settings.get("needed") or () if field in chosen and known.passage(field) is None
    ]
    return Reading(tuple(passages), tuple(silent))


def quotes(found: list[tuple[str, str]]) -> tuple[Evidence, ...]:
    """Give the first few different places as evidence, from pairs of field and sentence."""
    return tuple(Evidence(field, quote) for field, quote in list(dict.fromkeys(found))[:MOST_QUOTES])
