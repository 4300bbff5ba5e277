"""All that is known when the facts of one application are derived."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from scoring_service.domain.derive.field_text import read_text
from scoring_service.domain.wording.passage import Passage, read_passage

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from scoring_service.domain.administration_names import AdministrationNames
    from scoring_service.domain.derive.call_context import CallContext
    from scoring_service.domain.frozen_call import Application, CallFacts

Computed = TypeVar("Computed")


@dataclass(frozen=True)
class Known:
    """The application, its call, what the rest of the call means for it, and the administrations to recognise."""

    call: CallFacts
    application: Application
    context: CallContext
    names: AdministrationNames

    def passage(self, field: str) -> Passage | None:
        """Give the text of a field cut into sentences, None when nothing is stated there.

        Raises:
            StatedValueError: the field holds something other than text.
        """
        if field not in self._passages:
            text = read_text(self.application, field)
            self._passages[field] = None if text is None else read_passage(field, text)
        return self._passages[field]

    def section(self, name: str) -> list[dict[str, Any]]:
        """Give the entries of a section of the register; none when there is no register or no such section."""
        entries = (self.call.register or {}).get(name) or []
        return [entry for entry in entries if isinstance(entry, dict)]

    def once(self, what: Hashable, compute: Callable[[], Computed]) -> Computed:
        """Give what several facts need, computed the first time; ``what`` tells it from all else that is kept."""
        if what not in self._kept:
            self._kept[what] = compute()
        kept: Computed = self._kept[what]
        return kept

    @cached_property
    def _kept(self) -> dict[Hashable, Any]:
        return {}

    @cached_property
    def _passages(self) -> dict[str, Passage | None]:
        return {}
