"""Bad applications: bodies that cannot be read at all, and those that break what the call asks for."""

from __future__ import annotations

import json

from tests.bad_input.bad import APPLICATIONS, Bad, application, raw, written
from tests.stages.intake import made_application

FIVE_MEGABYTES = 5 * 2**20


def spliced(old: str, new: str) -> bytes:
    """Write a good application with one piece of its text exchanged for another."""
    text = json.dumps(made_application(), ensure_ascii=False)
    assert old in text
    return text.replace(old, new).encode("utf-8", "surrogatepass")


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
    application(
        "a reference that climbs out of its address", {"reference": "pattern"}, reference="../../etc"
    ),
    application("a reference with an empty part", {"reference": "pattern"}, reference="SN 2017//123"),
    application("a reference that ends in a slash", {"reference": "pattern"}, reference="SN 2017/"),
    application("a reference on two lines", {"reference": "pattern"}, reference="SN\n2017"),
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
