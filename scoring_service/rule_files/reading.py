"""What the parts of one rule file are read with: the names it declares, where its parts stand, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scoring_service.domain.rule_set import Sentence, Source
from scoring_service.rule_files.check_sentences import check_sentence
from scoring_service.rule_files.literals import LiteralError, parse_literal
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.parse_condition import ConditionParser, Vocabulary, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scoring_service.domain.condition import Condition
    from scoring_service.domain.fact import Scalar
    from scoring_service.rule_files.condition_places import ConditionPlaces
    from scoring_service.rule_files.problem import Path, ProblemList
    from scoring_service.rule_files.shape import Shape


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads pieces that several parts of a file have; what is wrong is noted and something empty given in its place.

    ``documents`` are the names that sources may cite, None where the file declares none.
    """

    vocabulary: Vocabulary
    documents: frozenset[str] | None
    places: ConditionPlaces
    problems: ProblemList

    def load(self, shape: type[Shape], raw: Any, path: Path) -> dict[str, Any]:
        """Give the values of a mapping that are right."""
        return load_shape(shape, raw, path, self.problems)

    def condition(self, raw: Any, path: Path) -> Condition | None:
        """Give a condition, None where a part of it could not be read."""
        return ConditionParser(self.vocabulary, self.problems, self.places).parse(raw, path)

    def sentence(self, raw: Any, path: Path) -> Sentence:
        """Give a sentence of a rule or criterion, whose shape was told already; a language that is no text is empty."""
        sentence = _as_sentence(raw)
        check_sentence(sentence, path, self.vocabulary, self.problems)
        return sentence

    def source(self, content: dict[str, Any] | None, path: Path) -> Source:
        """Give a source, and note a document that the file does not declare."""
        if content is None:
            return Source("", "")
        if self.documents is not None and content["document"] not in self.documents:
            sv, en = nearest(content["document"], sorted(self.documents))
            self.problems.add(
                (*path, "document"),
                f"{content['document']} är inget dokument i filen{sv}",
                f"{content['document']} is no document of the file{en}",
            )
        return Source(**content)

    def values(self, raw: dict[str, Any], path: Path) -> tuple[dict[str, Scalar | None], bool]:
        """Give the facts of a case by name, and whether all of them could be read."""
        before = len(self.problems)
        values = {name: self._value(name, value, (*path, name)) for name, value in raw.items()}
        sound = len(self.problems) == before and self.vocabulary.unsure.isdisjoint(raw)
        return values, sound

    def names(self, names: Iterable[str], path: Path) -> tuple[str, ...]:
        """Give those of the names that are facts, and note those that the file does not declare."""
        return tuple(name for number, name in enumerate(names) if self._is_fact(name, (*path, number)))

    def _value(self, name: str, raw: Any, path: Path) -> Scalar | None:
        if not self._is_fact(name, path) or raw is None:
            return None
        try:
            return parse_literal(raw, self.vocabulary.facts[name])
        except LiteralError as error:
            self.problems.add(path, error.sv, error.en)
            return None

    def _is_fact(self, name: str, path: Path) -> bool:
        known = self.vocabulary.facts
        if name not in known and name not in self.vocabulary.unsure:
            sv, en = nearest(name, known)
            self.problems.add(
                path, f"{name} är inget faktum i filen{sv}", f"{name} is no fact of the file{en}"
            )
        return name in known


def _as_sentence(raw: Any) -> Sentence:
    texts = raw if isinstance(raw, dict) else {}
    sv, en = (text if isinstance(text := texts.get(language), str) else "" for language in ("sv", "en"))
    return Sentence(sv, en)
