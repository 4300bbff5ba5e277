"""verdicts.json is read by the version it states."""

from __future__ import annotations

import pytest

from prescreen.verdicts_file import UnreadableVerdictsError, read_verdicts
from prescreen_shared.statuses import Effect, Outcome
from tests.unit.prescreen.verdict_documents import content, finding, verdict


def test_reasons_and_notes_are_kept_apart() -> None:
    read = read_verdicts(
        content(
            verdict(
                "A-1",
                "refer",
                finding("too-much", "note"),
                finding("year", "refuse", "undetermined", ("earlier_grants",)),
                finding("word", "refer"),
            )
        )
    ).of("A-1")
    assert read is not None
    assert read.outcome is Outcome.REFER
    assert [reason.rule for reason in read.reasons] == ["year", "word"]
    assert [note.rule for note in read.notes] == ["too-much"]
    assert read.reasons[0].missing == ("earlier_grants",)
    assert read.reasons[0].effect is Effect.REFUSE


def test_an_undetermined_note_is_a_reason() -> None:
    read = read_verdicts(content(verdict("A-1", "refer", finding("cap", "note", "undetermined")))).of("A-1")
    assert read is not None
    assert [reason.rule for reason in read.reasons] == ["cap"]


def test_an_unknown_reference_has_no_verdict() -> None:
    assert read_verdicts(content()).of("A-1") is None


def test_another_version_is_refused_by_number() -> None:
    with pytest.raises(UnreadableVerdictsError, match="version 2"):
        read_verdicts(content(version=2))


@pytest.mark.parametrize(
    "other", [b"", b"[]", b"{}", b'{"version": 1}', b"null", content(verdicts=[{"reference": 1}])]
)
def test_what_is_no_verdicts_file_is_refused(other: bytes) -> None:
    with pytest.raises(UnreadableVerdictsError):
        read_verdicts(other)
