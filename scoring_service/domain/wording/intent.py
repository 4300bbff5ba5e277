"""Whether an application is about what stands in a sentence: in its title or an answer, or where it says what is to be done.

What is to be done is told with a word of intent (*ska*, *vill*, *söker medel för*), of the project (*projektet prövar*), by those who
apply (*vi inför*), in the passive (*metoden prövas*), or in a sentence without a verb, as in a list; so is money that they had for it. A sentence that only tells of
what is or was, as *vi har arbetat med* or *personalen använder*, is about something else, unless the next one takes it up.
"""

from __future__ import annotations

from itertools import pairwise

from scoring_service.domain.wording.inflection import lemma, may_be_finite
from scoring_service.domain.wording.passage import Passage, QuotedSentence
from scoring_service.domain.wording.patterns import Place
from scoring_service.domain.wording.said import clause_words

_ABOUT = ("title", "answers.")
_INTENT = frozenset(
    "ska skall vill planerar planeras avser söker ansöker önskar tänker ämnar föreslår behöver "
    "will want wants plan plans intend intends apply applies propose seek seeks".split()
)
_PROJECT = frozenset(
    "projektet projektets utvecklingsprojektet försöket satsningen studien studiebesöket besöket resan studieresan "
    "ansökan medlen pengarna bidraget syftet målet avsikten tanken project aim".split()
)
_AIMS = frozenset("syftet målet avsikten tanken idén aim purpose goal".split())
_OF = frozenset(("med", "för", "of"))
_WE = frozenset(("vi", "jag", "we"))
_MONEY = frozenset(
    "medel utvecklingsmedel bidrag pengar finansierade finansierat finansierades finansieras beviljades beviljats beviljade "
    "funded financed granted grant".split()
)
_OURS = _WE | frozenset("vår vårt våra oss projektet our us".split())
"""With a word of money: that the thing was paid for, for those who apply, is what the rule on it asks."""
_IS = frozenset(
    "vara ha hava finnas veta känna arbeta jobba använda bedriva driva tillhöra heta kalla kallas se möta träffa märka "
    "tro tycka få höra sakna utgå ligga stå sitta bestå be have use know".split()
)
"""Verbs that tell of what is, whoever does it."""
_DO = frozenset(
    "pröva prova testa införa implementera starta utveckla utvärdera undersöka studera kartlägga granska genomföra "
    "intervjua skapa bygga sprida fördjupa bredda anpassa förbereda".split()
)
"""Verbs of what a project does, whoever does it."""
_ENGLISH_IS = frozenset("use uses used has have had is are was were exists knows works worked".split())
_DO_TO_SOMEBODY = frozenset("intervjua förbereda anpassa granska studera".split())
"""Those of them that may be done to a person too."""
_METHOD = frozenset("metod modell projekt program arbetssätt koncept insats method model project".split())
_TAKES_UP = frozenset(
    "den metoden modellen arbetssättet konceptet programmet denna detta samma metod it method model".split()
)
"""Words by which a sentence takes up what the one before it names."""


def is_about(passage: Passage, number: int, place: Place) -> bool:
    """Whether the application is about what stands at a place.

    Args:
        passage: The text of a field.
        number: Which of its sentences, from 0.
        place: The words in that sentence.
    """
    if passage.field.startswith(_ABOUT):
        return True
    sentence = passage.sentences[number]
    if _is_aim_of(sentence, place):
        return False
    if _intends(sentence, clause_words(sentence, place)):
        return True
    following = passage.sentences[number + 1 : number + 2]
    return any(_takes_up(each) for each in following)


def is_surely_a_thing(sentence: QuotedSentence, place: Place) -> bool:
    """Whether a name that may be a person's is of a thing: one that is tried out (``pröva Stella``), or called a method beside it."""
    before, after = (
        sentence.words[max(place.start - 1, 0) : place.start],
        sentence.words[place.end : place.end + 1],
    )
    done = any(lemma(word) in _DO - _DO_TO_SOMEBODY for word in before)
    return done or any(lemma(word) in _METHOD for word in (*before, *after))


def _intends(sentence: QuotedSentence, near: frozenset[int]) -> bool:
    words = [sentence.words[at] for at in sorted(near)]
    if _INTENT.intersection(words) or "kommer att" in " ".join(words):
        return True
    if _states_aim(words):
        return True
    if _MONEY.intersection(words) and _OURS.intersection(words):
        return True
    if _ENGLISH_IS.intersection(words):
        return False
    verbs = [word for word in words if may_be_finite(word)]
    if not verbs:
        return True
    present = [
        word for word in verbs if word.endswith(("r", "s")) and lemma(word) not in _IS and word != "var"
    ]
    if not present:
        return False
    if any(lemma(word) in _DO for word in present):
        return True
    passive = any(word.endswith("s") for word in present)
    return passive or bool((_PROJECT | _WE).intersection(words))


def _states_aim(words: list[str]) -> bool:
    """Whether the aim of the project is told (``syftet är att införa``); that of something else is named after it (``syftet med MI``)."""
    for at, word in enumerate(words):
        if word in _AIMS:
            rest = words[at + 1 :]
            if rest[:1] and rest[0] in _OF:
                rest = rest[2:] if rest[1:2] and rest[1] in _PROJECT else []
            if rest[:2] in (["är", "att"], ["is", "to"]):
                return True
    return False


def _is_aim_of(sentence: QuotedSentence, place: Place) -> bool:
    """Whether a sentence tells what the thing itself is for: ``syftet med MI är att``."""
    before = sentence.words[max(place.start - 2, 0) : place.start]
    return len(before) > 1 and before[0] in _AIMS and before[1] in _OF


def _takes_up(sentence: QuotedSentence) -> bool:
    words = sentence.words
    wants = bool(_INTENT.intersection(words)) or "kommer att" in " ".join(words)
    # ``den som`` is anybody, not what the sentence before names.
    taken_up = (word for word, following in pairwise((*words, "")) if (word, following) != ("den", "som"))
    return wants and not _TAKES_UP.isdisjoint(taken_up)
