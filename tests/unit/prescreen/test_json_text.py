"""Files are read strictly, and what is wrong is named with its line."""

from __future__ import annotations

import pytest

from prescreen.bundle import DEEPEST, BadBundleError, read_json


def faults_of(content: bytes) -> list[tuple[str, int | None]]:
    """Give code and line of each fault."""
    with pytest.raises(BadBundleError) as caught:
        read_json(content, "applications.json")
    assert {fault.file for fault in caught.value.faults} == {"applications.json"}
    assert all(fault.sv and fault.en for fault in caught.value.faults)
    return [(fault.code, fault.line) for fault in caught.value.faults]


def test_a_document_comes_back_as_it_stands() -> None:
    assert read_json('{"å": [1, 2.5, true, null, "x"]}'.encode(), "call.json").value == {
        "å": [1, 2.5, True, None, "x"]
    }


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_json(b'\xef\xbb\xbf{"a": 1}', "call.json").value == {"a": 1}


def test_the_line_of_each_entry_is_known() -> None:
    text = b'[\n  {"a": "{[\\"", "b": [{}]},\n\n  {"a": 2}\n]'
    assert read_json(text, "applications.json").entry_lines == (2, 4)


def test_a_document_that_is_no_list_has_no_entry_lines() -> None:
    assert read_json(b'{"a": [{"b": 1}]}', "call.json").entry_lines == ()


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b'{"a": 1,\n"b": \xff}', "not_utf8", 2),
        (b'{"a": 1,\n\n "b": }', "not_json", 3),
        (b"", "not_json", 1),
        (b'{"a": 1} x', "not_json", 1),
        (b'{"a": "no end}', "not_json", 1),
        (b'{"a": "bad \\x escape"}', "not_json", 1),
        (b"{'a': 1}", "not_json", 1),
        (b'[\n{"a": NaN}]', "not_a_number", 2),
        (b'[\n\n{"a": -Infinity}]', "not_a_number", 3),
        (b'{"a": 1e999}', "number_too_large", 1),
        (b'{"a": ' + b"9" * 5000 + b"}", "number_too_large", 1),
        (b'{"a": 1,\n "a": 2}', "key_twice", 2),
        (b'{"a": 1,\n "\\u0061": 2}', "key_twice", 2),
        (b'{"a":\n"\\ud800"}', "half_a_character", 2),
        (b"\n" + b"[" * 1000 + b"]" * 1000, "too_deep", 2),
        (b'{"a": ' * 1000, "too_deep", 1),
    ],
)
def test_what_is_wrong_is_named_with_its_line(content: bytes, code: str, line: int) -> None:
    assert faults_of(content) == [(code, line)]


def test_the_same_key_in_two_objects_is_no_fault() -> None:
    assert read_json(b'[{"a": {"a": 1}}, {"a": 2}]', "applications.json").value == [{"a": {"a": 1}}, {"a": 2}]


def test_as_deep_as_is_allowed_is_read() -> None:
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST, "call.json").value


def test_every_fault_of_a_file_is_named_at_once() -> None:
    assert faults_of(b'[{"a": NaN},\n {"b": 1, "b": 2},\n {"c": 1e400}]') == [
        ("not_a_number", 1),
        ("key_twice", 2),
        ("number_too_large", 3),
    ]
