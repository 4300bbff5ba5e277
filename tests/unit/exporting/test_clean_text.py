"""Promises of what is taken away from a text before it is shown."""

from __future__ import annotations

from markupsafe import Markup

from prescreen_shared.plumbing.pages import clean_text


def test_overrides_of_direction_and_control_characters_are_taken_away() -> None:
    assert clean_text("a\u202eb\u2066c\u0000d\u001be\u0085") == "abcde"


def test_line_breaks_tabs_and_right_to_left_letters_stay() -> None:
    assert clean_text("a\n\tב\u200f") == "a\n\tב\u200f"


def test_other_line_ends_become_line_breaks() -> None:
    assert clean_text("a\u2028b\u2029c") == "a\nb\nc"


def test_markup_and_what_is_not_text_is_left_alone() -> None:
    assert clean_text(Markup("<b>")) == Markup("<b>")
    assert clean_text(7) == 7
