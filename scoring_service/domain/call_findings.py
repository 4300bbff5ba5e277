"""What is found among the applications of a call taken together: duplicates, rankings, quotas, sums, and what is not known.

Each kind of call rule looks for one thing and gives, for each place found, the facts that its sentence may name.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prescreen_shared.prose import fold
from prescreen_shared.shapes.verdict import CallFinding, Sentence
from prescreen_shared.template import LANGUAGES
from prescreen_shared.written import add_up
from scoring_service.domain.derive.call_index import CallIndex
from scoring_service.domain.derive.kind import NoSettings, Standing
from scoring_service.domain.derive.kinds import absent_sections, sections_of
from scoring_service.domain.derive.register import CODES, codes_in
from scoring_service.domain.finding import register_lacks
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.sentence import fill_sentence, write_value

__all__ = ["KINDS", "CallKind", "find_call_findings"]
UNKNOWN_CODE: Final = "register-code-unknown"
"""The service's own finding, whatever the rules look for."""
MOST_NAMED: Final = 10
REGISTER_INCOMPLETE: Final = "register-incomplete"
"""The service's own finding about a call whose rules read what the city's register does not have."""
_FACTS = ("administration", "applications", "quota", "ranked", "grant_type")
Facts = dict[str, Any]
"""JSON values under the names that a sentence uses."""


def find_call_findings(rule_set: RuleSet, call: CallFacts, index: CallIndex) -> tuple[CallFinding, ...]:
    """Give a finding for each place found, in the order of the rules.

    Args:
        rule_set: The version that judges the call.
        call: The call as it stood at closing, the same that the index was built for.
        index: Every application of the call, added.

    Raises:
        ValueError: the index was built for another call.
        KeyError: the rule set names a kind that does not exist; its file was not checked.
    """
    if index.call.call_id != call.call_id:
        raise ValueError(f"the index is of call {index.call.call_id}, not of {call.call_id}")
    found = tuple(
        CallFinding(rule.id, _fill(rule.text, facts), facts, rule.source)
        for rule in rule_set.call_rules
        for facts in KINDS[rule.kind].find(index)
    )
    found = (*found, *_unknown_codes(rule_set, call))
    absent = absent_sections(rule_set, call)
    return (_register_incomplete(rule_set, absent), *found) if absent else found


def _unknown_codes(rule_set: RuleSet, call: CallFacts) -> Iterator[CallFinding]:
    """Tell the codes of the register that no rule looks for, where the rules look for another: none is passed over."""
    for section, key in CODES.items():
        wanted = [
            where[key]
            for fact in rule_set.facts.values()
            if fact.settings.get("section") == section
            and isinstance(where := fact.settings.get("where"), dict)
            if isinstance(where.get(key), str)
        ]
        known = {fold(code) for code in wanted}
        others = [(name, code) for name, code in codes_in(section, call) if fold(code) not in known]
        if wanted and others:
            facts = {
                "section": section,
                "key": key,
                "wanted": sorted(set(wanted)),
                "found": sorted({code for _, code in others}),
            }
            yield CallFinding(UNKNOWN_CODE, _unknown_code_text(facts, others), facts, None)


def _unknown_code_text(facts: Facts, others: list[tuple[str, str]]) -> Sentence:
    entries = ", ".join(f"{name} ({code})" for name, code in others[:MOST_NAMED])
    wanted = ", ".join(facts["wanted"])
    return Sentence(
        f"I registret finns slag som reglerna inte känner: {entries}. Reglerna frågar efter: {wanted}. Rätta slaget om något av dem menas.",
        f"The register has kinds that the rules do not know: {entries}. The rules ask for: {wanted}. Correct the kind if one of them is meant.",
    )


def _register_incomplete(rule_set: RuleSet, absent: tuple[str, ...]) -> CallFinding:
    """Say once for the call what the register lacks, and which grounds cannot be decided for it."""
    titles = [
        rule.title for rule in rule_set.rules if not set(absent).isdisjoint(sections_of(rule_set, rule))
    ]
    lacks = register_lacks(absent)
    sv = write_value([title.sv for title in titles], "sv")
    en = write_value([title.en for title in titles], "en")
    text = Sentence(
        f"{lacks.sv} Dessa grunder kan därför inte avgöras för alla ansökningar, som lämnas att bedöma: {sv}.",
        f"{lacks.en} These grounds can therefore not be decided for every application, which is left to be assessed: {en}.",
    )
    return CallFinding(REGISTER_INCOMPLETE, text, {"sections": list(absent)}, None)


def _fill(sentence: Sentence, facts: dict[str, Any]) -> Sentence:
    sv, en = (
        fill_sentence(getattr(sentence, language), language, lambda place: facts.get(place.name))
        for language in LANGUAGES
    )
    return Sentence(sv, en)


@dataclass(frozen=True, slots=True)
class CallKind:
    """One thing to look for in a call; ``find`` gives the facts of each place found, in a fixed order."""

    name: str
    find: Callable[[CallIndex], Iterable[Facts]]
    facts: frozenset[str]
    settings: type = NoSettings


def _kind(name: str, find: Callable[[CallIndex], Iterable[Facts]], *facts: str) -> CallKind:
    return CallKind(name, find, frozenset(facts))


def _arrival_unknown(index: CallIndex) -> Iterator[Facts]:
    """How many applications have no time of arrival, where there are any."""
    unknown = sum(not entry.arrival_known for entry in index.entries)
    if unknown:
        yield {"unknown": unknown, "applications": len(index.entries)}


def _duplicates(index: CallIndex) -> Iterator[Facts]:
    """Groups of applications for the same thing by the same administration."""
    for group in index.similar.groups:
        keys = sorted({key for entry in group for key in entry.administrations})
        titles = {entry.title: entry.written_title for entry in reversed(group) if entry.written_title}
        yield {
            "references": [entry.reference for entry in group],
            "administrations": [index.standings.names[key] for key in keys],
            "count": len(group),
            "titles": list(reversed(titles.values())),
            "same_title": len({entry.title for entry in group}) == 1,
            "same_applicants": len({entry.administrations for entry in group}) == 1,
            **_sum_of([entry.requested_amount for entry in group]),
        }


def _sum_of(amounts: Sequence[int | None]) -> Facts:
    added = add_up(amounts)
    return {"sought": added.amount, "without_amount": added.missing}


def _may_not_apply(index: CallIndex) -> Iterator[Facts]:
    """Applicants that may not apply, each with its applications."""
    found: dict[str, list[str]] = defaultdict(list)
    for entry in index.entries:
        for name in entry.unknown_applicants:
            found[name].append(entry.reference)
    for name, references in sorted(found.items()):
        yield {"administration": name, "references": references, "count": len(references)}


def _facts(index: CallIndex, standing: Standing) -> Facts:
    declared = index.call.grant_types.get(standing.grant_type or "")
    return {
        "administration": standing.administration,
        "applications": standing.applications,
        "quota": standing.quota,
        "ranked": standing.ranked,
        "grant_type": declared.name if declared else None,
    }


def _unranked(index: CallIndex) -> Iterator[Facts]:
    """Administrations over quota that have not said which applications they want considered."""
    return (
        _facts(index, standing)
        for standing in index.standings.everywhere()
        if standing.over_quota and not standing.ranks
    )


def _strangers(index: CallIndex) -> Iterator[Facts]:
    """References in a ranking that are not among the administration's own applications."""
    for administration, references in sorted(index.standings.strangers.items()):
        yield {"administration": index.standings.names[administration], "references": list(references)}


def _too_long(index: CallIndex) -> Iterator[Facts]:
    """Administrations that want more applications considered than may be granted."""
    return (_facts(index, standing) for standing in index.standings.everywhere() if standing.ranking_too_long)


def _sought(index: CallIndex) -> Iterator[Facts]:
    """For each grant type with a frame: how much is sought in all."""
    for grant_type, declared in sorted(index.call.grant_types.items()):
        amounts = [entry.requested_amount for entry in index.entries if entry.grant_type == grant_type]
        if declared.budget is not None and amounts:
            yield {
                "grant_type": declared.name,
                "applications": len(amounts),
                "budget": declared.budget,
                **_sum_of(amounts),
            }


def _name(index: CallIndex, grant_type: str) -> str:
    declared = index.call.grant_types.get(grant_type)
    return declared.name if declared else grant_type


def _decided(index: CallIndex) -> Iterator[Facts]:
    """Grant types whose decided amounts do not add up to what the document states."""
    for grant_type, (decided, stated) in sorted((index.call.decided_sums or {}).items()):
        if decided != stated:
            yield {
                "grant_type": _name(index, grant_type),
                "decided": decided,
                "stated": stated,
                "difference": abs(stated - decided),
            }


def _without_register(index: CallIndex) -> Iterator[Facts]:
    """That the call came without a register of what the city already knew."""
    if index.call.register is None:
        yield {"applications": len(index.entries)}


KINDS: Final[dict[str, CallKind]] = {
    kind.name: kind
    for kind in (
        _kind(
            "duplicates",
            _duplicates,
            "references",
            "administrations",
            "count",
            "titles",
            "same_title",
            "same_applicants",
            "sought",
            "without_amount",
        ),
        _kind("ranking_too_long", _too_long, *_FACTS),
        _kind("over_quota_unranked", _unranked, *_FACTS),
        _kind("ranking_of_others", _strangers, "administration", "references"),
        _kind("may_not_apply", _may_not_apply, "administration", "references", "count"),
        _kind("sums_differ", _decided, "grant_type", "decided", "stated", "difference"),
        _kind(
            "sought_against_frame",
            _sought,
            "grant_type",
            "applications",
            "sought",
            "budget",
            "without_amount",
        ),
        _kind("arrival_unknown", _arrival_unknown, "unknown", "applications"),
        _kind("without_register", _without_register, "applications"),
    )
}
