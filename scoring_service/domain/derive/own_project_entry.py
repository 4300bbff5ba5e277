"""What the register says of the applicant's own project: the value that its latest entry has under a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.own_project import Sameness, own_project
from scoring_service.domain.derive.register_choice import name_of
from scoring_service.domain.derive.register_entry import SECTIONS, years_of
from scoring_service.domain.derive.setting import Setting, a_word, one_of
from scoring_service.domain.fact import Evidence, Fact, FactType

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    section, key = declaration.settings["section"], declaration.settings["key"]
    dated = [(year, entry) for entry in known.section(section) for year in _years(entry, known)]
    latest = max((year for year, _ in dated), default=None)
    found = [entry for year, entry in dated if year == latest]
    values = [entry.get(key) for entry in found]
    value = values[0] if values else None
    # Two entries that contradict each other, or a word that the rules do not know, settle nothing.
    if value not in declaration.choices or any(other != value for other in values):
        return Fact(None, missing=(f"register.{section}",))
    evidence = tuple(Evidence(f"register.{section}", f"{name_of(entry)}: {latest}") for entry in found)
    return Fact(value, evidence, details={"year": latest, "matched_name": name_of(found[0])})


def _years(entry: dict[str, Any], known: Known) -> list[int]:
    """Give the years before the one applied for, of an entry that surely is of this project; else none."""
    if entry.get("grant_type") not in (None, known.application.grant_type):
        return []
    if own_project(known, entry) is not Sameness.SAME:
        return []
    grant_year = known.call.grant_year
    return [year for year in years_of(entry) if grant_year is None or year < grant_year]


OWN_PROJECT_ENTRY = KindDeclaration(
    "own_project_entry",
    frozenset((FactType.CHOICE,)),
    _derive,
    (Setting("section", one_of(*SECTIONS), required=True), Setting("key", a_word, required=True)),
    details=frozenset(("year", "matched_name")),
)
