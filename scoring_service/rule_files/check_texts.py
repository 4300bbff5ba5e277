"""The texts of a rule file wherever they stand: letters, lengths, lists and names, and the Swedish against the English.

Both languages show the same values and are two languages. No character is one that cannot be stored or seen, nothing stands
twice in a list that is a set, and every fact, constant and document that is declared is used. A source that is a rule was written
before the rules began to hold.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any, Final

from prescreen_shared.errors import shown
from prescreen_shared.shapes.verdict import SourceKind
from prescreen_shared.template import TemplateError
from prescreen_shared.written import nearest_words
from scoring_service.domain.derive import administrations, similar
from scoring_service.domain.rule_set import RuleSet
from scoring_service.domain.sentence import parse_sentence, placeholders
from scoring_service.rule_files.faults import FaultList, Path, Said, mappings_in, said, texts_in

_FILLED: Final = frozenset(("rules", "criteria", "call_rules"))
"""Where sentences stand that are filled with values; every other text is shown as it is."""
_SENTENCES: Final = ("text", "text_undetermined", "possible_reason")
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
LONGEST_ID: Final = 100
_ALLOWED: Final = frozenset("\n\t")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
INVISIBLE: Final = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_UNBROKEN: Final = frozenset("\u00a0\u202f")
_SETS: Final = (
    "is_one_of",
    "is_none_of",
    "fields",
    "fields_if_silent",
    "needed",
    "sources",
    "shows",
    "missing",
)
"""Keys whose lists are sets: the order and a second time mean nothing."""
_ACT_UNUSED: Final = frozenset((administrations.KIND, similar.KIND))
"""Kinds whose settings are used whether or not a rule looks at the fact."""
_NAMED: Final = re.compile(r"\{([a-z][a-z0-9_]*)")
_NAME: Final = re.compile(r"[a-z]+_[a-z0-9_]*[a-z0-9]|[a-z]{4,}")
_ALIKE: Final = 80
_PARTS: Final = ("rules", "criteria", "call_rules")


def check_translations(content: Any, faults: FaultList) -> None:
    """Note texts that are the same in both languages, swapped, or filled with different values."""
    for mapping, path in mappings_in(content):
        sv, en = mapping.get("sv"), mapping.get("en")
        if set(mapping) != {"sv", "en"} or not isinstance(sv, str) or not isinstance(en, str):
            continue
        if not sv.strip() or not en.strip():
            continue
        if path[:1] and path[0] in _FILLED and path[-1] in _SENTENCES:
            _check_placeholders(sv, en, path, faults)
            _check_decided(sv, en, path, faults)
        else:
            _check_plain(sv, en, path, faults)
        _check_languages(sv, en, path, faults)


def check_ids(content: Any, faults: FaultList) -> None:
    """Note names and ids that are too long."""
    for mapping, path in mappings_in(content):
        key = "name" if not path else "id"
        found = mapping.get(key)
        if (not path or len(path) == 2) and isinstance(found, str) and len(found) > LONGEST_ID:
            faults.add((*path, key), "rule-file.id-too-long", length=len(found), longest_id=LONGEST_ID)


def check_letters(content: Any, faults: FaultList) -> None:
    """Note control characters and half surrogate pairs, characters that turn or hide text, and decomposed letters."""
    for text, path in texts_in(content):
        if not text.isascii() or not text.isprintable():
            _check(text, path, faults)
        if text.isspace() and not _is_setting(path):
            faults.add(path, "rule-file.only-spaces")


def check_lists(content: Any, faults: FaultList) -> None:
    """Note every item that stands in its list already."""
    for mapping, path in mappings_in(content):
        for key in _SETS:
            found = mapping[key] if isinstance(mapping.get(key), list) else []
            for number, item in enumerate(found):
                if any(type(item) is type(other) and item == other for other in found[:number]):
                    faults.warn((*path, key, number), "rule-file.stands-twice", name=shown(item))


def check_mentions(content: Any, faults: FaultList) -> None:
    """Note every declared name that nothing mentions; a rule that could not be read mentions its names all the same."""
    if not isinstance(content, dict) or not isinstance(content.get("rules"), list):
        return
    used = _mentioned([content.get(part) for part in _PARTS])
    used |= _meant(used, content)
    for name, fact in _declared(content, "facts"):
        if name not in used and not _acts(fact, content):
            faults.warn(("facts", name), "rule-file.fact-unused", name=name)
    for name, _ in _declared(content, "constants"):
        if name not in used:
            faults.warn(("constants", name), "rule-file.constant-unused", name=name)
    cited = _cited(content)
    for name, _ in _declared(content, "documents"):
        if name not in cited:
            faults.warn(("documents", name), "rule-file.document-unused", name=name)


def check_sources(content: Any, rule_set: RuleSet, faults: FaultList) -> None:
    """Note practice that does not say when, and rules in documents from after they begin to hold: nobody could have known them.

    What is only said of the process may be told by a later document. Nothing follows from a day, year or kind that could not
    be read.
    """
    undated = {name for name in rule_set.documents if _has_error(name, ("dated_on", "year"), faults)}
    unsorted = {name for name in rule_set.documents if _has_error(name, ("kind",), faults)}
    for name, document in rule_set.documents.items():
        if document.kind is SourceKind.PRACTICE and document.decided_in is None and name not in undated:
            faults.add(("documents", name), "rule-file.practice-without-year")
    for source, path in mappings_in(content):
        name = str(source.get("document"))
        cited = rule_set.documents.get(name)
        if path[-1:] != ("source",) or path[0] == "process" or cited is None or name in undated:
            continue
        if name in unsorted and not source.get("kind"):
            continue
        kind = source.get("kind") or cited.kind or SourceKind.RULE
        if kind == SourceKind.RULE and cited.is_after(rule_set.valid_from):
            values = {"name": name, "date": str(cited.dated_on or cited.year)}
            path = (*path, "document")
            faults.add(path, "rule-file.source-dated-after", **values, valid_from=str(rule_set.valid_from))


def _has_error(document: str, keys: tuple[str, ...], faults: FaultList) -> bool:
    return any(faults.has_error_within(("documents", document, key)) for key in keys)


def _check_placeholders(sv: str, en: str, path: Path, faults: FaultList) -> None:
    try:
        swedish, english = ({place.key for place in placeholders(text)} for text in (sv, en))
    except TemplateError:
        return
    for language, lacking in (("en", swedish - english), ("sv", english - swedish)):
        for key in sorted(lacking):
            faults.add((*path, language), "rule-file.placeholder-lacking", key=key)


def _check_decided(sv: str, en: str, path: Path, faults: FaultList) -> None:
    texts = {"sv": sv, "en": en}
    for language, decided in _DECIDED:
        if found := decided.search(texts[language]):
            faults.warn((*path, language), "rule-file.sounds-decided", words=found.group())
            return


def _check_plain(sv: str, en: str, path: Path, faults: FaultList) -> None:
    for language, text in (("sv", sv), ("en", en)):
        try:
            filled = bool(placeholders(text))
        except TemplateError:
            filled = False
        if filled:
            faults.add((*path, language), "rule-file.placeholder-in-plain-text")


def _check_languages(sv: str, en: str, path: Path, faults: FaultList) -> None:
    swedish, english = _words(sv), _words(en)
    if swedish == english and (len(swedish) >= LEAST_WORDS or _SWEDISH.search(" ".join(swedish))):
        faults.warn((*path, "en"), "rule-file.not-translated")
    elif len(english) >= LEAST_WORDS and _SWEDISH.search(en) and not _SWEDISH.search(sv):
        faults.warn(path, "rule-file.languages-swapped")


def _words(text: str) -> list[str]:
    try:
        pieces = parse_sentence(text)
    except TemplateError:
        return []
    plain = " ".join(piece for piece in pieces if isinstance(piece, str))
    return _WORD.findall(plain)


def _check(text: str, path: Path, faults: FaultList) -> None:
    if bad := [each for each in text if _is_forbidden(each)]:
        faults.add(path, "rule-file.forbidden-character", code=_code(bad[0]))
    elif hidden := [each for each in text if each in INVISIBLE]:
        _note(
            path,
            said("rule-file.invisible-character", code=_code(hidden[0]), value=shown(_seen(text))),
            faults,
            strict=_is_setting(path),
        )
    elif not unicodedata.is_normalized("NFC", text):
        _note(path, said("rule-file.split-letters", value=shown(unicodedata.normalize("NFC", text))), faults)
    elif _is_setting(path) and any(each in _UNBROKEN for each in text):
        _note(path, said("rule-file.no-break-space", value=shown(_spaced(text))), faults)


def _is_forbidden(character: str) -> bool:
    return character in _TURNING or (
        unicodedata.category(character) in ("Cc", "Cs", "Cn") and character not in _ALLOWED
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _note(path: Path, told: Said, faults: FaultList, *, strict: bool = False) -> None:
    """A choice is compared letter by letter, so there it is an error; elsewhere the text only looks like another."""
    strict = strict or (_is_setting(path) and "choices" in path)
    faults.tell(path, told, "error" if strict else "warning")


def _is_setting(path: Path) -> bool:
    """Tell whether a text is compared with what applicants write, rather than shown to a reader."""
    return path[0] == "facts" and "label" not in path


def _seen(text: str) -> str:
    return "".join(each for each in text if each not in INVISIBLE)


def _spaced(text: str) -> str:
    return "".join(" " if each in _UNBROKEN else each for each in text)


def _mentioned(parts: Any) -> set[str]:
    """Give every key, every whole text and every name after a brace: more than is used, never less."""
    found = set()
    for text, _ in texts_in(parts):
        found.add(text)
        found.update(_NAMED.findall(text))
    return found


def _meant(mentioned: set[str], content: dict[str, Any]) -> set[str]:
    """Give the declared names that a misspelt one is told to stand for: they are used as soon as it is mended."""
    declared = [name for part in ("facts", "constants") for name, _ in _declared(content, part)]
    unused = [name for name in declared if name not in mentioned]
    strange = [text for text in mentioned if text not in declared and _NAME.fullmatch(text)] if unused else []
    return {
        name for text in strange for name in nearest_words(text, declared, least=_ALIKE) if name in unused
    }


def _declared(content: dict[str, Any], part: str) -> Iterable[tuple[str, Any]]:
    declared = content.get(part)
    return declared.items() if isinstance(declared, dict) else ()


def _acts(fact: Any, content: dict[str, Any]) -> bool:
    """Whether a fact that no rule names still does something: by its settings, or by naming a field that another reads."""
    if not isinstance(fact, dict):
        return True
    field = fact.get("stated_in")
    others = [other for _, other in _declared(content, "facts") if other is not fact]
    read = field is not None and any(text == field for text, _ in texts_in(others))
    return read or str(fact.get("derived")) in _ACT_UNUSED


def _cited(content: Any) -> set[str]:
    sources = (mapping for mapping, path in mappings_in(content) if path[-1:] == ("source",))
    return {document for source in sources if isinstance(document := source.get("document"), str)}
