"""Every kind of bad input gets a clear answer that names the field, in both languages, and leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.bad_input.bad import Bad
from tests.bad_input.bad_applications import APPLICATION_FAULTS, UNREADABLE
from tests.bad_input.bad_calls import BUNDLE_FAULTS, CALL_FAULTS
from tests.bad_input.bad_places import PLACES
from tests.bad_input.conftest import Places
from tests.stages.plain_words import unplain_words

CORPUS = [*UNREADABLE, *APPLICATION_FAULTS, *CALL_FAULTS, *BUNDLE_FAULTS, *PLACES]


@pytest.mark.parametrize("bad", CORPUS, ids=[bad.name for bad in CORPUS])
def test_bad_input_is_refused_by_name_and_nothing_is_stored(bad: Bad, places: Places) -> None:
    before = places.stage.counts()
    headers = {"Content-Type": "application/json", **bad.headers}
    answer = places.stage.http.open(places.path(bad.path), method=bad.method, data=bad.body, headers=headers)

    assert answer.status_code == bad.status, answer.text
    assert answer.content_type == "application/problem+json"
    problem = answer.json
    assert problem["status"] == bad.status
    found = {error["field"]: error for error in problem["errors"]}
    if "*" in bad.fields:
        assert bad.fields["*"] in {error["code"] for error in found.values()}
    else:
        assert {name: error["code"] for name, error in found.items()} == bad.fields
    for error in found.values():
        assert error["sv"] != error["en"]
        assert len(error["sv"]) < 800
        sent = bad.body.decode("utf-8", "replace")
        assert unplain_words(error["sv"], sent) + unplain_words(error["en"], sent) == []
        assert error.get("file") == bad.file
        assert error.get("entry") == bad.entry
    assert bad.says in " ".join(error["sv"] for error in found.values())
    assert places.stage.counts() == before


def test_at_least_forty_kinds_are_tried_and_each_has_a_name_of_its_own() -> None:
    assert len({bad.name for bad in CORPUS}) == len(CORPUS) >= 40
