"""A version from draft to archive: written, checked, approved by another, brought into force, rolled back, put away."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from prescreen_shared.texts.catalogue import text
from scoring_service.domain.version import (
    ActivationKind,
    EventKind,
    NotApprovedError,
    NotCheckedError,
    NothingBeforeError,
    ReasonMissingError,
    RollBackOfNeitherError,
    SamePersonError,
    VersionChangedError,
    VersionError,
    VersionInForceError,
    VersionLastingError,
    VersionState,
    VersionTakenError,
)
from scoring_service.engine.gate import GateRefusedError
from scoring_service.rule_files.faults import RuleFileError
from scoring_service.store.tables import RuleSetVersion
from scoring_service.versions.drafts import (
    approve_version,
    archive_version,
    change_draft,
    check_version,
    create_draft,
)
from scoring_service.versions.in_force import activate_version, roll_back
from scoring_service.versions.views import (
    ActivationView,
    list_activations,
    list_events,
    list_rule_sets,
    list_versions,
    read_version,
)
from tests.stages.scoring import scoring_parts
from tests.stages.versions import APPROVER, WRITER, VersionStage, document


@pytest.fixture
def stage(database_url: str) -> Iterator[VersionStage]:
    stage = VersionStage(database_url)
    yield stage
    stage.close()


def activate(stage: VersionStage, version_id: str, *, call_code: str | None = None) -> ActivationView:
    return activate_version(stage.parts, version_id, by=APPROVER, reason="prov", call_code=call_code)


def back(stage: VersionStage, **of: str) -> ActivationView:
    return roll_back(stage.parts, by=APPROVER, reason="fel gräns", **of)


def test_a_version_goes_from_draft_to_archive_with_a_line_of_the_log_for_each_step(
    stage: VersionStage,
) -> None:
    draft = create_draft(stage.parts, document(), by=WRITER, note="sänkt gräns")
    assert (draft.state, draft.sha256, draft.problems, draft.writers) == ("draft", None, None, (WRITER,))
    stage.clock.advance(minutes=1)
    changed = change_draft(
        stage.parts, draft.version_id, document(limit=600), by="Cilla", revision=draft.revision
    )
    assert changed.writers == (WRITER, "Cilla")
    checked = check_version(stage.parts, draft.version_id, by=WRITER)
    assert (checked.state, checked.problems) == (VersionState.CHECKED, ())
    approved = approve_version(stage.parts, draft.version_id, by=APPROVER, reason="enligt beslut")
    assert (approved.state, approved.approved_by) == (VersionState.APPROVED, APPROVER)
    assert approved.sha256 == checked.sha256
    assert activate(stage, draft.version_id).version == 1
    assert read_version(stage.parts, draft.version_id).in_force
    second = stage.in_force(document(2, limit=700))
    archived = archive_version(stage.parts, draft.version_id, by=APPROVER, reason="ersatt")
    assert (archived.state, archived.in_force) == (VersionState.ARCHIVED, False)

    told = list_events(stage.parts, version_id=draft.version_id)
    assert [(event.kind.value, event.by) for event in reversed(told)] == [
        ("created", WRITER),
        ("changed", "Cilla"),
        ("checked", WRITER),
        ("approved", APPROVER),
        ("activated", APPROVER),
        ("archived", APPROVER),
    ]
    assert told[0].reason == "ersatt"
    [names] = list_rule_sets(stage.parts)
    assert (names.versions, names.newest.version) == (2, 2)
    assert names.in_force is not None
    assert names.in_force.version_id == second.version_id


def test_a_number_that_is_taken_is_refused_with_the_next_that_is_free(stage: VersionStage) -> None:
    stage.draft()
    other = stage.draft(document(4))
    with pytest.raises(VersionTakenError) as caught:
        stage.draft()
    assert caught.value.values == {"name": "trial", "version": 1, "next_free": 5}
    with pytest.raises(VersionTakenError):
        change_draft(stage.parts, other.version_id, document(1), by=WRITER, revision=other.revision)
    assert stage.draft(document(1, name="other")).version == 1


def test_of_many_who_take_a_number_at_once_one_gets_it(stage: VersionStage) -> None:
    outcomes: list[str] = []

    def write() -> None:
        try:
            stage.draft()
            outcomes.append("kept")
        except VersionTakenError:
            outcomes.append("taken")

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["kept", *["taken"] * 5]


@pytest.mark.parametrize(
    "bad",
    ["", "[", "version: 1", "name: trial", "name: ../x\nversion: 1", "name: trial\nversion: true", "- x"],
)
def test_a_document_that_states_no_name_and_number_is_refused(stage: VersionStage, bad: str) -> None:
    with pytest.raises(RuleFileError):
        stage.draft(bad)
    assert list_versions(stage.parts) == ()


def test_a_draft_may_be_full_of_faults_and_keeps_those_that_a_check_found(stage: VersionStage) -> None:
    draft = stage.draft(document().replace("effect: refuse", "effect: vägra"))
    seen = check_version(stage.parts, draft.version_id, by=WRITER)
    assert seen.state is VersionState.DRAFT
    assert seen.sha256 is None
    assert seen.problems
    assert seen.problems[0].line == 11
    with pytest.raises(NotCheckedError):
        approve_version(stage.parts, draft.version_id, by=APPROVER)
    event = list_events(stage.parts, version_id=draft.version_id)[0]
    assert (event.kind, event.details["errors"]) == (EventKind.CHECK_FAILED, len(seen.problems))


def test_what_the_gate_refuses_is_not_checked(stage: VersionStage) -> None:
    def refuse(_rule_set: object) -> None:
        raise GateRefusedError(("engine and referee differ",))

    parts = scoring_parts(stage.database, stage.clock, gate=refuse)
    seen = check_version(parts, stage.draft().version_id, by=WRITER)
    assert seen.state is VersionState.DRAFT
    assert seen.problems is not None
    assert "engine and referee differ" in seen.problems[-1].en


def test_whoever_wrote_a_part_of_it_cannot_approve_it(stage: VersionStage) -> None:
    draft = stage.draft()
    change_draft(stage.parts, draft.version_id, document(limit=9), by="Cilla Ceder", revision=1)
    check_version(stage.parts, draft.version_id, by=APPROVER)
    for by in (WRITER, " anna  åkesson", "CILLA CEDER"):
        with pytest.raises(SamePersonError):
            approve_version(stage.parts, draft.version_id, by=by)
    assert read_version(stage.parts, draft.version_id).state is VersionState.CHECKED
    assert approve_version(stage.parts, draft.version_id, by=APPROVER).state is VersionState.APPROVED


def test_a_change_puts_a_checked_version_back_to_draft(stage: VersionStage) -> None:
    checked = stage.checked()
    changed = change_draft(
        stage.parts, checked.version_id, document(limit=1), by=WRITER, revision=checked.revision
    )
    assert (changed.state, changed.sha256, changed.problems) == (VersionState.DRAFT, None, None)
    with pytest.raises(NotCheckedError):
        approve_version(stage.parts, checked.version_id, by=APPROVER)


def test_the_same_document_again_leaves_a_checked_version_checked(stage: VersionStage) -> None:
    checked = stage.checked()
    again = change_draft(stage.parts, checked.version_id, document(), by=WRITER, revision=checked.revision)
    assert again == checked


def test_a_change_over_an_unseen_change_is_refused_with_who_made_it(stage: VersionStage) -> None:
    draft = stage.draft()
    change_draft(stage.parts, draft.version_id, document(limit=2), by="Cilla", revision=draft.revision)
    with pytest.raises(VersionChangedError) as caught:
        change_draft(stage.parts, draft.version_id, document(limit=3), by=WRITER, revision=draft.revision)
    assert caught.value.values["by"] == "Cilla"
    assert "Cilla" in text("problem.version_changed", **caught.value.values)["sv"]


def test_a_change_during_the_check_is_not_taken_for_checked(stage: VersionStage) -> None:
    draft = stage.draft()

    def change_meanwhile(_rule_set: object) -> None:
        change_draft(stage.parts, draft.version_id, document(limit=3), by="Cilla", revision=1)

    parts = scoring_parts(stage.database, stage.clock, gate=change_meanwhile)
    with pytest.raises(VersionChangedError):
        check_version(parts, draft.version_id, by=WRITER)
    assert read_version(stage.parts, draft.version_id).state is VersionState.DRAFT


def test_an_approved_version_can_neither_be_changed_nor_checked_nor_approved_again(
    stage: VersionStage,
) -> None:
    version = stage.approved()
    with pytest.raises(VersionLastingError):
        change_draft(stage.parts, version.version_id, document(), by=WRITER, revision=version.revision)
    with pytest.raises(VersionLastingError):
        check_version(stage.parts, version.version_id, by=WRITER)
    with pytest.raises(VersionLastingError):
        approve_version(stage.parts, version.version_id, by="Cilla")


def test_approval_keeps_the_document_by_its_hash(stage: VersionStage) -> None:
    version = stage.approved()
    with stage.database.reading() as session:
        kept = session.get_one(RuleSetVersion, version.sha256)
    assert (kept.name, kept.version, kept.document) == ("trial", 1, document())


def test_only_an_approved_version_comes_into_force(stage: VersionStage) -> None:
    for version in (stage.draft(), stage.checked(document(2))):
        with pytest.raises(NotApprovedError):
            activate(stage, version.version_id)
    archived = stage.approved(document(3))
    archive_version(stage.parts, archived.version_id, by=APPROVER)
    with pytest.raises(NotApprovedError):
        activate(stage, archived.version_id)
    assert list_activations(stage.parts) == ()


def test_rolling_back_brings_back_what_was_in_force_before(stage: VersionStage) -> None:
    first, second = stage.in_force(), stage.in_force(document(2, limit=600))
    rolled = back(stage, name="trial")
    assert (rolled.kind, rolled.version_id) == (ActivationKind.ROLL_BACK, first.version_id)
    with pytest.raises(NothingBeforeError):
        back(stage, name="trial")
    activate(stage, second.version_id)
    assert back(stage, name="trial").version == 1
    assert [each.version for each in list_activations(stage.parts, name="trial")] == [1, 2, 1, 2, 1]


def test_rolling_back_to_what_has_been_put_away_is_refused(stage: VersionStage) -> None:
    first = stage.in_force()
    stage.in_force(document(2, limit=600))
    archive_version(stage.parts, first.version_id, by=APPROVER)
    with pytest.raises(NotApprovedError):
        back(stage, name="trial")


def test_a_call_has_its_own_until_it_is_rolled_back(stage: VersionStage) -> None:
    first = stage.in_force()
    own = stage.in_force(document(2, limit=600), call_code="made")
    assert read_version(stage.parts, own.version_id).calls == ("made",)
    assert read_version(stage.parts, first.version_id).in_force
    rolled = back(stage, call_code="made")
    assert (rolled.version_id, rolled.version) == (None, None)
    assert read_version(stage.parts, own.version_id).calls == ()
    with pytest.raises(NothingBeforeError):
        back(stage, call_code="made")


def test_the_first_activation_of_all_cannot_be_rolled_back(stage: VersionStage) -> None:
    stage.in_force(call_code="made")
    for of in ({"call_code": "made"}, {"name": "trial"}, {"call_code": "other"}):
        with pytest.raises(NothingBeforeError):
            back(stage, **of)


def test_the_version_of_calls_to_come_is_not_put_away(stage: VersionStage) -> None:
    version = stage.in_force()
    with pytest.raises(VersionInForceError):
        archive_version(stage.parts, version.version_id, by=APPROVER)


def test_a_reason_and_something_to_roll_back_must_be_given(stage: VersionStage) -> None:
    version = stage.approved()
    with pytest.raises(ReasonMissingError):
        activate_version(stage.parts, version.version_id, by=APPROVER, reason=" ")
    for of in ({}, {"name": "trial", "call_code": "made"}):
        with pytest.raises(RollBackOfNeitherError):
            roll_back(stage.parts, by=APPROVER, reason="x", **of)


@pytest.mark.parametrize("error", VersionError.__subclasses__())
def test_every_error_has_its_sentences(error: type[VersionError]) -> None:
    from prescreen_shared.texts.catalogue import shipped

    assert shipped().knows(f"problem.{error.word}")
    assert shipped().knows(f"problem.{error.word}.title")
