"""Whatever stands in a rule file, its reader answers with faults at places of the file, never with a fault of its own."""

from __future__ import annotations

import copy
from io import StringIO
from typing import Any

from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from scoring_service.rule_files.read_rule_file import examine_rule_file
from scoring_service.rule_files.read_yaml import read_yaml
from tests.stages.examples import examples
from tests.unit.scoring.rule_file_texts import WHOLE_FILE

CONTENT = read_yaml(WHOLE_FILE).content
PATHS = sorted(read_yaml(WHOLE_FILE).positions, key=repr)
GARBAGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**60,
    1.5,
    "",
    "x",
    "{x",
    "{year}",
    [],
    [None],
    [[]],
    {},
    {"x": None},
    {"sv": 1},
    {"any": []},
)
REMOVED = object()


def changed(changes: list[tuple[Any, Any]]) -> str:
    """The file with values replaced, or removed, at some of its paths."""
    content = copy.deepcopy(CONTENT)
    for path, value in changes:
        _put(content, path, value)
    stream = StringIO()
    YAML(typ="safe", pure=True).dump(content, stream)
    return stream.getvalue()


def _put(content: Any, path: tuple[Any, ...], value: Any) -> None:
    for part in path[:-1]:
        try:
            content = content[part]
        except (KeyError, IndexError, TypeError):
            return
    try:
        if value is REMOVED:
            del content[path[-1]]
        else:
            content[path[-1]] = copy.deepcopy(value)
    except (KeyError, IndexError, TypeError):
        return


@examples(80, suppress_health_check=[HealthCheck.too_slow])
@example([(("facts", "found", "fields", 0), {})])
@given(
    st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((*GARBAGE, REMOVED))), min_size=1, max_size=4)
)
def test_no_garbage_faults_the_reader(changes: list[tuple[Any, Any]]) -> None:
    text = changed(changes)
    rule_set, faults = examine_rule_file(text)
    lines = text.count("\n") + 1
    assert (rule_set is None) == any(fault.severity == "error" for fault in faults)
    assert all(fault.sv and fault.en and 1 <= fault.line <= lines for fault in faults)
