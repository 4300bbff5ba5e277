"""What a kind of derived fact is: its name, the types it gives, its settings and the function that derives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.setting import check_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.derive.setting import Setting, SettingFault
    from scoring_service.domain.fact import Fact, FactType
    from scoring_service.domain.rule_set import FactDeclaration


@dataclass(frozen=True, slots=True)
class KindDeclaration:
    """One kind of derived fact; ``needs_call`` says that it looks at the other applications of the call.

    ``details`` are the names that its facts' details can have, for sentences to use. ``from_statement`` says that it
    only counts or compares what the applicant states, so that criteria may give points for it. ``least`` is the
    smallest number that it can give, None where it gives no number or has no limit. ``words`` are the choices that it
    can give, all of which its facts must declare.
    """

    name: str
    gives: frozenset[FactType]
    derive: Callable[[FactDeclaration, Known], Fact]
    settings: tuple[Setting, ...] = ()
    needs_call: bool = False
    details: frozenset[str] = frozenset()
    from_statement: bool = False
    least: int | None = None
    words: tuple[str, ...] = ()

    def check(self, settings: Mapping[str, Any]) -> list[SettingFault]:
        """Give every fault of a rule file's settings; none means that they can be used."""
        return check_settings(self.settings, settings)
