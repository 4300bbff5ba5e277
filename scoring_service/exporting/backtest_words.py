"""What a comparison shows of a finding, in words: its ground, its sentence, the facts that decided, its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from shared.texts import knows, say
from shared.texts.formats import format_number, format_value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from shared.texts import Language

    Finding = Mapping[str, Any] | None

_GROUPED_FROM: Final = 10_000
"""Integers from here on are amounts, not years or counts, and easier to read in groups of three."""


class BacktestWords:
    """Names rules and facts as the document's ``names`` do; what they do not name stands as it is."""

    def __init__(self, names: Mapping[str, Any], language: Language) -> None:
        self._names = names
        self._language = language

    def say(self, text_id: str, **values: object) -> str:
        """Say one of the table's own texts."""
        return say(f"backtest.{text_id}", self._language, **values)

    def change(self, kind: str) -> str:
        """Name what has become of an application."""
        return say(f"change.{kind}", self._language)

    def in_language(self, text: Mapping[str, str]) -> str:
        """Give one of a text's two languages."""
        return text[self._language]

    def ground(self, name: str) -> str:
        """Give the title of a rule or a criterion."""
        title = self._names.get("rules", {}).get(name) or self._names.get("criteria", {}).get(name)
        return name if title is None else self.in_language(title)

    def standing(self, finding: Finding) -> str:
        """Say how a ground stands: met with its effect, not met, not to be determined, or its points."""
        if finding is None:
            return self.say("nothing")
        if "points" in finding:
            return self.points(finding)
        status = say(f"finding.{finding['status']}", self._language)
        if finding["status"] == "not_met":
            return status
        effect = say(f"effect.{finding['effect']}", self._language)
        return f"{status} – {effect[0].lower()}{effect[1:]}"

    def points(self, holder: Mapping[str, Any]) -> str:
        """Write the points of a criterion, or of a whole side."""
        points, possible = holder["points"], holder["possible_points"]
        if points == possible:
            return self.say("points", points=points)
        return self.say("possible-points", points=points, possible=possible)

    def sentence(self, finding: Finding) -> str:
        """Give the sentence of a finding."""
        return self.say("nothing") if finding is None else self.in_language(finding["text"])

    def outcome(self, side: Mapping[str, Any] | None) -> str:
        """Name the outcome of a side."""
        return self.say("nothing") if side is None else say(f"outcome.{side['outcome']}", self._language)

    def facts(self, finding: Finding) -> str:
        """Write the deciding facts, one a line, and what is missing."""
        if finding is None:
            return self.say("nothing")
        lines = [
            f"{self._fact(name)}: {self._value(name, value)}"
            for name, value in sorted(finding["facts"].items())
            if not ("." in name and value in (None, [], ""))
        ]
        if finding["missing"]:
            fields = ", ".join(self._field(field) for field in finding["missing"])
            lines.append(self.say("missing", fields=fields))
        return "\n".join(lines) or self.say("nothing")

    def source(self, finding: Finding) -> str:
        """Give the document and the wording that a finding rests on."""
        source = None if finding is None else finding["source"]
        if source is None:
            return self.say("nothing")
        document = source["document"]
        title = self._names.get("documents", {}).get(document) or self._known("document", document)
        return f"{title}: ”{source['quote']}”"

    def _fact(self, name: str) -> str:
        fact, _, detail = name.partition(".")
        said = self._known("fact", fact)
        if said == fact and (label := self._names.get("facts", {}).get(fact)):
            # A rule file's label is worded for what is missing; where the catalogue has a name for the value, that is better.
            said = self.in_language(label)
        return f"{said}, {self._known('detail', detail)}" if detail else said

    def _field(self, field: str) -> str:
        key = field.removeprefix("answers.")
        label = self._names.get("facts", {}).get(key)
        return self._known("field", field) if label is None else self.in_language(label)

    def _value(self, name: str, value: Any) -> str:
        if value is None:
            return self.say("not-stated")
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _GROUPED_FROM:
            return format_number(value)
        choice = self._names.get("choices", {}).get(name, {}).get(value) if isinstance(value, str) else None
        if choice is not None:
            return self.in_language(choice)
        return self._known("choice", value) if isinstance(value, str) else format_value(value, self._language)

    def _known(self, area: str, name: str) -> str:
        text_id = f"{area}.{name}"
        return say(text_id, self._language) if knows(text_id) else name
