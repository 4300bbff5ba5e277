"""The Swedish and the English of each text against each other: the same placeholders, and really two languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from scoring_service.domain.sentence_template import SentenceError, parse_sentence, placeholders
from scoring_service.rule_files.walk_content import mappings_in

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path, ProblemList

_FILLED: Final = frozenset(("rules", "criteria", "call_rules"))
"""Where sentences stand that are filled with values; every other text is shown as it is."""
_SWEDISH: Final = re.compile("[åäöÅÄÖ]")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
LEAST_WORDS: Final = 3
"""Texts of fewer words may well be the same in both languages, unless they have å, ä or ö."""
_DECIDED: Final = (
    ("sv", re.compile(r"\b(har avslagits|avslås|har beslutats?|beslutas|vi avslår)\b", re.IGNORECASE)),
    (
        "en",
        re.compile(
            r"\b(has been (refused|rejected|decided)|is (rejected|refused)|we (refuse|reject))\b",
            re.IGNORECASE,
        ),
    ),
)


def check_translations(content: Any, problems: ProblemList) -> None:
    """Note texts that are the same in both languages, swapped, or filled with different values."""
    for mapping, path in mappings_in(content):
        sv, en = mapping.get("sv"), mapping.get("en")
        if set(mapping) != {"sv", "en"} or not isinstance(sv, str) or not isinstance(en, str):
            continue
        if not sv.strip() or not en.strip():
            continue
        if path[:1] and path[0] in _FILLED and path[-1] in ("text", "text_undetermined"):
            _check_placeholders(sv, en, path, problems)
            _check_decided(sv, en, path, problems)
        else:
            _check_plain(sv, en, path, problems)
        _check_languages(sv, en, path, problems)


def _check_placeholders(sv: str, en: str, path: Path, problems: ProblemList) -> None:
    try:
        swedish, english = ({place.key for place in placeholders(text)} for text in (sv, en))
    except SentenceError:
        return
    for language, lacking in (("en", swedish - english), ("sv", english - swedish)):
        for key in sorted(lacking):
            problems.add(
                (*path, language),
                f"saknar {{{key}}}, som står på det andra språket; båda ska visa samma uppgifter",
                f"has no {{{key}}}, which stands in the other language; both should show the same facts",
            )


def _check_plain(sv: str, en: str, path: Path, problems: ProblemList) -> None:
    for language, text in (("sv", sv), ("en", en)):
        try:
            filled = bool(placeholders(text))
        except SentenceError:
            filled = False
        if filled:
            problems.add(
                (*path, language),
                "har en platshållare, men texten visas som den står; skriv utan {…}",
                "has a placeholder, but the text is shown as it stands; write it without {…}",
            )


def _check_decided(sv: str, en: str, path: Path, problems: ProblemList) -> None:
    texts = {"sv": sv, "en": en}
    for language, decided in _DECIDED:
        if found := decided.search(texts[language]):
            problems.warn(
                (*path, language),
                f"”{found.group()}” låter som ett beslut; skriv det som ett förslag, för en handläggare beslutar",
                f"”{found.group()}” sounds like a decision; write it as a proposal, for a case officer decides",
            )
            return


def _check_languages(sv: str, en: str, path: Path, problems: ProblemList) -> None:
    swedish, english = _words(sv), _words(en)
    if swedish == english and (len(swedish) >= LEAST_WORDS or _SWEDISH.search(" ".join(swedish))):
        problems.warn(
            (*path, "en"),
            "är detsamma som den svenska texten; skriv den på engelska",
            "is the same as the Swedish text; write it in English",
        )
    elif len(english) >= LEAST_WORDS and _SWEDISH.search(en) and not _SWEDISH.search(sv):
        problems.warn(
            path,
            "har å, ä eller ö bara i den engelska texten; är språken omkastade?",
            "has å, ä or ö in the English text alone; are the languages swapped?",
        )


def _words(text: str) -> list[str]:
    try:
        pieces = parse_sentence(text)
    except SentenceError:
        return []
    plain = " ".join(piece for piece in pieces if isinstance(piece, str))
    return _WORD.findall(plain)
