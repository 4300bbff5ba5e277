"""The reading aid: which sentences of an application read most like a ground's examples, and the decided application most like it.

It knows nothing: it weighs the words that two texts share, rare ones more. So what it gives is a hint to whoever reads, never
a finding; it changes no outcome. Examples and precedents stand in the rule file, and the weights are taken from them alone,
so that the same application under the same version gets the same hints in any round, on any day.

A text is weighed by the stems of its words and by pieces of them, for a compound shares a piece with what it is made of.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Generic, TypeVar

from prescreen_shared.prose import cut_sentences, words_of
from prescreen_shared.shapes.application import Application
from prescreen_shared.shapes.verdict import Evidence, Finding, Hint, Sentence
from prescreen_shared.statuses import Decided, FindingStatus
from scoring_service.domain.rule_set import Precedent, RuleSet
from scoring_service.domain.wording.passage import stem

MOST_HINTS: Final = 2
"""So many grounds an application may read like, at most, with the likest sentence for each."""
LEAST_LIKENESS: Final = 0.28
"""A sentence that is less like every example, of 1, is not shown: eligible applications then have a hint each fourth time."""
LEAST_LIKE_PRECEDENT: Final = 0.25
PIECE: Final = 5
_PIECE_WEIGHT: Final = 0.5
READ: Final = ("title", "description")
_SAYS_NOTHING: Final = frozenset(
    "alla all allt andra annan annat att av bara blir bli bland de dem den denna deras dess dessa det detta där då efter eller"
    " en ett får få för från genom ha hade han hans har hon hos hur här i inom inte in jag kan kom kommer mellan men med mer"
    " mot måste ni nu när någon något några och om oss på redan samt ska skulle som så till under upp ut utan var vara varit"
    " vad vi vid vill vår våra vårt än är över"
    " a an and are as at be by for from has have in is it not of on or our that the their this to we which will with".split()
)
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
        told = [(each, f"{each.title}. {each.text}") for each in rule_set.precedents]
        features = [_features(text) for _, text in (*examples, *told)]
        self._seen_in = Counter(feature for each in features for feature in each)
        self._texts = len(features)
        vectors = [self._vector(each) for each in features]
        self._examples = _Likest([rule for rule, _ in examples], vectors[: len(examples)])
        self._precedents = _Likest([each for each, _ in told], vectors[len(examples) :])

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
        hints = [self._hint(rule, likeness, quote) for likeness, rule, quote in found[:MOST_HINTS]]
        return (*hints, *self._precedent(application.grant_type, sentences, year))

    def _likest_sentences(
        self, sentences: Sequence[tuple[str, str]], fitting: set[str]
    ) -> Iterable[tuple[float, str, Evidence]]:
        best: dict[str, tuple[float, str, Evidence]] = {}
        for field, sentence in sentences if fitting else ():
            likeness = self._examples.to(self._vector(_features(sentence)))
            for rule in sorted(fitting & set(likeness)):
                if likeness[rule] >= LEAST_LIKENESS and likeness[rule] > best.get(rule, (0.0,))[0]:
                    best[rule] = (likeness[rule], rule, Evidence(field, sentence))
        return best.values()

    def _hint(self, rule: str, likeness: float, quote: Evidence) -> Hint:
        title = self._rules[rule].title
        text = Sentence(
            f"Läser som exemplen på ”{title.sv}”. Bedöm om det är så.",
            f"Reads like the examples of “{title.en}”. Judge whether it is.",
        )
        return Hint(rule=rule, precedent=None, likeness=_percent(likeness), text=text, evidence=(quote,))

    def _precedent(
        self, grant_type: str, sentences: Sequence[tuple[str, str]], year: int | None
    ) -> Iterable[Hint]:
        if not self._precedents.things:
            return
        whole = ". ".join(text for _, text in sentences)
        likeness = self._precedents.to(self._vector(_features(whole))) if whole else {}
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
        """Weigh what a text holds, each kind of word once by its logarithm, to the length of 1."""
        weighed = {each: _dampened(count) * self._rarity(each) for each, count in features.items()}
        length = math.sqrt(math.fsum(weight * weight for weight in weighed.values()))
        return {each: weight / length for each, weight in weighed.items()} if length else {}

    def _rarity(self, feature: str) -> float:
        return math.log((self._texts + 1) / (self._seen_in[feature] + 1)) + 1


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


def _features(text: str) -> Mapping[str, float]:
    found: Counter[str] = Counter()
    weighed: defaultdict[str, float] = defaultdict(float)
    for word in words_of(text):
        folded = word.casefold()
        if folded not in _SAYS_NOTHING:
            found[stem(folded)] += 1
    for each, count in found.items():
        weighed[each] += count
        marked = f"^{each}"
        for start in range(max(1, len(marked) - PIECE + 1)):
            weighed[f"#{marked[start : start + PIECE]}"] += _PIECE_WEIGHT * count
    return weighed


def _dampened(count: float) -> float:
    return 1 + math.log(count) if count >= 1 else count


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
