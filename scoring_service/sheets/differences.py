"""Differences between two versions as sentences: what was changed, what it said and what it says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from prescreen_shared.shapes.verdict import Sentence, Source
from prescreen_shared.statuses import Effect
from prescreen_shared.texts.catalogue import Language, name_of, say
from scoring_service.domain.differences import ConditionDifference, Difference, Part
from scoring_service.domain.rule_set import Constant, DatedValue, Level, RuleSet
from scoring_service.domain.sentence import Format, write_value
from scoring_service.sheets.rule_sheet import ConditionWriter, write_template


@dataclass(frozen=True, slots=True)
class WrittenDifference:
    """One difference in words: the part that it is about, what differs, and the rules that it touches."""

    part: str
    sentence: str
    touches: str | None


@dataclass(frozen=True, slots=True)
class DifferenceWriter:
    """Writes the differences between two versions in one language."""

    before: RuleSet
    after: RuleSet
    language: Language

    def write(self, differences: Iterable[Difference]) -> list[WrittenDifference]:
        """Give each difference in words; one may give several sentences."""
        return [
            WrittenDifference(self._part(each), sentence, self._touches(each))
            for each in differences
            for sentence in self._sentences(each)
        ]

    def _part(self, difference: Difference) -> str:
        kind = say(f"difference.{difference.part.value}", self.language)
        if difference.part is Part.HEAD or not difference.name:
            return kind
        title = difference.title
        name = difference.name if title is None else self._said(title)
        return say("difference.part", self.language, part=kind, name=name)

    def _touches(self, difference: Difference) -> str | None:
        if not difference.used_in:
            return None
        titles = {rule.id: rule.title for each in (self.before, self.after) for rule in each.rules}
        titles |= {each.id: each.title for both in (self.before, self.after) for each in both.criteria}
        rules = ", ".join(self._said(titles[name]) for name in difference.used_in)
        return say("difference.used-in", self.language, rules=rules)

    def _sentences(self, difference: Difference) -> list[str]:
        before, after, aspect = difference.before, difference.after, difference.aspect
        if aspect in ("added", "removed"):
            return [say(f"difference.{aspect}", self.language)]
        if aspect == "order":
            return [say("difference.order", self.language, after=", ".join(after))]
        if aspect in ("level_added", "level_removed"):
            return [self._whole_level(difference)]
        if aspect == "cases":
            return [say("difference.cases", self.language, before=len(before), after=len(after))]
        if isinstance(after, ConditionDifference):
            return [self._at_level(difference, sentence) for sentence in self._condition(after)]
        if isinstance(before, list) and isinstance(after, list):
            return self._words(difference)
        if isinstance(before, Sentence) and isinstance(after, Sentence):
            return [self._at_level(difference, self._translated(aspect, before, after))]
        written = self._from_to(self._aspect(aspect), self._value(before), self._value(after))
        return [self._at_level(difference, written)]

    def _translated(self, aspect: str, before: Sentence, after: Sentence) -> str:
        """Tell a changed sentence, in the other language where only that one was changed."""
        if self._said(before) != self._said(after):
            return self._from_to(self._aspect(aspect), self._value(before), self._value(after))
        other: Language = "sv" if self.language == "en" else "en"
        was, now = (f"”{write_template(self.after, each, other)}”" for each in (before, after))
        name = say("difference.in-other-language", self.language, aspect=self._aspect(aspect))
        return self._from_to(name, was, now)

    def _condition(self, found: ConditionDifference) -> list[str]:
        was, now = ConditionWriter(self.before, self.language), ConditionWriter(self.after, self.language)
        if not found.removed and not found.added:
            return [self._from_to(self._aspect("when"), was.phrase(found.before), now.phrase(found.after))]
        return [
            *(
                say("difference.condition-removed", self.language, condition=was.phrase(part))
                for part in found.removed
            ),
            *(
                say("difference.condition-added", self.language, condition=now.phrase(part))
                for part in found.added
            ),
        ]

    def _whole_level(self, difference: Difference) -> str:
        is_new = difference.aspect == "level_added"
        level: Level = difference.after if is_new else difference.before
        writer = ConditionWriter(self.after if is_new else self.before, self.language)
        return say(
            f"difference.{difference.aspect}",
            self.language,
            number=(difference.level or 0) + 1,
            effect=self._value(level.points or level.effect),
            condition=writer.phrase(level.when),
        )

    def _words(self, difference: Difference) -> list[str]:
        before, after = map(_plain_list, (difference.before, difference.after))
        setting = self._aspect(difference.aspect)
        changes = (
            ("added", [word for word in after if word not in before]),
            ("removed", [word for word in before if word not in after]),
        )
        found = [
            say(f"difference.words-{kind}", self.language, setting=setting, words=", ".join(words))
            for kind, words in changes
            if words
        ]
        return found or [self._from_to(setting, ", ".join(before), ", ".join(after))]

    def _at_level(self, difference: Difference, sentence: str) -> str:
        grounds = (ground for ground in self.after.grounds if ground.id == difference.name)
        several = any(len(ground.levels) > 1 for ground in grounds)
        if difference.level is None or not several:
            return sentence
        return f"{say('difference.level', self.language, number=difference.level + 1)}, {sentence}"

    def _from_to(self, aspect: str, before: str, after: str) -> str:
        return say("difference.from-to", self.language, aspect=aspect, before=before, after=after)

    def _aspect(self, aspect: str) -> str:
        return name_of("difference.aspect", aspect, self.language, aspect.removeprefix("setting."))

    def _value(self, value: Any) -> str:
        match value:
            case None | () | "":
                return say("difference.nothing", self.language)
            case Sentence():
                return f"”{write_template(self.after, value, self.language)}”"
            case Source():
                return f"{value.document}: ”{value.quote}”"
            case Effect():
                return say(f"effect-word.{value.value}", self.language)
            case Constant():
                return self._dated(value.values)
            case tuple() if value and hasattr(value[0], "from_on"):
                return self._dated(value)
            case tuple():
                return ", ".join(map(self._value, value))
            case dict():
                return ", ".join(f"{key}: {self._value(inner)}" for key, inner in value.items())
            case date():
                return write_value(value, self.language, Format.DATE)
            case _:
                return write_value(value, self.language)

    def _dated(self, values: Sequence[DatedValue]) -> str:
        return "; ".join(
            write_value(each.value, self.language)
            if each.from_on is None
            else say(
                "sheet.value-from",
                self.language,
                value=write_value(each.value, self.language),
                day=write_value(each.from_on, self.language),
            )
            for each in values
        )

    def _said(self, sentence: Sentence) -> str:
        return sentence.en if self.language == "en" else sentence.sv


def _plain_list(values: Iterable[Any]) -> list[str]:
    return [str(value.get("name", value)) if isinstance(value, dict) else str(value) for value in values]
