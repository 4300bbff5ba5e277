"""Bad calls and bundles of a whole call."""

from __future__ import annotations

from tests.bad_input.bad import BUNDLES, CALLS, Bad, bundle, call, written
from tests.stages.intake import made_application, made_bundle, made_call

QUESTION = {"key": "why", "type": "text", "label": {"sv": "Varför?", "en": "Why?"}}

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
        {"submitted_at": "ambiguous_local_time"},
        applications=[made_application(reference="A-1", submitted_at="2018-10-28T02:30:00")],
    ),
]
