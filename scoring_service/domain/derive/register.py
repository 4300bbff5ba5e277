"""What the register says about an application: names in it that the text mentions, entries that run, the project's own entry.

An entry is the project's own by its name and its administrations. Names are found under whatever spelling, and shown.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any

from prescreen_shared.shapes.declaring import Words
from prescreen_shared.shapes.register import SECTIONS
from prescreen_shared.shapes.verdict import Evidence
from scoring_service.domain.condition import Fact, FactType
from scoring_service.domain.derive.kind import (
    KindDeclaration,
    Known,
    Meant,
    Patterns,
    Percent,
    Texts,
    the_section,
)
from scoring_service.domain.derive.words import CountsEven, Reading, ReadTexts, quotes, read_texts, senses
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import FactDeclaration
from scoring_service.domain.wording.intent import is_about, is_surely_a_thing
from scoring_service.domain.wording.names import (
    EXACT_BELOW,
    FILLERS,
    KnownName,
    NameHit,
    find_name,
    is_anothers_acronym,
    likeness,
    read_name,
    run_together,
    stems_of,
)
from scoring_service.domain.wording.passage import Passage, fold, read_passage, stem
from scoring_service.domain.wording.said import counts, places_of

DEFAULT_THRESHOLD = 90
EXCLUDED, INCLUDED = "excluded", "included"
ABOUT, PASSING, ANY_MENTION = "about", "passing", "any"
"""Whether the application must be about the thing, only mention it, or either."""
ANY_YEAR, GRANT_YEAR, BEFORE_GRANT_YEAR = "any", "grant_year", "before_grant_year"
CODES = {"city_programmes": "kind"}
"""For a section, the key that holds a code of no closed list: one that the rules do not know settles nothing."""
LEAST_SAME = 93.0
"""Names at least so alike are one name spelled in two ways."""
LEAST_WITHIN = 90.0
_SUBTITLE = re.compile(r"\s+[–—-]\s+|:\s+|,\s+|\s+\(")
_PHASE_STEMS = frozenset(
    phase
    for word in [
        "projekt",
        "projektet",
        "utvecklingsprojekt",
        "utvecklingsprojektet",
        "förstudie",
        "pilot",
        "pilotprojekt",
        "utvärdering",
        "fortsättning",
        "fortsatt",
        "vidareutveckling",
        "implementering",
        "år",
        "steg",
        "etapp",
        "del",
        "fas",
    ]
    for phase in stems_of(word)
)
"""Words that say which phase of a project it is, and are no part of its name."""


@dataclass(frozen=True, kw_only=True)
class OfSection:
    """The section of the register to look in."""

    section: Annotated[str, Words(SECTIONS)]


@dataclass(frozen=True, kw_only=True)
class ChosenEntries(OfSection):
    """Which entries of the section are compared with an application."""

    years: Annotated[str, Words((ANY_YEAR, GRANT_YEAR, BEFORE_GRANT_YEAR))] | None = None
    own_project: Annotated[str, Words((EXCLUDED, INCLUDED))] | None = None
    ignored_words: Texts | None = None


def chosen_entries(settings: dict[str, Any], known: Known) -> list[dict[str, Any]]:
    """Give the entries of the section that concern the grant year and, where declared, are not the applicant's own project."""
    wanted, own_counts = settings.get("years", ANY_YEAR), settings.get("own_project", INCLUDED) == INCLUDED
    return [
        entry
        for entry in known.section(settings["section"])
        if _in_years(entry, known.call.grant_year, wanted) and (own_counts or not _continues(entry, known))
    ]


def name_of(entry: dict[str, Any]) -> str:
    """Give the name under which an entry is shown."""
    return str(entry.get("name") or entry.get("project") or entry.get("host_type") or "")


def describe(entry: dict[str, Any]) -> str:
    """Give an entry as a quotation: its name, what it covers and its years."""
    years = ", ".join(map(str, years_of(entry)))
    covers = f" ({entry['covers']})" if entry.get("covers") else ""
    return f"{name_of(entry)}{covers}{': ' if years else ''}{years}"


def codes_in(section: str, call: CallFacts) -> list[tuple[str, str]]:
    """Give the name of each entry of a section and the code that it has; none where the section holds no such codes."""
    entries = (call.register or {}).get(section) or []
    key = CODES.get(section, "")
    found = [(name_of(each), each[key]) for each in entries if isinstance(each, dict) and each.get(key)]
    return [(name, code) for name, code in found if isinstance(code, str)]


class Sameness(Enum):
    """How surely two names are of one project."""

    SAME = "same"
    POSSIBLE = "possible"
    OTHER = "other"


def sameness(title: str, name: str) -> Sameness:
    """Compare a project's title with a name of the register.

    The same when one of them, or what stands before a subtitle, is the other in another spelling or phase; possible when the
    title only contains the name, or when both are numbered and the numbers differ (``steg 1`` and ``steg 2``).
    """
    names = _readings(name)
    if any(likeness(one, other) >= LEAST_SAME for one in _readings(title) for other in names):
        numbered = _phase_numbers(title), _phase_numbers(name)
        return Sameness.POSSIBLE if all(numbered) and numbered[0] != numbered[1] else Sameness.SAME
    known = read_name(name)
    if len(known.joined) < EXACT_BELOW and len(known.words) < 2:
        return Sameness.OTHER
    contained = find_name(known, read_passage("title", title), LEAST_WITHIN)
    return Sameness.POSSIBLE if contained else Sameness.OTHER


def own_project(known: Known, entry: dict[str, Any]) -> Sameness:
    """Tell whether an entry with ``project`` and ``administrations`` is an earlier year of this very project."""
    return known.once(("own_project", id(entry)), lambda: _compare(known, entry))


def years_of(entry: dict[str, Any]) -> list[int]:
    """Give the years of an entry, in order."""
    return sorted(year for year in entry.get("years") or () if isinstance(year, int))


def _in_years(entry: dict[str, Any], grant_year: int | None, wanted: str) -> bool:
    """Whether an entry falls in the wanted years; an entry without years, or a call without a grant year, always does."""
    years = years_of(entry)
    if wanted == ANY_YEAR or grant_year is None or not years:
        return True
    return grant_year in years if wanted == GRANT_YEAR else years[0] < grant_year


def _continues(entry: dict[str, Any], known: Known) -> bool:
    """Whether the application goes on with the entry's own project: a visit to learn about a project does not."""
    return _is_of_type(entry, known) and own_project(known, entry) is not Sameness.OTHER


def _is_of_type(entry: dict[str, Any], known: Known) -> bool:
    """Whether an entry is, or may be, of the application's own grant type."""
    own = known.application.grant_type
    return known.call.grant_type_of(entry.get("grant_type"), own) in (None, own)


def _readings(name: str) -> list[str]:
    """Give a name, and what stands before its subtitle, each written together with and without inflections inside."""
    parts = _without_phase(name), _without_phase(_SUBTITLE.split(name, maxsplit=1)[0])
    forms = (form for words in parts for form in ("".join(map(stem, words)), run_together(words)))
    return [form for form in dict.fromkeys(forms) if form]


def _without_phase(name: str) -> tuple[str, ...]:
    words = tuple(fold(name).split())
    return (
        tuple(word for word in words if stem(word) not in _PHASE_STEMS and not _is_phase_number(word))
        or words
    )


def _is_phase_number(word: str) -> bool:
    return word.isdigit() or word in ("ii", "iii", "iv")


def _phase_numbers(name: str) -> list[str]:
    return [word for word in fold(name).split() if _is_phase_number(word)]


def _compare(known: Known, entry: dict[str, Any]) -> Sameness:
    applicants = known.application.applicants
    keys = known.once("applicants", lambda: known.names.with_forerunners(applicants))
    if not keys & known.names.with_forerunners(entry.get("administrations") or ()):
        return Sameness.OTHER
    return sameness(known.application.title, str(entry.get("project") or ""))


def _own_entry(declaration: FactDeclaration, known: Known) -> Fact:
    section, key = declaration.settings["section"], declaration.settings["key"]
    dated = [(year, entry) for entry in known.section(section) for year in _years(entry, known)]
    latest = max((year for year, _ in dated), default=None)
    found = [entry for year, entry in dated if year == latest]
    values = [_word_of(entry.get(key), declaration.choices) for entry in found]
    value = values[0] if values else None
    # Two entries that contradict each other, or a word that the rules do not know, settle nothing.
    if value not in declaration.choices or any(other != value for other in values):
        return Fact(None, missing=(f"register.{section}",))
    evidence = tuple(Evidence(f"register.{section}", f"{name_of(entry)}: {latest}") for entry in found)
    return Fact(value, evidence, details={"year": latest, "matched_name": name_of(found[0])})


def _word_of(written: Any, words: tuple[str, ...]) -> Any:
    """Give the declared word that is written, in any case; else what is written."""
    return next((word for word in words if isinstance(written, str) and fold(word) == fold(written)), written)


def _years(entry: dict[str, Any], known: Known) -> list[int]:
    """Give the years before the one applied for, of an entry that surely is of this project; else none."""
    if not _is_of_type(entry, known):
        return []
    if own_project(known, entry) is not Sameness.SAME:
        return []
    grant_year = known.call.grant_year
    return [year for year in years_of(entry) if grant_year is None or year < grant_year]


@dataclass(frozen=True, kw_only=True)
class OwnEntry(OfSection):
    """The key whose value is given."""

    key: str


OWN_PROJECT_ENTRY = KindDeclaration(
    "own_project_entry",
    frozenset((FactType.CHOICE,)),
    _own_entry,
    OwnEntry,
    details=frozenset(("year", "matched_name")),
    sections=the_section,
)


def _has_entry(declaration: FactDeclaration, known: Known) -> Fact:
    section, where = declaration.settings["section"], declaration.settings.get("where") or {}
    alike = [entry for entry in known.section(section) if _has_all(entry, where)]
    found = [entry for entry in alike if _is_ongoing(entry, known.call.grant_year)]
    if not alike and CODES.get(section) in where:
        # Where no entry has the code, another one may be meant to: a code that the rules do not know is no "no".
        others = tuple(
            Evidence(f"register.{section}", f"{name}: {code}") for name, code in codes_in(section, known.call)
        )
        if others:
            return Fact(None, others, (f"register.{section}",))
    names = [name_of(entry) for entry in found]
    evidence = tuple(
        Evidence(
            f"register.{section}", ". ".join(part for part in (name_of(entry), entry.get("note")) if part)
        )
        for entry in found
    )
    return Fact(bool(found), evidence, details={"names": names} if names else {})


def _has_all(entry: dict[str, Any], where: Mapping[str, Any]) -> bool:
    return all(_is_same(entry.get(key), value) for key, value in where.items())


def _is_same(written: Any, wanted: Any) -> bool:
    """Whether two values are one, words in any case."""
    if isinstance(written, str) and isinstance(wanted, str):
        return fold(written) == fold(wanted)
    return bool(written == wanted)


def _is_ongoing(entry: dict[str, Any], grant_year: int | None) -> bool:
    """Whether a programme runs in the grant year; it has no end where none is written."""
    start, end = entry.get("ongoing_from"), entry.get("ongoing_to")
    if grant_year is None:
        return True
    if start is None and end is None and years_of(entry):
        return grant_year in years_of(entry)
    return (start is None or start <= grant_year) and (end is None or grant_year <= end)


@dataclass(frozen=True, kw_only=True)
class EntryWhere(OfSection):
    """What an entry must have under some of its keys."""

    where: Mapping[str, Annotated[Any, Meant.SCALAR]] | None = None


REGISTER_HAS = KindDeclaration(
    "register_has",
    frozenset((FactType.BOOLEAN,)),
    _has_entry,
    EntryWhere,
    details=frozenset(("names",)),
    sections=the_section,
)


def _names_entry(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    entries = chosen_entries(settings, known)
    visited = _visited(known)
    found = [
        (hit, entry) for entry in entries if (hit := _find(entry, settings, reading, visited)) is not None
    ]
    if not found:
        return reading.not_found() if entries else Fact(False)
    found.sort(key=lambda pair: (-pair[0].likeness, pair[0].name))
    return _shown(found, settings["section"])


def _visited(known: Known) -> frozenset[str]:
    """Give the words of the places that a visit goes to: what is told of them is what the visit is about."""
    destinations = known.passage("answers.destinations")
    sentences = destinations.sentences if destinations is not None else ()
    return frozenset(word for sentence in sentences for word in sentence.words if word not in FILLERS)


def _find(
    entry: dict[str, Any], settings: dict[str, Any], reading: Reading, visited: frozenset[str]
) -> NameHit | None:
    names = [
        _read(entry[key], entry, settings) for key in settings["keys"] if isinstance(entry.get(key), str)
    ]
    wanted = settings.get("mention", ANY_MENTION)
    hits: list[tuple[NameHit, bool]] = []
    for name in names:
        found = [
            each
            for passage in reading.passages
            for each in _hits(name, passage, settings, visited)
            if not is_anothers_acronym(each[0], name, reading.passages)
        ]
        if found:
            backed, titled = _is_backed(name, reading), _is_titled(name, reading)
            hits += (
                (hit, titled or (about and (backed or sure or hit.written not in name.heads)))
                for hit, about, sure in found
            )
    # A name that the application is about is not also one that it mentions in passing.
    if wanted == PASSING and any(about for _, about in hits):
        return None
    chosen = [hit for hit, about in hits if wanted == ANY_MENTION or about == (wanted == ABOUT)]
    return max(chosen, key=lambda hit: hit.likeness, default=None)


def _hits(
    name: KnownName, passage: Passage, settings: dict[str, Any], visited: frozenset[str]
) -> Iterator[tuple[NameHit, bool, bool]]:
    """Give the sentences that hold the name as something meant, whether the application is about it there, and whether it is no person's."""
    threshold, compounds = settings.get("threshold", DEFAULT_THRESHOLD), settings.get("compounds", False)
    if find_name(name, passage, threshold, compounds=compounds) is None:
        return
    exceptions, counted = tuple(settings.get("except") or ()), senses(settings)
    for number, sentence in enumerate(passage.sentences):
        hit = find_name(name, Passage(passage.field, (sentence,)), threshold, compounds=compounds)
        places = list(places_of(sentence, hit.written)) if hit is not None else []
        places = [place for place in places if counts(sentence, place, exceptions, counted)]
        if hit is not None and places:
            visits = bool(visited.intersection(sentence.words))
            about = visits or any(is_about(passage, number, place) for place in places)
            sure = hit.written.isupper() or any(is_surely_a_thing(sentence, place) for place in places)
            yield hit, about, sure


def _is_titled(name: KnownName, reading: Reading) -> bool:
    """Whether the title says the name in other forms and another order: ``Samtal som motiverar`` of motiverande samtal."""
    wanted = {stem(word) for word in name.words if word not in FILLERS}
    titles = [passage for passage in reading.passages if passage.field == "title"]
    said = {each for title in titles for sentence in title.sentences for each in sentence.stems}
    return len(wanted) > 1 and wanted <= said


def _is_backed(name: KnownName, reading: Reading) -> bool:
    """Whether the texts hold another word of the name than its single head, which may be the name of anybody: ``Stella``."""
    heads = {stem(fold(head)) for head in name.heads}
    rest = {stem(word) for word in name.words if word not in FILLERS} - heads
    found = {
        each for passage in reading.passages for sentence in passage.sentences for each in sentence.stems
    }
    return not rest or bool(rest & found)


def _read(name: str, entry: dict[str, Any], settings: dict[str, Any]) -> KnownName:
    aliases = tuple(alias for alias in entry.get("aliases") or () if isinstance(alias, str) and fold(alias))
    return read_name(name, tuple(settings.get("ignored_words") or ()), aliases)


def _shown(found: list[tuple[NameHit, dict[str, Any]]], section: str) -> Fact:
    hit, entry = found[0]
    details = {
        "matched_name": name_of(entry),
        "written": hit.written,
        "likeness": round(hit.likeness),
        "all_names": list(dict.fromkeys(name_of(each) for _, each in found)),
        "years": years_of(entry),
        "funder": entry.get("funder"),
    }
    details = {name: value for name, value in details.items() if value}
    register = tuple(Evidence(f"register.{section}", describe(each)) for _, each in found)
    return Fact(
        True, (*quotes([(each.field, each.sentence.quote) for each, _ in found]), *register), details=details
    )


@dataclass(frozen=True, kw_only=True)
class NamedEntries(ChosenEntries, ReadTexts):
    """The keys whose values are names to look for, and how alike what is written must be, in percent."""

    keys: Texts
    threshold: Percent | None = None
    compounds: bool | None = None
    mention: Annotated[str, Words((ABOUT, PASSING, ANY_MENTION))] | None = None
    except_: Patterns | None = None
    counts_even: CountsEven | None = None


REGISTER_MATCH = KindDeclaration(
    "register_match",
    frozenset((FactType.BOOLEAN,)),
    _names_entry,
    NamedEntries,
    details=frozenset(("matched_name", "written", "likeness", "all_names", "years", "funder")),
    sections=the_section,
)
