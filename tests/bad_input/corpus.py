"""The corpus of bad input: a name that says what is wrong, what is sent, and what must be answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from tests.intake_bench import made_application, made_bundle, made_call

APPLICATIONS = "/api/calls/{open}/applications"
CALLS = "/api/calls"
BUNDLES = "/api/bundles"
RANKING = "/api/calls/{open}/rankings/Norra förvaltningen"
FIVE_MEGABYTES = 5 * 2**20


@dataclass(frozen=True, slots=True)
class Bad:
    """One kind of bad input.

    ``body`` is sent as it is; ``fields`` are the fields that the answer must name, with the code for each, where
    a field of None is a fault of the request as a whole. ``says`` must stand in the Swedish sentence.
    """

    name: str
    path: str
    body: bytes
    status: int
    fields: dict[str | None, str]
    says: str = ""
    method: str = "POST"
    headers: dict[str, str] = field(default_factory=dict)
    file: str | None = None
    entry: str | None = None


def written(body: Any) -> bytes:
    """Write a body as JSON."""
    return json.dumps(body, ensure_ascii=False).encode()


def application(name: str, fields: dict[str | None, str], says: str = "", **content: Any) -> Bad:
    """Make a bad application."""
    return Bad(name, APPLICATIONS, written(made_application(**content)), 422, fields, says)


def call(name: str, fields: dict[str | None, str], says: str = "", **terms: Any) -> Bad:
    """Make a bad call."""
    return Bad(name, CALLS, written(made_call(code="bad", **terms)), 422, fields, says)


def bundle(
    name: str,
    file: str | None,
    entry: str | None,
    fields: dict[str | None, str],
    says: str = "",
    **parts: Any,
) -> Bad:
    """Make a bad bundle."""
    body = written(made_bundle(**parts))
    return Bad(name, BUNDLES, body, 422, fields, says, file=file, entry=entry)


def raw(name: str, body: bytes, fields: dict[str | None, str], says: str = "", status: int = 400) -> Bad:
    """Make a body that is bad as JSON."""
    return Bad(name, APPLICATIONS, body, status, fields, says)


def spliced(old: str, new: str) -> bytes:
    """Write a good application with one piece of its text exchanged for another."""
    text = json.dumps(made_application(), ensure_ascii=False)
    assert old in text
    return text.replace(old, new).encode("utf-8", "surrogatepass")


QUESTION = {"key": "why", "type": "text", "label": {"sv": "Varför?", "en": "Why?"}}

UNREADABLE = [
    raw("an empty body", b"", {None: "empty_body"}),
    raw("a body that is not JSON", b"{title: x}", {None: "not_json"}, "rad 1"),
    raw("a body cut off half-way", written(made_application())[:-9], {None: "not_json"}),
    raw("two documents in one body", b"{} {}", {None: "not_json"}),
    raw("broken UTF-8", b'{"title": "\xff\xfe"}', {None: "not_utf8"}, "byte 11"),
    raw("Latin-1 instead of UTF-8", '{"title": "Öppet"}'.encode("latin-1"), {None: "not_utf8"}),
    raw("NaN as an amount", spliced("200000", "NaN"), {None: "not_a_number"}, "NaN"),
    raw("minus infinity as an amount", spliced("200000", "-Infinity"), {None: "not_a_number"}),
    raw("a number too large for any computer", spliced("200000", "1e999"), {None: "not_a_number"}),
    raw("a number of 5,000 digits", spliced("200000", "9" * 5000), {None: "number_too_long"}),
    raw(
        "the same key twice",
        spliced('"title"', '"title": "a", "title"'),
        {"title": "key_twice"},
        "två gånger",
    ),
    raw("objects nested 1,000 deep", b'{"a":' * 1000 + b"1" + b"}" * 1000, {None: "nested_too_deep"}),
    raw("lists nested 100,000 deep", b"[" * 100_000 + b"]" * 100_000, {None: "nested_too_deep"}),
    raw("lists nested 30 deep", b'{"answers": ' + b"[" * 30 + b"]" * 30 + b"}", {"*": "nested_too_deep"}),
    raw("a NUL in a text", spliced("Öppen", "\\u0000"), {"title": "nul_in_text"}, "NUL", 422),
    raw("half a surrogate pair", spliced("Öppen", "\\ud83d"), {"title": "half_surrogate"}, status=422),
    raw("half a surrogate pair as bytes", spliced("Öppen", "\ud83d"), {None: "not_utf8"}),
    raw("a NUL in a key", spliced('"title"', '"ti\\u0000tle"'), {"*": "nul_in_text"}, status=422),
    Bad(
        "a form instead of JSON",
        APPLICATIONS,
        b"title=x",
        415,
        {None: "not_json_content"},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    ),
    Bad("a body larger than is read", APPLICATIONS, b" " * (17 * 2**20), 413, {None: "too_large"}),
]

APPLICATION_FAULTS = [
    raw("a list instead of an object", b"[]", {None: "not_an_object"}, status=422),
    raw("a text instead of an object", b'"x"', {None: "not_an_object"}, status=422),
    raw("null instead of an object", b"null", {None: "not_an_object"}, status=422),
    application("an unknown key", {"titel": "unknown_key"}, "titel", titel="Öppen träff"),
    application("a title that is a number", {"title": "not_text"}, "4", title=4),
    application("a title that is null", {"title": "null"}, title=None),
    application("a title of blanks", {"title": "blank_text"}, title=" \n\t"),
    application(
        "a description of 5 MB",
        {"description": "text_length"},
        "5 242 880".replace(" ", "\u00a0"),
        description="x" * FIVE_MEGABYTES,
    ),
    application(
        "an amount written as text",
        {"requested_amount": "number_as_text"},
        "350 000 kr",
        requested_amount="350 000 kr",
    ),
    application(
        "an amount with decimals", {"requested_amount": "not_a_whole_number"}, "3.7", requested_amount=3.7
    ),
    application("a negative amount", {"requested_amount": "out_of_range"}, "-1", requested_amount=-1),
    application("an amount of 2^70", {"requested_amount": "out_of_range"}, requested_amount=2**70),
    application(
        "true as an amount", {"requested_amount": "not_a_whole_number"}, "true", requested_amount=True
    ),
    application("a list as an amount", {"requested_amount": "not_a_whole_number"}, requested_amount=[1]),
    application("no applicant", {"applicants": "list_length"}, applicants=[]),
    application(
        "an applicant that is not in a list", {"applicants": "not_a_list"}, applicants="Norra förvaltningen"
    ),
    application(
        "an unknown administration",
        {"applicants.0": "unknown_administration"},
        "Norra förvaltningen",
        applicants=["Nora förvaltningen"],
    ),
    application(
        "the same applicant twice",
        {"applicants.1": "named_twice"},
        applicants=["Norra förvaltningen", "Norra förvaltningen"],
    ),
    application(
        "a grant type that the call does not have",
        {"grant_type": "unknown_grant_type"},
        "project, study_visit",
        grant_type="scholarship",
        answers={},
    ),
    application(
        "an answer to a question that is not asked",
        {"answers.develops_new_metod": "unknown_question"},
        "develops_new_method",
        answers={"develops_new_metod": True},
    ),
    application(
        "an answer to another grant type's question",
        {"answers.abroad": "question_not_asked"},
        "study_visit",
        answers={"abroad": True},
    ),
    application(
        "yes as an answer to a yes-or-no question",
        {"answers.develops_new_method": "not_true_or_false"},
        answers={"develops_new_method": "yes"},
    ),
    application(
        "1 as an answer to a yes-or-no question",
        {"answers.develops_new_method": "not_true_or_false"},
        answers={"develops_new_method": 1},
    ),
    application(
        "an answer that is not one of the choices",
        {"answers.staff_training": "not_one_of"},
        "none, part, main",
        answers={"staff_training": "all"},
    ),
    application("a number as an answer in text", {"answers.it_system": "not_text"}, answers={"it_system": 7}),
    application(
        "a text where a list of texts is asked",
        {"answers.destinations": "not_a_list"},
        grant_type="study_visit",
        answers={"destinations": "Oslo"},
    ),
    application(
        "a blank in a list of texts",
        {"answers.destinations.1": "blank_text"},
        grant_type="study_visit",
        answers={"destinations": ["Oslo", " "]},
    ),
    application("answers in a list", {"answers": "not_an_object"}, answers=[]),
    application("an object as an answer", {"answers.it_system": "not_text"}, answers={"it_system": {"a": 1}}),
    application(
        "an earlier year as text",
        {"earlier_grants.0.year": "number_as_text"},
        earlier_grants=[{"year": "2017"}],
    ),
    application(
        "an earlier year before any grants",
        {"earlier_grants.0.year": "year_out_of_range"},
        earlier_grants=[{"year": 17}],
    ),
    application(
        "an unknown key of an earlier grant",
        {"earlier_grants.1.amount": "unknown_key"},
        earlier_grants=[{"year": 2017}, {"amount": 3}],
    ),
    application("a reference with a slash", {"reference": "pattern"}, reference="../../etc"),
    application(
        "several faults at once",
        {
            "title": "not_text",
            "applicants": "not_a_list",
            "answers.staff_training": "not_one_of",
            "x": "unknown_key",
        },
        title=1,
        applicants=2,
        answers={"staff_training": "all"},
        x=3,
    ),
    Bad(
        "a missing title",
        APPLICATIONS,
        written({"grant_type": "project", "applicants": ["Norra förvaltningen"]}),
        422,
        {"title": "required"},
        "title",
    ),
    Bad(
        "an idempotency key with blanks",
        APPLICATIONS,
        written(made_application()),
        422,
        {"Idempotency-Key": "pattern"},
        headers={"Idempotency-Key": "a b"},
    ),
]

CALL_FAULTS = [
    call("a date that does not exist", {"closes_on": "not_a_date"}, "2017-02-30", closes_on="2017-02-30"),
    call("a date written another way", {"closes_on": "not_a_date"}, closes_on="1/12 2017"),
    call("a date as a number", {"closes_on": "not_a_date"}, closes_on=20171201),
    call("a date in the year 9999", {"closes_on": "date_out_of_range"}, closes_on="9999-12-31"),
    call(
        "a call that closes before it opens",
        {"closes_on": "closes_before_it_opens"},
        "2017-08-01",
        closes_on="2017-08-01",
    ),
    call(
        "a time zone that does not exist",
        {"time_zone": "unknown_time_zone"},
        "Europe/Stockholm",
        time_zone="Europe/Göteborg",
    ),
    call(
        "a closing time that the clocks skip",
        {"closes_at": "no_such_local_time"},
        opens_on=None,
        closes_on="2018-03-25",
        closes_at="2018-03-25T02:30:00",
    ),
    call(
        "a closing time that comes twice",
        {"closes_at": "ambiguous_local_time"},
        opens_on=None,
        closes_on="2018-10-28",
        closes_at="2018-10-28T02:30:00",
    ),
    call(
        "a closing time on another day than the closing day",
        {"closes_at": "closing_not_on_day"},
        closes_at="2017-12-02T12:00:00",
    ),
    call(
        "a question without choices to choose from",
        {"questions.0.choices": "choices_missing"},
        questions=[{**QUESTION, "type": "choice"}],
    ),
    call(
        "the same question twice",
        {"questions.0.key": "question_twice", "questions.1.key": "question_twice"},
        questions=[QUESTION, QUESTION],
    ),
    call(
        "a question of an unknown type",
        {"questions.0.type": "not_one_of"},
        "boolean",
        questions=[{**QUESTION, "type": "essay"}],
    ),
    call(
        "a question without English",
        {"questions.0.label.en": "required"},
        questions=[{**QUESTION, "label": {"sv": "Varför?"}}],
    ),
    call(
        "a quota of none",
        {"max_applications_per_administration": "out_of_range"},
        max_applications_per_administration=0,
    ),
    call(
        "a cap as text",
        {"grant_types.project.max_amount": "number_as_text"},
        grant_types={"project": {"name": "Projekt", "max_amount": "750000"}},
    ),
    Bad("a code with a line break", CALLS, written(made_call(code="bad\n")), 422, {"code": "pattern"}),
    call(
        "a stated total of a grant type that is not there",
        {"stated_totals.x": "unknown_grant_type"},
        stated_totals={"x": 1},
    ),
]

BUNDLE_FAULTS = [
    Bad(
        "a bundle without applications",
        BUNDLES,
        written({"call": made_bundle()["call"]}),
        422,
        {None: "required"},
        file="applications.json",
    ),
    bundle("an unknown part of a bundle", None, None, {"aplications": "unknown_key"}, aplications=[]),
    bundle(
        "a duplicate reference",
        "applications.json",
        "A-1",
        {"reference": "reference_twice"},
        "A-1",
        applications=[made_application(reference="A-1"), made_application(reference="A-1")],
    ),
    bundle(
        "an application without a reference",
        "applications.json",
        "#1",
        {"reference": "required"},
        applications=[made_application()],
        rankings={},
    ),
    bundle(
        "an application that is a number",
        "applications.json",
        "#1",
        {None: "not_an_object"},
        applications=[7],
        rankings={},
    ),
    bundle(
        "a ranking of another's application",
        "rankings.json",
        "Södra förvaltningen",
        {"0": "not_own_application"},
        rankings={"Södra förvaltningen": ["A-1"]},
    ),
    bundle(
        "a ranking of an application that is not there",
        "rankings.json",
        "Norra förvaltningen",
        {"1": "unknown_reference"},
        "A-1",
        rankings={"Norra förvaltningen": ["A-1", "A-9"]},
    ),
    bundle(
        "an application ranked twice",
        "rankings.json",
        "Norra förvaltningen",
        {"1": "ranked_twice"},
        rankings={"Norra förvaltningen": ["A-1", "A-1"]},
    ),
    bundle(
        "a ranking that is not a list",
        "rankings.json",
        "Norra förvaltningen",
        {None: "not_a_list"},
        rankings={"Norra förvaltningen": "A-1"},
    ),
    bundle(
        "a decision on an application that is not there",
        "decisions.json",
        "A-9",
        {"reference": "unknown_reference"},
        decisions=[{"reference": "A-9", "outcome": "granted"}],
    ),
    bundle(
        "a decision of an unknown kind",
        "decisions.json",
        "A-1",
        {"outcome": "not_one_of"},
        "granted",
        decisions=[{"reference": "A-1", "outcome": "yes"}],
    ),
    bundle(
        "a negative amount in a decision",
        "decisions.json",
        "A-1",
        {"awarded_amount": "out_of_range"},
        decisions=[{"reference": "A-1", "outcome": "granted", "awarded_amount": -5}],
    ),
    bundle(
        "a register with an unknown key",
        "register.json",
        None,
        {"grants": "unknown_key"},
        register={"grants": []},
    ),
    bundle(
        "a call that no rule set is named for",
        "call.json",
        None,
        {"rule_set": "required"},
        call={key: value for key, value in made_bundle()["call"].items() if key != "rule_set"},
    ),
    bundle(
        "a time of submission without an offset",
        "applications.json",
        "A-1",
        {"submitted_at": "no_offset"},
        applications=[made_application(reference="A-1", submitted_at="2017-12-01T16:05:00")],
    ),
]

PLACES = [
    Bad(
        "an application to a closed call",
        "/api/calls/{closed}/applications",
        written(made_application()),
        409,
        {None: "call_closed"},
        "stängde",
    ),
    Bad(
        "an application to a call that is a draft",
        "/api/calls/{draft_call}/applications",
        written(made_application()),
        409,
        {None: "call_not_open"},
    ),
    Bad(
        "an application to a call that is not there",
        "/api/calls/00000000-0000-4000-8000-000000000000/applications",
        written(made_application()),
        404,
        {None: "call_not_found"},
    ),
    Bad(
        "an id that is not an id",
        "/api/calls/3/applications",
        written(made_application()),
        404,
        {None: "page_not_found"},
    ),
    Bad(
        "a method that is not possible",
        "/api/calls/{open}",
        b"",
        405,
        {None: "method_not_allowed"},
        method="DELETE",
    ),
    Bad(
        "a change without saying of which version",
        "/api/applications/{draft}",
        written(made_application()),
        428,
        {None: "precondition_required"},
        "If-Match",
        method="PUT",
    ),
    Bad(
        "a change of a version that is not there",
        "/api/applications/{draft}",
        written(made_application()),
        412,
        {None: "precondition_failed"},
        method="PUT",
        headers={"If-Match": '"old"'},
    ),
    Bad(
        "an application submitted twice",
        "/api/applications/{submitted}/submit",
        b"",
        409,
        {None: "application_state"},
        "draft",
    ),
    Bad(
        "a ranking of another administration's application",
        RANKING,
        written({"references": ["S-1"]}),
        422,
        {"references.0": "not_own_application"},
        method="PUT",
    ),
    Bad(
        "a ranking by an administration that the call does not know",
        "/api/calls/{open}/rankings/Västra",
        written({"references": []}),
        422,
        {None: "unknown_administration"},
        method="PUT",
    ),
    Bad(
        "a NUL in the name of an administration",
        "/api/calls/{open}/rankings/a%00b",
        written({"references": []}),
        422,
        {"administration": "nul_in_text", None: "unknown_administration"},
        method="PUT",
    ),
    Bad(
        "an administration of a thousand letters",
        "/api/calls/{open}/rankings/" + "x" * 1000,
        b"",
        422,
        {"administration": "text_length"},
        method="GET",
    ),
    Bad(
        "a NUL in a filter",
        "/api/calls/{open}/applications?applicant=a%00b",
        b"",
        422,
        {"applicant": "nul_in_text"},
        method="GET",
    ),
    Bad("an unknown filter", "/api/calls?stat=open", b"", 422, {"stat": "unknown_key"}, method="GET"),
    Bad("page 0", "/api/calls?page=0", b"", 422, {"page": "out_of_range"}, method="GET"),
    Bad(
        "a page size of a million",
        "/api/calls?page_size=1000000",
        b"",
        422,
        {"page_size": "out_of_range"},
        method="GET",
    ),
    Bad(
        "a page that is not a number",
        "/api/calls?page=one",
        b"",
        422,
        {"page": "not_a_whole_number"},
        method="GET",
    ),
]

CORPUS = [*UNREADABLE, *APPLICATION_FAULTS, *CALL_FAULTS, *BUNDLE_FAULTS, *PLACES]
