"""Good input in the wrong place or at the wrong time, and bad words in an address."""

from __future__ import annotations

from tests.bad_input.bad import Bad, written
from tests.stages.intake import made_application

RANKING = "/api/calls/{open}/rankings/Norra förvaltningen"

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
