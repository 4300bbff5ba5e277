"""Which project year the applicant's own text tells of: years with money for the project, told in words or figures.

It is what a text tells and nothing that was counted, so rules refer by it and quote, and never refuse. A sentence counts
where it tells time and money together; money of somebody else's, of another project, or that never came, does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import KindDeclaration, Known, Patterns
from scoring_service.domain.derive.words import ReadTexts, quotes, read_texts
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.passage import Passage, QuotedSentence
from scoring_service.domain.wording.patterns import holds_any, places_of_any
from scoring_service.domain.wording.said import Sense, sense_of
from scoring_service.domain.wording.told_time import ToldTime, read_time

FIRST = 1
"""The project year that a text tells of which tells no earlier one."""


@dataclass(frozen=True, kw_only=True)
class ToldMoney(ReadTexts):
    """How money for the project is spoken of; what is left out is taken as the language has it.

    ``money`` are words for any money, ``own_money`` those for the very grant, ``project`` words for the project itself.
    Beside ``other_funder`` money counts only where it is the very grant; beside a word of ``except`` nothing counts.
    """

    money: Patterns | None = None
    own_money: Patterns | None = None
    project: Patterns | None = None
    other_funder: Patterns | None = None
    except_: Patterns | None = None


@dataclass(frozen=True, slots=True)
class _Telling:
    """A sentence that tells time, and whether it tells money that counts."""

    field: str
    sentence: QuotedSentence
    time: ToldTime
    money: bool


def _is_told(declaration: FactDeclaration, known: Known) -> Fact:
    settings, year = {**LANGUAGE, **declaration.settings}, known.call.grant_year
    reading = read_texts(settings, known)
    others = _other_administrations(known)
    elsewhere = _years_of_other_projects(known)
    found = [
        each
        for passage in reading.passages
        for each in _tellings(passage, settings, year, others)
        if not _is_of_other_projects(each, elsewhere, settings)
    ]
    years = frozenset(year for each in found if each.money for year in each.time.years)
    counted = max((each.time.counted for each in found), default=0)
    asked = max((each.time.asked for each in found), default=0)
    project_year = max(FIRST + max(len(years), counted), asked)
    if project_year == FIRST:
        return reading.not_found(FIRST)
    shown = [(each.field, each.sentence.quote) for each in found]
    return Fact(project_year, quotes(shown), details={"years": sorted(years)} if years else {})


def _tellings(
    passage: Passage, settings: dict[str, Any], year: int | None, others: frozenset[str]
) -> Iterator[_Telling]:
    sentences = passage.sentences
    money = [_tells_money(sentence, settings) for sentence in sentences]
    for place, sentence in enumerate(sentences):
        if holds_any(settings.get("except") or (), sentence) or others.intersection(sentence.stems):
            continue
        time = read_time(sentence.text, year)
        if money[place] and time.says_something:
            yield _Telling(passage.field, sentence, time, money=True)
        elif (time.counted or time.asked) and holds_any(settings["project"], sentence):
            # Years of the project, counted or numbered, with the money told just before or after.
            near = money[max(place - 1, 0) : place] + money[place + 1 : place + 2]
            if any(near):
                yield _Telling(
                    passage.field, sentence, ToldTime(frozenset(), time.counted, time.asked), money=False
                )


def _years_of_other_projects(known: Known) -> frozenset[int]:
    """Give the years of grants that the applicant states to have had for other projects."""
    grants = known.application.earlier_grants or ()
    return frozenset(grant.year for grant in grants if grant.same_project is False and grant.year is not None)


def _is_of_other_projects(told: _Telling, years: frozenset[int], settings: dict[str, Any]) -> bool:
    """Whether a sentence tells no more years than those stated for other projects, and speaks of no project itself."""
    time = told.time
    return (
        not time.asked
        and time.years <= years
        and time.counted <= len(years)
        and not holds_any(settings["project"], told.sentence)
    )


def _tells_money(sentence: QuotedSentence, settings: dict[str, Any]) -> bool:
    if _is_told_of(sentence, settings["own_money"]):
        return True
    others = settings.get("other_funder") or ()
    return _is_told_of(sentence, settings["money"]) and not holds_any(others, sentence)


def _is_told_of(sentence: QuotedSentence, patterns: Iterable[str]) -> bool:
    """Whether a pattern stands in a sentence and is not denied there."""
    return any(sense_of(sentence, place) is not Sense.DENIED for place in places_of_any(patterns, sentence))


def _other_administrations(known: Known) -> frozenset[str]:
    """Give the words, without inflection, that name administrations other than those that apply."""
    names = known.names
    own = {
        word for name in known.application.applicants for word in QuotedSentence(names.identify(name)).stems
    }
    return names.telling_words - own


def _list(text: str) -> tuple[str, ...]:
    return tuple(text.split("|"))


_MONEY: Final = _list(
    "medel|projektmedel|bidrag|projektbidrag|pengar|anslag|finansier*|bekost*|betala*|bevilj*|stöd av"
    "|stöd från|fått stöd|fick stöd|förnyat stöd|grant*|funded|funding|financed"
)
"""Any money."""
_OWN_MONEY: Final = _list("utvecklingsmedel|utvecklingspengar|utvecklingsbidrag|lokala medel|LUM")
"""The very grant."""
_PROJECT: Final = _list("projekt*|*projekt|etapp*|ansök*|vi söker|söker vi|pilot*|förstudie*")
"""The project itself."""
_OTHER_FUNDER: Final = _list(
    "*fonden|*fond|*stiftelse*|ESF|EU|EU-medel|finsam|samordningsförbund*|länsstyrelse*|socialstyrelse*"
    "|skolverket|jordbruksverket|naturvårdsverket|boverket|folkhälsomyndighet*|vinnova|forte|delmos"
    "|statsbidrag|statlig*|region*|landsting*|kyrka*|kommunens|sponsor*|egna pengar|egna medel|egna resurser"
    "|egen budget|egen kassa|egen bekostnad|ordinarie budget|ordinarie medel|själv ... bekost*"
    "|själv ... betal*|själv ... finansier*|själva ... bekost*|själva ... betal*|själva ... finansier*"
    "|självfinansier*|egenfinansier*|av ... stadsdelsförvaltning*|stadsdelsförvaltning* ... finansier*"
    "|stadsdelsförvaltning* ... bekost*|stadsdelsförvaltning* ... betal*|stadsdelsnämnd*|stadsdelens"
    "|av stadsdelen|av nämnden|av förvaltningen|av enheten|hyra*|lön"
)
"""Money of others, or of the applicant's own."""
_NO_YEARS: Final = _list(
    "studiebesök*|studieres*|liknande projekt|annat projekt|andra projekt|deras projekt|inspirera* av"
    "|förebild*|hämta* från|idén från|aldrig fått|aldrig haft|aldrig sökt|inte fått|inte haft|inte beviljats"
    "|inga medel|fick nej|fått nej|avslag|avslogs|förgäves|utan att få|inte tidigare|gymnasi*|skolår*"
    "|årskurs*|årsklass*|helt andra saker|andra saker|annat ändamål|andra ändamål|annan verksamhet"
    "|andra verksamheter|andra insatser"
)
"""Others' projects, visits, what was applied for in vain, and years that are no years with money."""
LANGUAGE: Final = {
    "money": _MONEY,
    "own_money": _OWN_MONEY,
    "project": _PROJECT,
    "other_funder": _OTHER_FUNDER,
    "except": _NO_YEARS,
}
"""How the language speaks of money for a project; a rule file names a setting only where it speaks otherwise."""


TOLD_PROJECT_YEAR = KindDeclaration(
    "told_project_year",
    frozenset((FactType.INTEGER,)),
    _is_told,
    ToldMoney,
    details=frozenset(("years",)),
    least=FIRST,
)
