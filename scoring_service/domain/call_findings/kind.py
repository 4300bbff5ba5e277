"""What a kind of call rule is: its name, what it looks for, and the facts that its sentence may name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.setting import Setting, SettingFault, check_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from scoring_service.domain.derive.call_index import CallIndex

    Facts = dict[str, Any]
    """JSON values under the names that a sentence uses."""


@dataclass(frozen=True, slots=True)
class CallKind:
    """One thing to look for in a call; ``find`` gives the facts of each place found, in a fixed order."""

    name: str
    find: Callable[[CallIndex], Iterable[Facts]]
    facts: frozenset[str]
    settings: tuple[Setting, ...] = ()

    def check(self, settings: Mapping[str, Any]) -> list[SettingFault]:
        """Give every fault of a rule file's settings; none means that they can be used."""
        return check_settings(self.settings, settings)
