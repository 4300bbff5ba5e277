"""One word for one idea, in everything that people read: the table of words stands here, and every other word is found.

What is read are the catalogue, the shipped rule sets and their examples, the templates, the sentences in code, and the
documents in Swedish. A word is forbidden in all its forms. Where it may stand all the same, the table says where and why.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "shared" / "prescreen_shared" / "texts"
RULE_SETS = ROOT / "scoring_service" / "rule_sets"
JUDGEMENTS = ROOT / "examples" / "stockholm-2018" / "judgements.yaml"
PACKAGES = ("intake_service", "scoring_service", "shared", "prescreen")
DOCUMENTS = ("README.sv.md", "docs/andra-en-regel.md", "docs/regelspraket.md", "docs/cases.md")
ENGLISH_HALF = "# Cases: "
"""Begins the English half of a document in both languages."""

WHERE_PEOPLE_SAY_WHY = (
    "catalogue history.",
    "catalogue received.",
    "catalogue scoring.log-why",
    "catalogue scoring.reason",
    "catalogue scoring.about-eyes",
    "catalogue problem.reason_missing",
    "catalogue provenance.explanation",
    "catalogue command.column-reason",
)
"""The texts of the catalogue on why a person did something, which is *skäl*, *reason*."""


@dataclass(frozen=True)
class Allowed:
    """A pattern of words that may stand in places that begin so, and why."""

    places: tuple[str, ...]
    words: str
    why: str


@dataclass(frozen=True)
class Idea:
    """What is meant, the word for it, and patterns of the words that are not used for it, by language.

    ``where`` begins the places where it can be meant, if the other words mean something else elsewhere.
    """

    meant: str
    word: str
    sv: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    where: tuple[str, ...] = ("",)


OTHERS_HEADINGS = Allowed(
    ("catalogue column.",), "[^|]+", "headings of lists that other people made, by which a column is found"
)

IDEAS: Final = (
    Idea(
        "the machine's run over a call or an application",
        "förgranskning, screening",
        sv=(
            r"gransk\w*",
            r"förhandsgransk\w*",
            r"\w*pröv(a|as|ar|at|ats|ad|ade|ades|ande|ning|ningar|ningen)\w*",
        ),
        en=(r"judg(e|es|ed|ing)", r"pre-?screen(ed|ing)s?", r"vetting"),
        allowed=(
            Allowed(("",), "(?-i:Förprövning)", "the product's name"),
            Allowed(("catalogue cases.", "docs/cases.md"), "granska", "a person looks at a proposed example"),
        ),
    ),
    Idea(
        "what the machine says of an application",
        "förslag, proposal",
        sv=(r"utfall(et|en|ens|ets|s)?",),
        en=(r"outcomes?", r"verdicts?(?!\.json)"),
        allowed=(Allowed(("catalogue case-file.expected-columns",), "outcome", "the key of the column"),),
    ),
    Idea(
        "the outcome `refer`",
        "att bedöma, to assess",
        sv=(r"till (en )?handläggare\w*", r"till bedömning"),
        en=(r"to an? (case )?officer", r"(to be )?assessed by staff", r"referr(ed|als?)", r"refers"),
        allowed=(
            Allowed(
                ("stockholm-2018.yaml local-",), "referred", "the city refers an applicant to what it has"
            ),
        ),
    ),
    Idea(
        "who reads an application for the board",
        "handläggare, officer",
        sv=(r"ärendehandläggar\w*", r"tjänste(man|mannen|män|männen)"),
        en=(r"case[ -]?(officer|worker|handler)s?", r"civil servants?"),
    ),
    Idea(
        "the outcome `set_aside`",
        "inte prioriterad av sökanden, set aside",
        sv=(r"bortval(d|da|de|t)",),
        en=(r"deselected",),
    ),
    Idea(
        "a rule that is met or cannot be decided",
        "grund, ground",
        sv=(r"skäl(et|en|ens|ets|s)?", r"anledning(en|ar|arna)?"),
        en=(r"reasons?",),
        allowed=(
            Allowed(WHERE_PEOPLE_SAY_WHY, "skäl|reason", "why a person did something"),
            Allowed(("",), "statement of reasons", "the sentence that the board reads"),
        ),
    ),
    Idea(
        "the sentence that the board reads",
        "motivering, statement of reasons",
        sv=(r"motiver(a|ar|as|at|ats|ade)", r"förslag till motivering\w*"),
        en=(r"justif\w+", r"rationales?", r"proposed ground"),
    ),
    Idea("what rules look at", "uppgift, fact", sv=(r"fakta", r"faktum\w*")),
    Idea(
        "the order that an administration puts its own applications in",
        "prioritering, ranking",
        sv=(r"rang?ord\w*", r"rankning\w*", r"rankad\w*"),
        en=(r"prioritisations?", r"prioriti[sz]ed"),
    ),
    Idea(
        "the rules of a call, as one file",
        "regelsamling, rule set",
        sv=(r"regelverk\w*",),
        en=(r"rulebooks?",),
    ),
    Idea(
        "a version that decides from now on",
        "sätta i kraft, i kraft, put in force",
        sv=(
            r"(låt|låta|låter|låtit)( \w+){0,3} gälla",
            r"börja(r|de|t)?( \w+)? gälla",
            r"(gäller|gällde) (nu|genast|tidigare|ingenstans)",
            r"nu gäller",
            r"(version|versionen|reglerna som|regler som) (gäller|gällde)",
            r"gällande( regler)?",
            r"aktiver\w*",
        ),
        en=(r"into force", r"activat\w*"),
    ),
    Idea(
        "how an application, the register or the program was at a time, for *version* is of rules alone",
        "ändrad n gånger, lydelse, utgåva, edition",
        sv=(r"version(en|er|erna|ens|s)?",),
        en=(r"versions?",),
        where=(
            "catalogue history.",
            "catalogue pages.",
            "catalogue register.",
            "catalogue command.register",
            "catalogue problem.register",
            "catalogue replay.",
            "catalogue upload.",
        ),
    ),
    Idea(
        "an earlier version in force again",
        "återgå till version n, go back to version n",
        sv=(r"tillbakarull\w*", r"rulla(r|s|de|des|t|ts|d)? tillbaka"),
        en=(r"roll(s|ed|ing)?[ -]?back", r"reverts?|reverted"),
    ),
    Idea(
        "what is applied for: a project, a study visit",
        "bidragsform, grant type",
        sv=(r"slag(et|en)? av bidrag", r"bidrags(typ|slag)\w*"),
        en=(r"(kind|type)s? of grants?", r"grant kinds?"),
        allowed=(OTHERS_HEADINGS,),
    ),
    Idea(
        "what an application is called in its call",
        "beteckning, reference",
        sv=(r"referens\w*", r"ansöknings(nummer|numret|nr)", r"nr\.?"),
        en=(r"application numbers?",),
        allowed=(OTHERS_HEADINGS,),
    ),
    Idea(
        "what tells one content from another",
        "kontrollsumma, hash",
        sv=(r"hash\w*",),
        en=(r"checksums?", r"digests?"),
    ),
    Idea(
        "a made-up application, or part of one, with the answer that the rules must give",
        "exempel, case",
        sv=(r"(prov|prövnings|test)?fall(en|et|ens|ets|s)?",),
        en=(r"worked examples?", r"test cases?"),
    ),
    Idea(
        "what a ground or a look at the whole call came to",
        "iakttagelse, finding",
        sv=(r"fynd(et|en|ets|ens|s)?",),
    ),
)


@dataclass(frozen=True)
class Read:
    """Something that people read: where it stands, in which language, and what it says."""

    place: str
    language: Literal["sv", "en"]
    text: str


def _read_all() -> Iterator[Read]:
    yield from _catalogue()
    yield from _rule_sets()
    yield from _templates()
    yield from _sentences_in_code()
    yield from _helps()
    yield from _documents()


def _catalogue() -> Iterator[Read]:
    for path in sorted(CATALOGUE.glob("*.yaml")):
        for text_id, text in YAML(typ="safe").load(path).items():
            yield from _both(f"catalogue {text_id}", text)


def _rule_sets() -> Iterator[Read]:
    for path in (*sorted(RULE_SETS.glob("*.yaml")), JUDGEMENTS):
        yield from _texts_of(path.name, YAML(typ="safe").load(path))


def _texts_of(place: str, part: Any) -> Iterator[Read]:
    """Give every text of ours in a rule file; the city's own words stand under keys in one language only."""
    if isinstance(part, list):
        for item in part:
            yield from _texts_of(place, item)
    elif isinstance(part, dict):
        at = f"{place} {part['id']}" if "id" in part else place
        yield from _both(at, part)
        if "facts" in part and isinstance(part.get("title"), str):
            yield Read(at, "sv", part["title"])
        for key, item in part.items():
            if key not in {"precedents", "source"}:
                yield from _texts_of(at, item)


def _both(place: str, part: dict[str, Any]) -> Iterator[Read]:
    for language in ("sv", "en"):
        if isinstance(part.get(language), str):
            yield Read(place, language, part[language])


def _templates() -> Iterator[Read]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("templates/**/*.*")):
            words = re.sub(
                r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|<[^>]+>", " ", path.read_text("utf-8"), flags=re.DOTALL
            )
            yield Read(path.relative_to(ROOT).as_posix(), "sv", words)


def _sentences_in_code() -> Iterator[Read]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for call in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                    yield from _said_by(place, call.func.id, call.args)


def _said_by(place: str, name: str, arguments: list[ast.expr]) -> Iterator[Read]:
    """Give the words in a call that makes a sentence: Swedish before English, the source of the product's own rules in Swedish."""
    languages: tuple[Literal["sv", "en"], ...] = {"Sentence": ("sv", "en"), "Source": ("sv", "sv")}.get(
        name, ()
    )  # type: ignore[assignment]
    if name == "_said_of":
        languages, arguments = ("sv", "en"), arguments[1:]
    for language, argument in zip(languages, arguments, strict=False):
        parts = (each.value for each in ast.walk(argument) if isinstance(each, ast.Constant))
        yield Read(place, language, "".join(part for part in parts if isinstance(part, str)))


def _helps() -> Iterator[Read]:
    """Give what commands say of themselves with --help: their docstrings, those of their options, and the verbs in a list."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.FunctionDef) and re.search(
                    "command|group", "".join(map(ast.unparse, node.decorator_list))
                ):
                    yield Read(place, "en", ast.get_docstring(node) or "")
                elif isinstance(node, ast.Call):
                    told = [each.value for each in node.keywords if each.arg == "help"]
                    told += node.args if ast.unparse(node.func) == "Verb" else []
                    for text in told:
                        yield Read(place, "en", str(text.value) if isinstance(text, ast.Constant) else "")


def _documents() -> Iterator[Read]:
    for name in DOCUMENTS:
        swedish, _, _ = (ROOT / name).read_text("utf-8").partition(ENGLISH_HALF)
        # What stands between backticks on one line is typed, or is a word of the example.
        yield Read(name, "sv", re.sub(r"`[^`\n]+`", "", swedish))


def _forbidden(ideas: Iterable[Idea], read: Read) -> Iterator[str]:
    """Tell every word that is not the one for its idea, with what is used instead."""
    for idea in (each for each in ideas if read.place.startswith(each.where)):
        # Values are filled in between braces, and a command is typed as it is called.
        text = re.sub(r"\{[\w.]+(:[a-z]+)?\}|\{[\w.]+:plural|[“”`]prescreen [^“”`]*[“”`]", "", read.text)
        for allowed in idea.allowed:
            if read.place.startswith(allowed.places):
                text = re.sub(rf"\b(?:{allowed.words})\w*", "", text, flags=re.IGNORECASE)
        for pattern in getattr(idea, read.language):
            for found in re.finditer(rf"(?<![\w-])(?:{pattern})(?!\w)", text, flags=re.IGNORECASE):
                around = text[max(0, found.start() - 40) : found.end() + 40].replace("\n", " ")
                yield f"{read.place}: “{found.group()}” in “{around}”; {idea.meant}: {idea.word}"


@pytest.fixture(scope="module")
def everything() -> tuple[Read, ...]:
    return tuple(_read_all())


@pytest.mark.parametrize("idea", IDEAS, ids=lambda idea: idea.word)
def test_one_word_is_used_for_an_idea(idea: Idea, everything: tuple[Read, ...]) -> None:
    assert [fault for read in everything for fault in _forbidden([idea], read)] == []


PLANTED: Final = (
    ("sv", "Varje ansökan har prövats.", "prövats"),
    ("sv", "Granskningens förslag", "Granskningens"),
    ("sv", "efter förprövningen", "förprövningen"),
    ("sv", "Till handläggare: 3", "Till handläggare"),
    ("en", "Referred: 3", "Referred"),
    ("sv", "Skälen står nedan.", "Skälen"),
    ("en", "Proposal and reasons", "reasons"),
    ("sv", "meningen som motiverar poängen", "motiverar"),
    ("sv", "står två gånger i rangordningen", "rangordningen"),
    ("sv", "för varje slag av bidrag", "slag av bidrag"),
    ("sv", "Den starkaste verkan är utfallet.", "utfallet"),
    ("en", "never change an outcome", "outcome"),
    ("sv", "ansökan kom in (version 2)", "version"),
    ("sv", "Bortvalda av sökanden", "Bortvalda"),
    ("en", "a case officer decides", "case officer"),
    ("sv", "Innehållets hash", "hash"),
    ("sv", "regelverkets första dag", "regelverkets"),
    ("sv", "Låt en annan version gälla", "Låt en annan version gälla"),
    ("sv", "den börjar sedan gälla", "börjar sedan gälla"),
    ("sv", "Rulla tillbaka", "Rulla tillbaka"),
    ("en", "Bring into force", "into force"),
    ("en", "all kinds of grant", "kinds of grant"),
    ("sv", "Reglernas fakta", "fakta"),
    ("sv", "exempel, eller fallen", "fallen"),
    ("sv", "Varje fynd visas.", "fynd"),
    ("en", "The application has not been judged yet.", "judged"),
)


@pytest.mark.parametrize(("language", "sentence", "word"), PLANTED)
def test_a_planted_word_is_found(language: Literal["sv", "en"], sentence: str, word: str) -> None:
    places = ("catalogue planted.text", "catalogue history.planted")
    faults = [fault for place in places for fault in _forbidden(IDEAS, Read(place, language, sentence))]
    assert any(f"“{word}”" in fault for fault in faults)


def test_a_word_is_found_in_each_kind_of_place(everything: tuple[Read, ...]) -> None:
    places = " ".join(sorted({read.place for read in everything}))
    for place in (
        "catalogue ",
        "stockholm-2018.yaml ",
        "stockholm-2018.cases.yaml",
        "proposal.html",
        "finding.py",
        *DOCUMENTS,
    ):
        assert place in places


def test_every_allowed_word_still_stands_where_it_is_allowed(everything: tuple[Read, ...]) -> None:
    for allowed in (each for idea in IDEAS for each in idea.allowed):
        for place in allowed.places:
            stands = (read.text for read in everything if read.place.startswith(place))
            assert any(re.search(allowed.words, text, re.IGNORECASE) for text in stands), (place, allowed)
