"""The one pass over a rule file's YAML gives what the library's own loader gives, with every value at its place."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scoring_service.rule_files.faults import RuleFileError
from scoring_service.rule_files.read_yaml import read_yaml

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.dates(date(1000, 1, 1))
    | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), max_size=12)
    | st.sampled_from(("yes", "no", "on", "null", "~", "=", "<<", "1", "0x1F", "010", "1e3", "2017-01-01", "a: b", "- x"))
)  # fmt: skip
KEYS = st.text(st.characters(categories=["Ll", "Nd"]), min_size=1, max_size=5)
CONTENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=20,
)


def _written(content: Any, *, flow: bool) -> str:
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = flow
    stream = StringIO()
    yaml.dump(content, stream)
    text = stream.getvalue()
    # The library leaves a text such as ``?>`` unquoted in a flow list, and cannot read that itself.
    assume(_loaded(text) == content)
    return text


def _loaded(text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        return error


@given(CONTENTS, st.booleans())
def test_what_was_written_is_read(content: Any, flow: bool) -> None:
    text = _written(content, flow=flow)
    read = read_yaml(text).content
    assert repr(read) == repr(_loaded(text))
    assert read == content


@given(CONTENTS)
def test_every_value_has_its_place_and_the_key_stands_there(content: Any) -> None:
    text = _written(content, flow=False)
    lines = text.split("\n")
    file = read_yaml(text)
    for path, (line, column) in file.positions.items():
        if isinstance(path[-1], str):
            assert lines[line - 1][column - 1 :].lstrip("'\"?").startswith(path[-1])
    assert _paths(content, ()) == set(file.positions)


def _paths(content: Any, path: tuple[Any, ...]) -> set[tuple[Any, ...]]:
    items = list(content.items()) if isinstance(content, dict) else []
    items = list(enumerate(content)) if isinstance(content, list) else items
    return {(*path, key) for key, _ in items}.union(*(_paths(value, (*path, key)) for key, value in items))


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("a: 1\nb: {<<: {c: 1}}", (2, 5), "the key is not text"),
        ("? [x]\n: 1", (1, 3), "the key is not text"),
        ("a: {b: 1,\n  b: 2}", (2, 3), "the key b stands already on line 1"),
        ("a: 1\n---\nb: 2", (2, 1), "more than one document"),
        ("a: !!str 1", (1, 4), "tags"),
        ("? !!str a\n: 1", (1, 3), "tags"),
    ],
)
def test_what_no_rule_file_may_hold_is_told_at_its_place(
    text: str, place: tuple[int, int], says: str
) -> None:
    with pytest.raises(RuleFileError) as refused:
        read_yaml(text)
    (fault,) = refused.value.faults
    assert (fault.line, fault.column) == place
    assert says in fault.en
