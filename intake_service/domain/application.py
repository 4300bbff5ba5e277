"""What may be done with an application in each of its states, and whether it fits its call.

It fits when grant type, applicants and answers are such as the call asks for; whether it is eligible is not tried here.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from intake_service.domain.answer import check_answer
from intake_service.domain.call import CallTerms, Question, check_local_time
from intake_service.domain.errors import ApplicationStateError
from prescreen_shared.clock import is_time_zone
from prescreen_shared.errors import Fault, listed, nearest, shown, some_of
from prescreen_shared.known_names import KnownNames, known_names
from prescreen_shared.prose import readable
from prescreen_shared.statuses import ApplicationState

CHANGEABLE: Final = (ApplicationState.DRAFT, ApplicationState.SUBMITTED)
_BEFORE: Final[dict[ApplicationState, tuple[ApplicationState, ...]]] = {
    ApplicationState.SUBMITTED: (ApplicationState.DRAFT,),
    ApplicationState.WITHDRAWN: (ApplicationState.DRAFT, ApplicationState.SUBMITTED),
    ApplicationState.SCREENED: (ApplicationState.SUBMITTED, ApplicationState.SCREENED),
    ApplicationState.DECIDED: (ApplicationState.SCREENED,),
}


def require_changeable(reference: str, state: ApplicationState) -> None:
    """Let a change of content through while the application is a draft or submitted.

    Raises:
        ApplicationStateError: the application is withdrawn, screened or decided.
    """
    _require(reference, state, CHANGEABLE)


def next_state(reference: str, state: ApplicationState, wanted: ApplicationState) -> ApplicationState:
    """Give ``wanted`` where it may follow ``state``.

    Raises:
        ApplicationStateError: it may not.
    """
    _require(reference, state, _BEFORE.get(wanted, ()))
    return wanted


def check_application(terms: CallTerms, content: Mapping[str, Any], *, complete: bool) -> Iterator[Fault]:
    """Find every fault that the call's own terms show; ``content`` holds the keys whose shape was right.

    ``complete`` asks for what a submitted application must have; a draft may lack it.
    """
    grant_type = content.get("grant_type")
    known = grant_type if grant_type in terms.grant_types else None
    if grant_type is not None and known is None:
        accepted = listed(terms.grant_types)
        yield Fault("unknown_grant_type", "grant_type", {"got": shown(grant_type), "accepted": accepted})
    yield from _check_applicants(terms, content.get("applicants") or ())
    yield from check_answers(terms.questions, known, content.get("answers") or {}, complete=complete)


def unknown_administration(
    field: str | None, written: str, names: KnownNames, *, suggest: bool = True
) -> Fault | None:
    """Give the fault of a name that stands for none of the call's administrations, or for several; None where it stands for one.

    The fault names those that it may stand for, or where none is like it, or no likeness is sought, some of them.
    """
    fits = names.recognise(written).fits
    if len(fits) == 1:
        return None
    if fits:
        return Fault("ambiguous_administration", field, {"got": shown(written), "accepted": listed(fits)})
    near = names.suggest(written) if suggest else []
    accepted = listed(near) if near else some_of(names.names)
    return Fault("unknown_administration", field, {"got": shown(written), "accepted": accepted})


def check_arrival(stated: date | datetime | None, zone: str, field: str = "submitted_at") -> Iterator[Fault]:
    """Find a local time of arrival that the call's clock skips or shows twice; where the zone is at fault nothing is tried."""
    if isinstance(stated, datetime) and is_time_zone(zone):
        yield from check_local_time(stated, zone, field)


def check_answers(
    questions: Sequence[Question], grant_type: str | None, answers: Mapping[str, Any], *, complete: bool
) -> Iterator[Fault]:
    """Find every fault among ``answers``; None as an answer means not stated and is always accepted.

    ``grant_type`` is None when it is itself faulty: then only the answers' own shape is tried.
    ``complete`` asks for the required answers too, as when the application is submitted.
    """
    asked = {question.key: question for question in questions}
    for key, answer in answers.items():
        field = f"answers.{key}"
        if key not in asked:
            yield Fault("unknown_question", field, {"key": shown(key), "accepted": nearest(key, asked)})
        elif answer is not None:
            if grant_type is not None and not asked[key].is_asked_of(grant_type):
                of = listed(asked[key].grant_types or ())
                yield Fault(
                    "question_not_asked", field, {"key": key, "grant_type": grant_type, "accepted": of}
                )
            yield from check_answer(asked[key], field, answer)
    if complete and grant_type is not None:
        for question in unanswered(questions, grant_type, answers):
            yield Fault("answer_required", f"answers.{question.key}", {"question": question.label.sv})


def unanswered(
    questions: Sequence[Question], grant_type: str, answers: Mapping[str, Any]
) -> Iterator[Question]:
    """Give the required questions that an application for ``grant_type`` leaves without an answer."""
    for question in questions:
        if question.required and question.is_asked_of(grant_type) and answers.get(question.key) is None:
            yield question


def _require(reference: str, state: ApplicationState, accepted: tuple[ApplicationState, ...]) -> None:
    if state not in accepted:
        raise ApplicationStateError(reference, state.value, ", ".join(word.value for word in accepted))


def _check_applicants(terms: CallTerms, applicants: Sequence[str]) -> Iterator[Fault]:
    names = known_names(tuple(terms.administrations or ()))
    seen: set[str] = set()
    for position, name in enumerate(applicants):
        field = f"applicants.{position}"
        # Without a list nothing says that two spellings are one; what arrives is then received, and the rules count it once.
        same = readable(name).casefold() if terms.administrations is None else names.identify(name)
        if same in seen:
            yield Fault("named_twice", field, {"got": shown(name)})
        seen.add(same)
        if terms.administrations is not None and (fault := unknown_administration(field, name, names)):
            yield fault
