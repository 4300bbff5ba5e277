"""An answer that says nothing is told from one that says something, whatever words it is dressed in."""

from __future__ import annotations

import pytest

from scoring_service.domain.condition import Fact
from scoring_service.domain.wording.nothing import Saying, Vocabulary, read_answer
from tests.unit.scoring.make_facts import declare, derive, make_application

MARKS = [
    "N/A", "n.a.", "n/a", "Ej relevant", "ej relevant.", "Ej aktuellt", "Ej tillämpbart", "–", "-", "...", "x", "XXX",
    "0", "0 kr", "noll kronor", "tomt", "not applicable", "None.", "Gäller ej",
    "_", "__", "NaN", "undefined", "u.a.", "ET", "e.j.", "ej rel.", "Ej ifylld", "Ej besvarat", "stryk", "hoppar över", "skip",
]  # fmt: skip
DENIALS = [
    "Ingen, allt görs för hand", "Nej, vi skriver på papper",
    "Nej", "NEJ!", "Nej tack", "Inget", "Inga behov", "Inte i detta skede", "Inget IT-stöd behövs", "Nej, det behövs inte.",
    "Nej. Vi söker bara här.", "Nej, eftersom vi redan arbetar så", "Nej då medlen täcker hela kostnaden",
    "Ingen annan finansiering, vi söker bara här", "Ingen medfinansiering planeras", "Vi använder inget IT-system",
    "Nej vi söker endast lokala utvecklingsmedel", "Nothing planned", "No, because the grant covers it",
    "No other funding, we only apply here", "Absolut inte", "Projektet omfattar inga IT-system", "No IT system needed",
    "Inget utöver det vi har", "Inget utöver de vanliga systemen", "Inget annat än befintliga system", "Nothing beyond what we have",
    "Inga andra än verksamhetens ordinarie system", "No, it is not needed",
]  # fmt: skip
UNKNOWN = [
    "Vet ej", "Vi vet inte ännu", "oklart", "Oklart i dagsläget", "Det är inte bestämt ännu", "se bilaga", "Se bilaga 3.",
    "Enligt bifogad budget", "Framgår av bilaga 1", "Bifogas", "?", "Uppgift saknas", "Don't know", "See attached budget",
    "Not decided yet", "Att komplettera", "Se bil. 1", "Se mejl", "Skickas separat", "Kan inte svara", "Samma som ovan",
    "Går ej att svara på",
]  # fmt: skip
STATEMENTS = [
    "Nej, vi skriver på papper och i en app", "Inget, det sköts i vårt eget register",
    "Finsam", "app för unga", "journalsystem", "chatt och digital frågelåda", "Nej, men Arvsfonden bidrar",
    "Nej. Arvsfonden bidrar.", "Ingen annan än Arvsfonden", "Nej, eftersom Arvsfonden betalar resten", "Nej, vi bygger app",
    "Nej vi bygger en app", "Nej, vi har andra medel", "Inget system, vi bygger en databas", "Inget utöver detta",
    "Enligt bifogad budget får vi 100 000 kr från ESF", "50 000 kr", "No, we will build an app",
    "Förvaltningens egna medel", "Se bilar", "Inget utöver appen", "Inget annat än Procapita", "Nej – vi bygger en app",
    "Inget utöver det nya systemet", "bilpool",
]  # fmt: skip
OWN = [
    "egen insats", "Förvaltningens egna medel", "Vi står själva för lokalerna", "Egen arbetstid.", "Inom ordinarie budget",
    "Farsta stadsdelsförvaltnings egna medel", "Nej, endast egen insats", "We pay for the premises ourselves",
]  # fmt: skip
REFUSED = [
    "Ansökan till Vinnova drogs tillbaka",
    "Avslag från Arvsfonden", "Ansökt hos Kulturrådet men fick nej", "Sökt hos Vinnova och Forte, avslag från båda i mars 2017",
    "Vi frågade Rotary, som avböjde", "Inte beviljats medel från Länsstyrelsen", "Applied to the Heritage Fund, rejected in May",
    "Egna medel inom enheten, 200 000 kr", "egen insats 20 %", "Nej, bara hjälp i natura", "nej, bara ideell tid från föreningen",
]  # fmt: skip
OF_OTHERS = [
    "Avslag från Arvsfonden men Finsam bidrar", "Arvsfonden och Finsam, avslag från Arvsfonden", "Sökt hos Vinnova", "Avslag från Forte, Finsam",
    "Avslag från Arvsfonden, överklagat", "Sökt hos Vinnova, väntar på besked", "Avslag från Forte, beviljat av Vinnova",
    "Avslag på halva summan, resten betalar Finsam", "Nej, bara 20 000 kr från Rotary", "egna medel 10 000 kr och Kyrkan 5 000 kr",
    "Egen insats och Arvsfonden", "egen insats samt bidrag från länsstyrelsen", "deltagarnas egna avgifter", "Finsam",
    "Socialförvaltningen bidrar med 30 000 kr",
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "saying"),
    [
        *((answer, {Saying.NOTHING, Saying.DENIAL}) for answer in (*MARKS, *DENIALS)),
        *((answer, {Saying.UNKNOWN}) for answer in UNKNOWN),
        *((answer, {Saying.SOMETHING}) for answer in STATEMENTS),
    ],
)
def test_an_answer_is_read_before_any_rule(answer: str, saying: set[Saying]) -> None:
    assert read_answer(answer) in saying
    assert read_answer(f"  {answer.upper()} ") in saying or answer in STATEMENTS


@pytest.mark.parametrize(("answers", "says"), [(OWN, False), (REFUSED, False), (OF_OTHERS, True)])
def test_the_applicants_own_share_and_a_no_are_no_money_of_others(answers: list[str], says: bool) -> None:
    asked = Vocabulary(own_is_nothing=True, own_names=("Farsta stadsdelsförvaltning",))

    assert {answer: read_answer(answer, asked) is Saying.SOMETHING for answer in answers} == dict.fromkeys(
        answers, says
    )


def test_a_rule_file_adds_its_own_ways() -> None:
    added = Vocabulary(nothing=("sköts centralt",), denials=("knappast",), small_words=("utbildning",))

    assert read_answer("Sköts centralt", added) is Saying.NOTHING
    assert read_answer("Knappast någon utbildning", added) is Saying.DENIAL
    assert read_answer("Knappast någon utbildning") is Saying.SOMETHING


def says(answer: str, **settings: object) -> Fact:
    declaration = declare("says_something", fields=["answers.x"], **settings)
    return derive(declaration, make_application(answers={"x": answer}))


def test_an_answer_that_is_not_known_makes_the_fact_unclear_and_is_quoted() -> None:
    fact = says("Vet ej")

    assert (fact.value, fact.is_unclear, fact.missing) == (None, True, ("answers.x",))
    assert [words.quote for words in fact.evidence] == ["Vet ej"]
    assert says("Vet ej. Finsam bidrar.").value is True
    assert says("egna medel", own_contribution="says_nothing").value is False
    assert says("egna medel").value is True
