"""Whatever a rule file holds, what is wrong with it is told; nothing is raised."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scoring_service.rule_files.read_rule_file import check_rule_file
from tests.rules.seeded_defects import BASE
from tests.stages.examples import examples

Path = tuple[str | int, ...]

SOUND = BASE.read_text("utf-8")
ODD: tuple[Any, ...] = (
    None, 0, -1, 3.5, True, "", "x", "{a}", "*", "\\b(a|b)", "\u200b", "2017-13-01", 2**60,
    [], {}, [1], [{}], [[]], ["x", None], {"a": 1}, {"is": 1}, {"constant": "own_share"}, {"sv": "a", "en": "b"},
)  # fmt: skip
KEYS = ("sv", "all", "any", "not", "is", "when", "shows", "levels", "points", "derived", "x")


def places(content: Any, path: Path = ()) -> Iterator[Path]:
    """The path of everything in the content."""
    if path:
        yield path
    entries = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in entries:
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))
        else:
            yield (*path, key)


def change(content: Any, path: Path, how: str, odd: Any) -> None:
    """Put something odd in one place, take it away, call it something else or write it twice."""
    for key in path[:-1]:
        content = content[key]
    last = path[-1]
    if how == "odd":
        content[last] = odd
    elif how == "gone":
        del content[last]
    elif isinstance(content, dict):
        content[KEYS[len(str(path)) % len(KEYS)]] = content.pop(last)
    else:
        content.append(content[last])


@examples(40)
@given(st.data())
def test_a_file_changed_anywhere_is_told_about_and_never_raises(data: st.DataObject) -> None:
    yaml = YAML(typ="safe")
    content = yaml.load(SOUND)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(places(content), key=str)))
        how = data.draw(st.sampled_from(["odd", "gone", "other"]))
        change(content, path, how, data.draw(st.sampled_from(ODD)))
    written = StringIO()
    yaml.dump(content, written)
    for fault in check_rule_file(written.getvalue()):
        assert fault.sv
        assert fault.en
        assert fault.line >= 1
