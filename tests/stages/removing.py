"""Applications from which something stated is left out or emptied, in every way in which forms, lists and people do so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Finding, Verdict, findings_told
from prescreen_shared.statuses import FindingStatus, Outcome
from scoring_service.domain.condition import FactType
from scoring_service.domain.rule_set import RuleSet

LEFT_OPEN = ("", " ", "vet ej", "Se bilaga 2")
"""What stands in an answer whose question is left open."""
NOTHING = ("–", "N/A")
"""What fills a box: an answer that there is none where the question is open, no answer at all to any other."""
_FIELDS = ("description", "unit", "requested_amount", "earlier_grants")
"""What an applicant states and can leave out; when an application came in is recorded by whoever received it."""
_OF_A_GRANT = ("year", "grant_type", "prestudy", "same_project")


@dataclass(frozen=True)
class Removal:
    """One statement taken away: the field, the entry of a list and its part where it is one, and what stands there then."""

    field: str
    instead: Any = None
    entry: int | None = None
    part: str | None = None

    @property
    def leaves_answer_out(self) -> bool:
        """Whether an answer, or the list of earlier grants, no longer stands there at all, as if nobody had asked for it."""
        return self.instead is None and _is_answer(self.field) and self.entry is None


def removals(rule_set: RuleSet, application: Application) -> Iterator[Removal]:
    """Give every way to take away one statement that the rules read, but for "N/A" to an open question, which answers it."""
    fields = [field for field in _FIELDS if getattr(application, field) is not None]
    fields += [f"answers.{key}" for key, value in application.answers.items() if value is not None]
    open_texts, read = open_questions(rule_set), fields_read(rule_set)
    for field in (each for each in fields if each in read):
        yield Removal(field)
        if field in open_texts:
            yield from (Removal(field, way) for way in LEFT_OPEN)
        elif field.startswith("answers.") or field == "description":
            yield from (Removal(field, way) for way in (*LEFT_OPEN, *NOTHING))
    for entry in range(len(application.earlier_grants or ())):
        yield from (Removal("earlier_grants", entry=entry, part=part) for part in _OF_A_GRANT)


def pairs(rule_set: RuleSet, application: Application) -> Iterator[tuple[Removal, Removal]]:
    """Give every two statements taken away together, each as if it had never been made or left open."""
    each = [one for one in removals(rule_set, application) if one.instead in (None, "vet ej")]
    return (pair for pair in combinations(each, 2) if pair[0].field != pair[1].field)


def without(application: Application, taken: Iterable[Removal]) -> Application:
    """Give the application without what is taken away."""
    for each in taken:
        if each.field.startswith("answers."):
            answers = {**application.answers, each.field.removeprefix("answers."): each.instead}
            application = replace(application, answers=answers)
        elif each.entry is None:
            application = replace(application, **{each.field: each.instead})
        elif application.earlier_grants is not None:
            grants = list(application.earlier_grants)
            grants[each.entry] = replace(grants[each.entry], **{str(each.part): None})
            application = replace(application, earlier_grants=tuple(grants))
    return application


def open_questions(rule_set: RuleSet) -> frozenset[str]:
    """Give the answers in the applicant's own words, in which "N/A" says that there is none."""
    stated = {each.stated_in or "" for each in rule_set.facts.values() if each.type is FactType.TEXT}
    return frozenset(field for field in stated if field.startswith("answers."))


def fields_read(rule_set: RuleSet) -> frozenset[str]:
    """Give the fields that some fact looks at; what no fact reads can change nothing."""
    read = set(_FIELDS)
    for fact in rule_set.facts.values():
        read.add(fact.stated_in or "")
        read.update(
            field
            for name in ("fields", "fields_if_silent", "answer")
            for field in fact.settings.get(name) or ()
        )
    return frozenset(read)


def passes_by(whole: Verdict, lesser: Outcome, taken: Iterable[Removal]) -> bool:
    """Whether what was refused or referred passes now; no referral that rests on answers alone, one of which is left out.

    Such an application is the very same as one that was never asked, and which therefore states nothing of the matter.
    """
    if whole.outcome not in (Outcome.REFUSE, Outcome.REFER) or lesser is not Outcome.ELIGIBLE:
        return False
    left_out = frozenset(each.field for each in taken if each.leaves_answer_out)
    referring = (each for each in findings_told(whole.findings) if not each.is_note)
    return whole.outcome is Outcome.REFUSE or not all(_rests_on(each, left_out) for each in referring)


def _rests_on(finding: Finding, left_out: frozenset[str]) -> bool:
    """Whether a finding is met by answers and nothing else that the applicant states, of which one is left out."""
    stated = {words.field for words in finding.evidence if not words.field.startswith("register.")}
    return finding.status is FindingStatus.MET and all(map(_is_answer, stated)) and bool(stated & left_out)


def _is_answer(field: str) -> bool:
    return field.startswith("answers.") or field == "earlier_grants"
