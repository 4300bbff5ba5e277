"""The reading aid: which sentences of an application read most like a ground's examples, and the decided application most like it.

It knows nothing: it weighs the words that two texts share, rare ones more. So what it gives is a hint to whoever reads, never
a finding; it changes no outcome. Examples and precedents stand in the rule file, and the weights are taken from them alone,
so that the same application under the same version gets the same hints in any round, on any day. To weigh otherwise raises
``derive.kinds.DERIVATION``.

Two sentences in a row are read together too, for what is only told is seldom told in one. They are as like a ground as they are
like its likest example, half of it by the words of its other examples, less what they share with sentences that any application has.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from prescreen_shared.prose import cut_sentences
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Evidence, Finding, Hint, Sentence
from prescreen_shared.statuses import Decided, FindingStatus
from scoring_service.domain.rule_set import Precedent, RuleSet
from scoring_service.domain.wording.telling_words import length_of, of_length_one, telling_words

MOST_HINTS: Final = 2
"""So many grounds an application may read like, at most, with the likest sentences for each."""
LEAST_LIKENESS: Final = 0.3
"""What is less like every example is not shown: eligible applications then have a hint about each third time."""
LEAST_LIKE_PRECEDENT: Final = 0.2
TOGETHER: Final = 2
"""So many sentences in a row are read as one, at most."""
LEAST_WORDS: Final = 4
"""Fewer words that say something read like nothing."""
FEWEST_TEXTS: Final = 50
"""A rule file with fewer texts is weighed as if it had so many, or every word would be a common one."""
OTHERS_WORDS: Final = 0.5
"""How much the words of a ground's other examples count beside the likest one."""
ANYBODYS_WORDS: Final = 0.6
"""How much of the likeness to what any application holds is taken away."""
_STEADY: Final = 1.0
"""Added to what a likeness is divided by, so that one shared word of a short sentence is not much."""
READ: Final = ("title", "description")
Of = TypeVar("Of")
Vector = Mapping[str, float]
_DECIDED: Final = {
    Decided.GRANTED: Sentence("beviljades", "was granted"),
    Decided.REFUSED: Sentence("fick avslag", "was refused"),
    Decided.NOT_PRIORITISED: Sentence("prioriterades inte", "was set aside"),
}


class ReadingAid:
    """What one rule-set version's examples and precedents read like."""

    def __init__(self, rule_set: RuleSet) -> None:
        self._rules = {rule.id: rule for rule in rule_set.rules if rule.reads_like}
        examples = [(rule.id, text) for rule in self._rules.values() for text in rule.reads_like]
        anybodys = [("", text) for text in rule_set.reads_like_any]
        told = [(each, f"{each.title}. {each.text}") for each in rule_set.precedents]
        features = [telling_words(text) for _, text in (*examples, *anybodys, *told)]
        self._seen_in = Counter(feature for each in features for feature in each)
        self._texts = max(len(features), FEWEST_TEXTS) if features else 0
        vectors = [self._vector(each) for each in features]
        named = [name for name, _ in (*examples, *anybodys)]
        self._examples = _Likest(named, _with_others(named, vectors[: len(named)]))
        self._precedents = _Likest(
            [each for each, _ in told], [of_length_one(each) for each in vectors[len(named) :]]
        )

    def hints_for(
        self, application: Application, findings: Sequence[Finding], year: int | None
    ) -> tuple[Hint, ...]:
        """Give the grounds that the application reads like, the likest first, then the decided application most like it.

        A ground is left out that is for another grant type, and one that ``findings`` raise already with words quoted; a
        decided application that is not of a year before ``year``, the call's. Where that is unknown none is shown.
        """
        if not self._texts:
            return ()
        raised = {each.rule for each in findings if _says_why(each)}
        fitting = {
            name
            for name, rule in self._rules.items()
            if rule.is_for(application.grant_type) and name not in raised
        }
        sentences = list(_sentences(application))
        found = sorted(self._likest_sentences(sentences, fitting), key=lambda each: -each[0])
        hints = [self._hint(rule, likeness, quotes) for likeness, rule, quotes in found[:MOST_HINTS]]
        return (*hints, *self._precedent(application.grant_type, sentences, year))

    def _likest_sentences(
        self, sentences: Sequence[tuple[str, str]], fitting: set[str]
    ) -> Iterable[tuple[float, str, tuple[Evidence, ...]]]:
        best: dict[str, tuple[float, str, tuple[Evidence, ...]]] = {}
        for together in _windows(sentences) if fitting else ():
            likeness = self._likeness(together)
            for rule in sorted(fitting & set(likeness)):
                if likeness[rule] >= LEAST_LIKENESS and likeness[rule] > best.get(rule, (0.0,))[0]:
                    quotes = tuple(Evidence(field, sentence) for field, sentence in together)
                    best[rule] = (likeness[rule], rule, quotes)
        return best.values()

    def _likeness(self, together: Sequence[tuple[str, str]]) -> Mapping[str, float]:
        """Give by ground how like it some sentences are, without what they share with any application."""
        features = telling_words(" ".join(sentence for _, sentence in together))
        if len(features) < LEAST_WORDS:
            return {}
        vector = self._vector(features)
        size = length_of(vector) + _STEADY
        found = self._examples.to({each: weight / size for each, weight in vector.items()})
        anybodys = ANYBODYS_WORDS * found.pop("", 0.0)
        return {rule: likeness - anybodys for rule, likeness in found.items()}

    def _hint(self, rule: str, likeness: float, quotes: tuple[Evidence, ...]) -> Hint:
        title = self._rules[rule].title
        text = Sentence(
            f"Läser som exemplen på ”{title.sv}”. Bedöm om det är så.",
            f"Reads like the examples of “{title.en}”. Assess whether it is.",
        )
        return Hint(rule=rule, precedent=None, likeness=_percent(likeness), text=text, evidence=quotes)

    def _precedent(
        self, grant_type: str, sentences: Sequence[tuple[str, str]], year: int | None
    ) -> Iterable[Hint]:
        if not self._precedents.things:
            return
        whole = ". ".join(text for _, text in sentences)
        likeness = self._precedents.to(of_length_one(self._vector(telling_words(whole)))) if whole else {}
        fitting = [
            (like, each)
            for each, like in likeness.items()
            if each.grant_type in (None, grant_type)
            and like >= LEAST_LIKE_PRECEDENT
            and year is not None
            and each.year < year
        ]
        if fitting:
            like, found = max(fitting, key=lambda each: (each[0], each[1].year, each[1].reference))
            yield Hint(
                rule=None,
                precedent=found.name,
                likeness=_percent(like),
                text=_told(found),
                evidence=(),
            )

    def _vector(self, features: Mapping[str, float]) -> Vector:
        """Weigh what a text holds: what few of the rule file's texts hold weighs up to 1, what all hold nothing."""
        most = math.log(self._texts + 1)
        return {
            each: count * math.log((self._texts + 1) / (self._seen_in[each] + 1)) / most
            for each, count in features.items()
        }


class _Likest(Generic[Of]):
    """Finds, for each thing that texts stand for, how like a text is to the likest of them."""

    def __init__(self, things: Sequence[Of], vectors: Sequence[Vector]) -> None:
        self.things = things
        self._holding: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in enumerate(vectors):
            for feature, weight in vector.items():
                self._holding[feature].append((place, weight))

    def to(self, vector: Vector) -> dict[Of, float]:
        """Give the likeness, above 0 up to 1, of each thing of which a text shares anything."""
        shared: defaultdict[int, list[float]] = defaultdict(list)
        for feature in sorted(vector):
            for place, weight in self._holding.get(feature, ()):
                shared[place].append(weight * vector[feature])
        found: dict[Of, float] = {}
        for place, products in shared.items():
            thing, likeness = self.things[place], math.fsum(products)
            found[thing] = max(likeness, found.get(thing, 0.0))
        return found


def _says_why(finding: Finding) -> bool:
    """Whether a finding shows its ground already: it is met, or open with words that the reader can look at."""
    open_with_words = finding.status is FindingStatus.UNDETERMINED and bool(finding.evidence)
    return finding.status is FindingStatus.MET or open_with_words


def _sentences(application: Application) -> Iterable[tuple[str, str]]:
    for field in READ:
        if text := getattr(application, field):
            yield from ((field, sentence.written) for sentence in cut_sentences(text))


def _windows(sentences: Sequence[tuple[str, str]]) -> Iterable[Sequence[tuple[str, str]]]:
    """Give the sentences one by one, and those in a row together."""
    for start in range(len(sentences)):
        for end in range(start + 1, min(start + TOGETHER, len(sentences)) + 1):
            yield sentences[start:end]


def _with_others(named: Sequence[str], vectors: Sequence[Vector]) -> list[Vector]:
    """Mix each example with the words of all examples of its ground."""
    whole: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, vector in zip(named, vectors, strict=True):
        for feature, weight in vector.items():
            whole[name][feature] = max(weight, whole[name].get(feature, 0.0))
    return [
        {
            feature: (1 - OTHERS_WORDS) * vector.get(feature, 0.0) + OTHERS_WORDS * weight
            for feature, weight in whole[name].items()
        }
        for name, vector in zip(named, vectors, strict=True)
    ]


def _percent(likeness: float) -> int:
    return round(100 * min(likeness, 1.0))


def _told(precedent: Precedent) -> Sentence:
    decided = _DECIDED[precedent.outcome]
    name = precedent.name
    if precedent.words is None:
        return Sentence(f"Liknar {name}, som {decided.sv}.", f"Like {name}, which {decided.en}.")
    return Sentence(
        f"Liknar {name}, som {decided.sv}: ”{precedent.words}”",
        f"Like {name}, which {decided.en}: ”{precedent.words}”",
    )
