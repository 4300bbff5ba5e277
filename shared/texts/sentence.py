"""One sentence with places to fill: ``{name}``, ``{name:amount}``, ``{count:plural|ansökan|ansökningar}``."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING, Any, Final

from shared.texts.formats import format_amount, format_date, format_moment, format_number, format_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from shared.texts.formats import Language

_FORMATS: Final[dict[str, Callable[[Any, Language], str]]] = {
    "": format_value,
    "amount": lambda amount, _: format_amount(amount),
    "date": format_date,
    "moment": format_moment,
    "number": lambda number, _: format_number(number),
}
_PLURAL = "plural|"


def fill(template: str, language: Language, values: Mapping[str, object]) -> str:
    """Fill every place of ``template`` with its value, formatted for ``language``.

    Raises:
        KeyError: a place has no value.
        ValueError: a place asks for a format that does not exist, or its value does not suit it.
    """
    return _SentenceFormatter(language).vformat(template, (), values)


def places(template: str) -> frozenset[str]:
    """Name the places of ``template``.

    Raises:
        ValueError: braces that do not match, a place without a plain name, or an unknown format.
    """
    found = set()
    for _, name, spec, conversion in Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or conversion is not None:
            raise ValueError(f"the place {{{name}}} is not a plain name")
        if spec not in _FORMATS and not _is_plural(spec or ""):
            raise ValueError(f"the place {{{name}:{spec}}} asks for an unknown format")
        found.add(name)
    return frozenset(found)


def _is_plural(spec: str) -> bool:
    return spec.startswith(_PLURAL) and spec.count("|") == 2


class _SentenceFormatter(Formatter):
    """Python's own template syntax with this product's formats instead of Python's."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write one value in the format that its place asks for."""
        if _is_plural(format_spec):
            _, one, many = format_spec.split("|")
            return one if value == 1 else many
        if format_spec not in _FORMATS:
            raise ValueError(f"unknown format {format_spec!r}")
        return _FORMATS[format_spec](value, self._language)
