"""Which entries of a section of the register are compared with an application, and how an entry is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.own_project import Sameness, own_project
from scoring_service.domain.derive.register_entry import (
    ANY_YEAR,
    BEFORE_GRANT_YEAR,
    GRANT_YEAR,
    SECTIONS,
    in_years,
    years_of,
)
from scoring_service.domain.derive.setting import Setting, one_of, texts

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known

EXCLUDED, INCLUDED = "excluded", "included"
CHOICE_SETTINGS = (
    Setting("section", one_of(*SECTIONS), required=True),
    Setting("years", one_of(ANY_YEAR, GRANT_YEAR, BEFORE_GRANT_YEAR)),
    Setting("own_project", one_of(EXCLUDED, INCLUDED)),
    Setting("ignored_words", texts),
)


def chosen_entries(settings: dict[str, Any], known: Known) -> list[dict[str, Any]]:
    """Give the entries of the section that concern the grant year and, where declared, are not the applicant's own project."""
    wanted, own_counts = settings.get("years", ANY_YEAR), settings.get("own_project", INCLUDED) == INCLUDED
    return [
        entry
        for entry in known.section(settings["section"])
        if in_years(entry, known.call.grant_year, wanted) and (own_counts or not _continues(entry, known))
    ]


def name_of(entry: dict[str, Any]) -> str:
    """Give the name under which an entry is shown."""
    return str(entry.get("name") or entry.get("project") or entry.get("host_type") or "")


def describe(entry: dict[str, Any]) -> str:
    """Give an entry as a quotation: its name, what it covers and its years."""
    years = ", ".join(map(str, years_of(entry)))
    covers = f" ({entry['covers']})" if entry.get("covers") else ""
    return f"{name_of(entry)}{covers}{': ' if years else ''}{years}"


def _continues(entry: dict[str, Any], known: Known) -> bool:
    """Whether the application goes on with the entry's own project: a visit to learn about a project does not."""
    same_type = entry.get("grant_type") in (None, known.application.grant_type)
    return same_type and own_project(known, entry) is not Sameness.OTHER
