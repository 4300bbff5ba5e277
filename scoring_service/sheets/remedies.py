"""What would change a finding, as sentences: if this were stated otherwise the ground falls, and the proposal then."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from prescreen_shared.shapes.application import EarlierGrant
from prescreen_shared.texts.catalogue import Language, name_of, say
from scoring_service.domain.derive.kind import ANSWERS
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.sentence import Format, write_value
from scoring_service.domain.what_would_change import FieldChange, Remedies, Remedy

AMOUNT: Final = "requested_amount"


class RemedyWriter:
    """Writes the remedies of one application under one rule set in one language."""

    def __init__(self, rule_set: RuleSet, time_zone: str, language: Language) -> None:
        self._rule_set = rule_set
        self._zone = ZoneInfo(time_zone)
        self._language = language

    def write(self, found: Remedies) -> list[str]:
        """Give a sentence for each remedy, or the one that says why there is none."""
        if not found.remedies:
            names = dict.fromkeys(self._label_of_fact(name) for name in found.rests_on)
            return [say("remedy.none", self._language, facts=", ".join(names))]
        return [self._sentence(remedy) for remedy in found.remedies]

    def _sentence(self, remedy: Remedy) -> str:
        joint = f" {say('condition.all-inline', self._language)} "
        changes = joint.join(self._change(change) for change in remedy.changes)
        outcome = say(f"outcome.{remedy.outcome.value}", self._language)
        return say("remedy.falls", self._language, changes=changes, outcome=outcome)

    def _change(self, change: FieldChange) -> str:
        if isinstance(change.after, EarlierGrant):
            return say("remedy.other-project", self._language, year=change.after.year or "–")
        if change.field == "earlier_grants":
            return say("remedy.no-earlier-grants", self._language)
        return say(
            "remedy.change",
            self._language,
            field=self._label(change.field),
            after=self._value(change, change.after),
            before=self._value(change, change.before),
        )

    def _label(self, field: str) -> str:
        for fact in self._rule_set.facts.values():
            if fact.stated_in == field:
                return self._said(fact.label)
        return name_of("field", field, self._language, field.removeprefix(ANSWERS))

    def _label_of_fact(self, name: str) -> str:
        return self._said(self._rule_set.facts[name].label)

    def _value(self, change: FieldChange, value: Any) -> str:
        if change.field == AMOUNT and value is not None:
            return write_value(value, self._language, Format.AMOUNT)
        if isinstance(value, datetime):
            local = value.astimezone(self._zone)
            return write_value(f"{local:%Y-%m-%d %H:%M}", self._language, Format.DATE)
        if isinstance(value, str):
            for fact in self._rule_set.facts.values():
                if fact.stated_in == change.field and value in fact.choice_labels:
                    return self._said(fact.choice_labels[value])
        return write_value(value, self._language)

    def _said(self, sentence: Any) -> str:
        return str(getattr(sentence, self._language))
