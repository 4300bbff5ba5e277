"""Whether an application names something that stands in the register, under whatever spelling; the match is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scoring_service.domain.derive.kind import KindDeclaration
from scoring_service.domain.derive.register_choice import CHOICE_SETTINGS, chosen_entries, describe, name_of
from scoring_service.domain.derive.register_entry import years_of
from scoring_service.domain.derive.setting import Setting, patterns, percent, texts, yes_or_no
from scoring_service.domain.derive.text_search import TEXT_SETTINGS, Reading, quotes, read_texts
from scoring_service.domain.fact import Evidence, Fact, FactType
from scoring_service.domain.wording.find_name import NameHit, find_name
from scoring_service.domain.wording.known_name import KnownName, read_name
from scoring_service.domain.wording.passage import Passage, fold
from scoring_service.domain.wording.word_pattern import read_pattern

if TYPE_CHECKING:
    from scoring_service.domain.derive.known import Known
    from scoring_service.domain.rule_set import FactDeclaration

DEFAULT_THRESHOLD = 90


def _derive(declaration: FactDeclaration, known: Known) -> Fact:
    settings = declaration.settings
    reading = read_texts(settings, known)
    entries = chosen_entries(settings, known)
    found = [(hit, entry) for entry in entries if (hit := _find(entry, settings, reading)) is not None]
    if not found:
        return reading.not_found() if entries else Fact(False)
    found.sort(key=lambda pair: (-pair[0].score, pair[0].name))
    return _shown(found, settings["section"])


def _find(entry: dict[str, Any], settings: dict[str, Any], reading: Reading) -> NameHit | None:
    threshold = settings.get("threshold", DEFAULT_THRESHOLD)
    names = [
        _read(entry[key], entry, settings) for key in settings["keys"] if isinstance(entry.get(key), str)
    ]
    compounds = settings.get("compounds", False)
    passages = _without(reading.passages, tuple(settings.get("except") or ()))
    hits = [
        find_name(name, passage, threshold, compounds=compounds) for name in names for passage in passages
    ]
    return max((hit for hit in hits if hit is not None), key=lambda hit: hit.score, default=None)


def _without(passages: tuple[Passage, ...], exceptions: tuple[str, ...]) -> tuple[Passage, ...]:
    """Leave out the sentences that hold an exception."""
    if not any(read_pattern(each).may_be_in(text.lines) for each in exceptions for text in passages):
        return passages
    return tuple(
        Passage(
            text.field,
            tuple(
                sentence
                for sentence in text.sentences
                if not any(read_pattern(each).find_in(sentence) for each in exceptions)
            ),
        )
        for text in passages
    )


def _read(name: str, entry: dict[str, Any], settings: dict[str, Any]) -> KnownName:
    aliases = tuple(alias for alias in entry.get("aliases") or () if isinstance(alias, str) and fold(alias))
    return read_name(name, tuple(settings.get("ignored_words") or ()), aliases)


def _shown(found: list[tuple[NameHit, dict[str, Any]]], section: str) -> Fact:
    hit, entry = found[0]
    details = {
        "matched_name": name_of(entry),
        "written": hit.written,
        "likeness": round(hit.score),
        "all_names": list(dict.fromkeys(name_of(each) for _, each in found)),
        "years": years_of(entry),
        "funder": entry.get("funder"),
    }
    details = {name: value for name, value in details.items() if value}
    register = tuple(Evidence(f"register.{section}", describe(each)) for _, each in found)
    return Fact(
        True, (*quotes([(each.field, each.sentence.quote) for each, _ in found]), *register), details=details
    )


REGISTER_MATCH = KindDeclaration(
    "register_match",
    frozenset((FactType.BOOLEAN,)),
    _derive,
    (
        *TEXT_SETTINGS,
        *CHOICE_SETTINGS,
        Setting("keys", texts, required=True),
        Setting("threshold", percent),
        Setting("compounds", yes_or_no),
        Setting("except", patterns),
    ),
    details=frozenset(("matched_name", "written", "likeness", "all_names", "years", "funder")),
)
