"""What each ground came to, written as a finding, and the outcome that findings propose.

A finding says its ground's sentence with the values filled in, which facts decided, which fields are missing and which
words were quoted. The service's own findings, where it fails or doubts itself, have their sentences here.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from prescreen_shared.shapes.call import AskedQuestion
from prescreen_shared.shapes.verdict import TEXT_MISSING, Evidence, Sentence, Source
from prescreen_shared.shapes.verdict import CallFinding as CallFinding
from prescreen_shared.shapes.verdict import CriterionFinding as CriterionFinding
from prescreen_shared.shapes.verdict import Finding as Finding
from prescreen_shared.shapes.verdict import Verdict as Verdict
from prescreen_shared.statuses import Effect, FindingStatus, Outcome
from prescreen_shared.template import LANGUAGES, Filled, join_texts
from scoring_service.domain.condition import Fact, Scalar, Unclear, leaves
from scoring_service.domain.derive.kind import ANSWERS, EMPTY
from scoring_service.domain.evaluate import Decision, Values, find_deciding
from scoring_service.domain.rule_set import Ground, RuleSet
from scoring_service.domain.sentence import SentenceFiller, clip_text, named_facts, write_value

EFFECT_ORDER: Final = tuple(Effect)
"""Strongest first."""
_OUTCOMES: Final = {
    Effect.REFUSE: Outcome.REFUSE,
    Effect.SET_ASIDE: Outcome.SET_ASIDE,
    Effect.REFER: Outcome.REFER,
    Effect.NOTE: Outcome.ELIGIBLE,
}
SCREENING_FAULT: Final = "screening-fault"
ENGINE_DIFFERENCE: Final = "engine-difference"
INCOMPLETE: Final = "incomplete-application"
_FAULT_TEXT: Final = Sentence(
    "Ansökan kunde inte förgranskas på grund av ett tekniskt fel. En handläggare behöver bedöma den i sin helhet.",
    "The application could not be screened because of a technical fault. An officer needs to assess it as a whole.",
)
_FAULT_SOURCE: Final = Source(
    "prescreen",
    "En ansökan vars förgranskning misslyckas lämnas att bedöma; den föreslås aldrig avslag och passerar aldrig.",
)
_INCOMPLETE_SOURCE: Final = Source(
    "prescreen",
    "En ansökan som saknar obligatoriska svar tas emot och lämnas att bedöma; det som saknas begärs in.",
)
_TEXT_SOURCE: Final = Source(
    "prescreen",
    "En text som inte är angiven är okänd: ingen grund som läser den avgörs, och det som saknas begärs in en gång.",
)
_TEXT_NAMES: Final = {
    "description": Sentence("beskrivning", "description"),
    "unit": Sentence("enhet", "unit"),
}
_DIFFERENCE_SOURCE: Final = Source(
    "prescreen",
    "Varje regel avgörs två gånger, oberoende av varandra; skiljer sig svaren lämnas ansökan att bedöma.",
)


SECTION_NAMES: Final = {
    "earlier_grants": Sentence("tidigare bidrag", "earlier grants"),
    "central_studies": Sentence("centrala studier", "central studies"),
    "city_programmes": Sentence("pågående program", "ongoing programmes"),
    "city_standards": Sentence("gemensamma standarder", "common standards"),
    "other_funding": Sentence("annan finansiering", "other funding"),
    "local_services": Sentence("verksamheter i staden", "local services"),
    "reports": Sentence("projektens rapporter", "reports of projects"),
}
"""What each section of the register is called; the catalogue says the same on intake's pages."""


def outcome_of(found: Iterable[Finding | Decision]) -> Outcome:
    """Give the strongest outcome among what the grounds found or came to; eligible when none says otherwise."""
    outcomes = (_outcome(each.status, each.effect) for each in found)
    return min(outcomes, key=tuple(Outcome).index, default=Outcome.ELIGIBLE)


class FindingWriter:
    """Writes the findings of one application under one rule set; ``values`` are its facts as the evaluators got them."""

    def __init__(self, rule_set: RuleSet, facts: Mapping[str, Fact], values: Values) -> None:
        self._rule_set = rule_set
        self._facts = facts
        self._values = values
        self._filler = SentenceFiller(rule_set, facts)

    def write(self, rule: Ground, decision: Decision) -> Finding:
        """Write what a rule found; ``decision`` is about this application."""
        text, names = self._tell(rule, decision)
        is_met = decision.status is FindingStatus.MET and decision.level is not None
        reason = rule.levels[decision.level or 0].possible_reason if is_met else None
        if reason is not None:
            names = tuple(dict.fromkeys((*names, *named_facts(self._rule_set, reason))))
        return Finding(
            rule=rule.id,
            effect=decision.effect,
            status=decision.status,
            text=text or _said_of(rule, "inte uppfyllt", "not met"),
            facts=self._values_of(names),
            missing=self._fields_of(decision.missing),
            evidence=self._evidence_of((*names, *self._confirming(rule, decision)))
            or self._left_empty(rule, decision),
            source=rule.source,
            possible_reason=None if reason is None else self._filler.fill(reason),
        )

    def write_points(self, criterion: Ground, decision: Decision) -> CriterionFinding:
        """Write what a criterion gives; ``decision`` is about this application."""
        text, names = self._tell(criterion, decision)
        return CriterionFinding(
            criterion=criterion.id,
            status=decision.status,
            points=decision.points,
            possible_points=decision.possible_points,
            max_points=criterion.max_points,
            text=text or _said_of(criterion, "inga poäng", "no points"),
            facts=self._values_of(names),
            missing=self._fields_of(decision.missing),
            source=criterion.source,
        )

    def _tell(self, ground: Ground, decision: Decision) -> tuple[Sentence | None, tuple[str, ...]]:
        """Give what is sure and then what is open, None where neither is so, and the facts that are shown with it.

        Where the register lacks a section that could decide, that is told in the place of the ground's own words on
        what is missing, which are about what the applicant did not state; where that is missing too, beside them.
        """
        found = [decision.sentence] if decision.sentence else []
        absent = self._absent(decision.missing)
        stated = tuple(name for name in decision.missing if self._is_up_to_applicant(name))
        if decision.status is FindingStatus.UNDETERMINED and (stated or not absent):
            found.append(ground.text_undetermined)
        named = (name for sentence in found for name in named_facts(self._rule_set, sentence))
        told = (name for name in decision.missing if self._absent((name,)))
        names = tuple(dict.fromkeys((*self._deciding(ground, decision), *named, *told)))
        filled = [self._filler.fill(sentence, stated or decision.missing) for sentence in found]
        if absent:
            filled.append(register_lacks(absent))
        if not filled:
            return None, names
        if decision.status is FindingStatus.UNDETERMINED:
            unclear = self._unclear(decision)
            names = tuple(dict.fromkeys((*names, *unclear)))
            # What several facts are read from is quoted once, by the first of them.
            firsts = {self._facts[name].evidence: name for name in reversed(unclear)}
            filled += [
                _unclear_sentence(self._rule_set.facts[name].label, self._facts[name])
                for name in reversed(firsts.values())
            ]
        return Sentence(" ".join(each.sv for each in filled), " ".join(each.en for each in filled)), names

    def _absent(self, missing: Iterable[str]) -> tuple[str, ...]:
        facts = (self._facts.get(name) for name in missing)
        return tuple(dict.fromkeys(section for fact in facts if fact for section in fact.absent))

    def _is_up_to_applicant(self, name: str) -> bool:
        """Whether more than an absent section of the register keeps a fact from having a value."""
        fact = self._facts.get(name)
        return fact is None or not fact.absent or len(fact.missing) > len(fact.absent)

    def _deciding(self, ground: Ground, decision: Decision) -> Iterable[str]:
        if decision.status is FindingStatus.MET and decision.level is not None:
            return find_deciding(ground.levels[decision.level].when, self._values)
        return (name for level in ground.levels for name in find_deciding(level.when, self._values))

    def _unclear(self, decision: Decision) -> tuple[str, ...]:
        """Name the open facts about which something is stated that settles nothing."""
        return tuple(
            name
            for name in decision.missing
            if (fact := self._facts.get(name)) is not None and fact.is_unclear
        )

    def _values_of(self, names: Iterable[str]) -> dict[str, Any]:
        """Give the named facts with their details as ``fact.detail``."""
        found: dict[str, Any] = {}
        for name in names:
            found[name] = _as_json(self._values.get(name))
            if fact := self._facts.get(name):
                found.update({f"{name}.{key}": detail for key, detail in fact.details.items()})
        return found

    def _fields_of(self, missing: Iterable[str]) -> tuple[str, ...]:
        """Name the application's fields whose statement would give the missing facts a value."""
        found: dict[str, None] = {}
        for name in missing:
            fact = self._facts.get(name)
            stated_in = (self._rule_set.facts[name].stated_in or name,)
            found |= dict.fromkeys(fact.missing if fact is not None and fact.missing else stated_in)
        return tuple(found)

    def _evidence_of(self, names: Iterable[str]) -> tuple[Evidence, ...]:
        """Give the words that the named facts rest on, each once."""
        found = (self._facts.get(name) for name in names)
        return tuple(dict.fromkeys(words for fact in found if fact for words in fact.evidence))

    def _confirming(self, rule: Ground, decision: Decision) -> Iterable[str]:
        """Name what the ground also looks for in the text and finds, where a refusal may rest on answers alone."""
        if decision.status is not FindingStatus.MET or decision.effect is not Effect.REFUSE:
            return ()
        return (
            name
            for name in rule.facts
            if "fields" in self._rule_set.facts[name].settings and self._values.get(name) is True
        )

    def _left_empty(self, rule: Ground, decision: Decision) -> tuple[Evidence, ...]:
        """Show the fields left empty where that alone is what a met ground rests on."""
        if decision.status is not FindingStatus.MET or decision.level is None:
            return ()
        asked = (leaf.fact for leaf in leaves(rule.levels[decision.level].when))
        empty = (name for name in asked if self._values.get(name) is None)
        return tuple(Evidence(field, EMPTY) for field in self._fields_of(empty))


def register_lacks(sections: Sequence[str]) -> Sentence:
    """Say which sections the city's register does not have."""
    names, many = names_of_sections(sections), len(sections) > 1
    return Sentence(
        f"Stadens register saknar {'avsnitten' if many else 'avsnittet'} {names.sv}.",
        f"The city's register lacks the {'sections' if many else 'section'} {names.en}.",
    )


def names_of_sections(sections: Sequence[str]) -> Sentence:
    """Name sections of the register, as ``a, b och c``."""
    names = [SECTION_NAMES.get(section, Sentence(section, section)) for section in sections]
    sv, en = (write_value([getattr(name, language) for name in names], language) for language in LANGUAGES)
    return Sentence(sv, en)


def screening_fault() -> Finding:
    """Make the finding of an application whose evaluation broke; its facts name no cause, the log does."""
    return _referral(SCREENING_FAULT, _FAULT_TEXT, {}, _FAULT_SOURCE)


def incomplete_application(unanswered: Sequence[AskedQuestion]) -> Finding:
    """Make the finding of an application that leaves required questions without an answer; it names each of them."""
    said = [each.label or Sentence(each.key, each.key) for each in unanswered]
    sv, en = (Filled("; ".join(f"”{getattr(each, language)}”" for each in said)) for language in LANGUAGES)
    one, many = (("Obligatorisk fråga", "Required question"), ("Obligatoriska frågor", "Required questions"))
    question = one if len(said) == 1 else many
    text = Sentence(
        join_texts((f"Ansökan är inte komplett. {question[0]} utan svar: ", sv, ". Begär komplettering.")),
        join_texts(
            (f"The application is incomplete. {question[1]} without an answer: ", en, ". Ask for it.")
        ),
    )
    fields = tuple(f"{ANSWERS}{each.key}" for each in unanswered)
    effect, status = Effect.REFER, FindingStatus.UNDETERMINED
    return Finding(INCOMPLETE, effect, status, text, {}, fields, (), _INCOMPLETE_SOURCE)


def text_missing(
    field: str, written: str | None, titles: Sequence[Sentence], open_grounds: Sequence[Finding]
) -> Finding:
    """Make the one finding of a text that is not stated and leaves several grounds open.

    Args:
        field: Where the text would stand, one of ``PROSE``.
        written: What stands there instead, such as "se bilaga"; None where nothing does.
        titles: What each open ground is called.
        open_grounds: Their findings, in the same order.
    """
    said = "" if written is None else f": ”{clip_text(written)}”"
    names = _TEXT_NAMES[field]
    text = Sentence(
        f"Ansökan saknar {names.sv}{said}. Utan den kan det inte avgöras: {'; '.join(each.sv for each in titles)}. Begär komplettering.",
        f"The application has no {names.en}{said}. Without it these cannot be settled: {'; '.join(each.en for each in titles)}. Ask for it.",
    )
    missing = dict.fromkeys((field, *(each for found in open_grounds for each in found.missing)))
    facts = {"grounds": [found.rule for found in open_grounds]}
    evidence = () if written is None else (Evidence(field, written),)
    status = FindingStatus.UNDETERMINED
    return Finding(TEXT_MISSING, Effect.REFER, status, text, facts, tuple(missing), evidence, _TEXT_SOURCE)


def engine_difference(rules: tuple[str, ...]) -> Finding:
    """Make the finding of an application on which the two evaluators answered differently."""
    names = ", ".join(rules)
    text = Sentence(
        f"Två oberoende förgranskningar gav olika svar på: {names}. En handläggare behöver bedöma ansökan i sin helhet.",
        f"Two independent evaluations answered differently on: {names}. An officer needs to assess the application as a whole.",
    )
    return _referral(ENGINE_DIFFERENCE, text, {"rules": list(rules)}, _DIFFERENCE_SOURCE)


def rule_in_doubt(rule: Ground) -> Finding:
    """Make the finding of a rule on which the two evaluators answered differently."""
    text = _said_of(
        rule,
        "kunde inte avgöras, två oberoende förgranskningar gav olika svar",
        "could not be settled, two independent evaluations answered differently",
    )
    return Finding(rule.id, rule.levels[0].effect, FindingStatus.UNDETERMINED, text, {}, (), (), rule.source)


def criterion_in_doubt(criterion: Ground) -> CriterionFinding:
    """Make the finding of a criterion on which the two evaluators answered differently: all its points are unknown."""
    text = _said_of(
        criterion,
        "poängen kunde inte avgöras, två oberoende förgranskningar gav olika svar",
        "the points could not be settled, two independent evaluations answered differently",
    )
    return CriterionFinding(
        criterion=criterion.id,
        status=FindingStatus.UNDETERMINED,
        points=0,
        possible_points=criterion.max_points,
        max_points=criterion.max_points,
        text=text,
        facts={},
        missing=(),
        source=criterion.source,
    )


def other_grant_type(rule: Ground) -> Finding:
    """Make the finding of a rule that is not for the application's grant type."""
    text = _said_of(rule, "gäller inte denna bidragsform", "is not for this grant type")
    return Finding(rule.id, rule.levels[0].effect, FindingStatus.NOT_MET, text, {}, (), (), rule.source)


def _outcome(status: FindingStatus, effect: Effect) -> Outcome:
    if status is FindingStatus.NOT_MET or effect is Effect.NOTE:
        return Outcome.ELIGIBLE
    return _OUTCOMES[effect] if status is FindingStatus.MET else Outcome.REFER


def _as_json(value: Scalar | Unclear | None) -> Any:
    if isinstance(value, Unclear):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return clip_text(value) if isinstance(value, str) else value


def _unclear_sentence(label: Sentence, fact: Fact) -> Sentence:
    """Quote what is stated, from which no value can be read."""
    quote = Filled(f"”{' … '.join(clip_text(words.quote) for words in fact.evidence)}”")
    sv = ("Angivet om ", Filled(label.sv), ": ", quote, ". Det går inte att läsa ut något svar av det.")
    en = ("Stated about ", Filled(label.en), ": ", quote, ". No answer can be read from it.")
    return Sentence(join_texts(sv), join_texts(en))


def _said_of(ground: Ground, sv: str, en: str) -> Sentence:
    return Sentence(f"{ground.title.sv}: {sv}.", f"{ground.title.en}: {en}.")


def _referral(rule: str, text: Sentence, facts: dict[str, object], source: Source) -> Finding:
    return Finding(rule, Effect.REFER, FindingStatus.MET, text, facts, (), (), source)
