"""Reading a bundle: every entry by itself, then what only shows between entries; every fault is placed.

Applications are checked against the terms of the call as they were read, before anything is stored.
"""

from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from marshmallow import Schema

from intake_service.domain.application import check_application, check_arrival
from intake_service.domain.bundle import check_decisions, check_rankings, check_references
from intake_service.domain.call import CallTerms, Question, check_call
from intake_service.importing.read_list import ReadList, read_list
from intake_service.shapes import (
    FILES,
    BundledApplicationShape,
    BundledCallShape,
    BundleShape,
    DecisionShape,
    ListFileShape,
    RegisterShape,
)
from intake_service.store.call_columns import standard_questions
from prescreen_shared.errors import Fault, InputRefusedError, shown
from prescreen_shared.errors import listed as listed_words
from prescreen_shared.schemas.fields import Loaded, load
from prescreen_shared.shapes.call import GrantType
from prescreen_shared.shapes.declaring import read

Json = dict[str, Any]
_SHAPE = BundleShape()
LONGEST_RULE_SET = 2_000_000


def read_bundle(document: Any) -> tuple[Json, list[Fault]]:
    """Read a bundle; gives it with each part as ``BundleShape`` has it, or every fault with file, entry and field.

    What is given beside faults is of no use.
    """
    if not isinstance(document, dict):
        return {}, [Fault("not_an_object", values={"got": shown(document)})]
    faults = list(_outer_faults(document))
    call, terms = _read_call(document, faults)
    listed = _read_listed(document, terms, faults)
    if listed is None:
        applications = _read_entries(document, "applications", BundledApplicationShape(), faults)
    else:
        applications = [(each.name, each.loaded) for each in listed.applications]
    if terms is not None:
        faults.extend(misfits(terms, applications) if listed is None else misfits_in_list(terms, listed))
    rankings = _read_rankings(document, faults)
    decisions = _read_entries(document, "decisions", DecisionShape(), faults)
    register = _read_register(document, faults)
    faults.extend(
        fault
        for fault in _between(terms, applications, rankings, decisions)
        if listed is None or fault.code != "reference_twice"
    )
    parts = {
        "call": call,
        "applications": [entry.values for _, entry in applications],
        "rankings": rankings,
        "decisions": [entry.values for _, entry in decisions],
        "register": register,
    }
    return {**document, **parts, "remarks": () if listed is None else listed.remarks}, faults


def misfits_in_list(terms: CallTerms, listed: ReadList) -> Iterator[Fault]:
    """Find every fault that the call's own terms show in a list of applications, each with its cell."""
    for each in listed.applications:
        found = (replace(fault, file=None) for fault in misfits(terms, [(each.name, each.loaded)]))
        yield from each.placed(found)


def _outer_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    accepted = listed_words(_SHAPE.fields)
    for key in document:
        if key not in _SHAPE.fields:
            yield Fault("unknown_key", key[:100], {"key": shown(key), "accepted": accepted})
    if document.get("call") is None:
        yield Fault("required", None, {"key": "call"}, file=FILES["call"])
    given = [key for key in ("applications", "applications_list") if document.get(key) is not None]
    if not given:
        yield Fault("required", None, {"key": "applications"}, file=FILES["applications"])
    elif len(given) > 1:
        yield Fault("one_of_two", None, {"first": given[0], "second": given[1]}, file=FILES["applications"])
    text = document.get("rule_set_document")
    if text is not None and not isinstance(text, str):
        yield Fault("not_text", "rule_set_document", {"got": shown(text)})
    elif text is not None and len(text) > LONGEST_RULE_SET:
        values = {"length": len(text), "min": 0, "max": LONGEST_RULE_SET}
        yield Fault("text_length", "rule_set_document", values)


def _read_call(document: Mapping[str, Any], faults: list[Fault]) -> tuple[Json, CallTerms | None]:
    if document.get("call") is None:
        return {}, None
    loaded = load(BundledCallShape(), document["call"])
    found = [fault.at(file=FILES["call"]) for fault in (*loaded.faults, *check_call(loaded.sound))]
    call = loaded.values
    if document.get("rule_set") is not None:
        named = load(BundleShape(only=("rule_set",)), {"rule_set": document["rule_set"]})
        found.extend(named.faults)
        call = {**call, "rule_set": document["rule_set"]}
    elif not loaded.faults and call["rule_set"] is None:
        found.append(Fault("required", "rule_set", {"key": "rule_set"}, file=FILES["call"]))
    faults.extend(found)
    return call, _terms_from(call) if _is_usable(loaded) else None


def _is_usable(loaded: Loaded) -> bool:
    """Tell whether the applications can be tried against the call: what they rest on has no fault."""
    return {"grant_types", "questions", "administrations"} <= loaded.sound.keys()


def _terms_from(values: Mapping[str, Any]) -> CallTerms:
    """Give what applications are tried against; ``values`` may lack keys that had faults."""
    kinds = {
        name: GrantType(kind.get("name") or name, kind.get("max_amount"), kind.get("budget"))
        for name, kind in values["grant_types"].items()
    }
    questions = values.get("questions")
    asked = standard_questions(kinds) if questions is None else questions
    administrations = values.get("administrations")
    return CallTerms(
        code=values.get("code") or "",
        title=values.get("title") or "",
        time_zone=values.get("time_zone") or "",
        grant_types=kinds,
        questions=tuple(read(Question, question) for question in asked),
        rule_set=values.get("rule_set") or "",
        administrations=None if administrations is None else tuple(administrations),
    )


def _read_listed(
    document: Mapping[str, Any], terms: CallTerms | None, faults: list[Fault]
) -> ReadList | None:
    """Read the applications from a list, where the bundle has one instead of ``applications.json``."""
    if document.get("applications_list") is None or document.get("applications") is not None:
        return None
    given = load(ListFileShape(), document["applications_list"])
    faults.extend(fault.at(under="applications_list") for fault in given.faults)
    if given.faults or terms is None:
        return ReadList()
    try:
        content = b64decode(given.values["content"], validate=True)
        found = read_list(content, given.values["name"], terms)
    except ValueError:
        faults.append(Fault("not_base64", "applications_list.content"))
        return ReadList()
    except InputRefusedError as error:
        faults.extend(error.faults)
        return ReadList()
    faults.extend(found.faults)
    return found


def _read_entries(
    document: Mapping[str, Any], part: str, shape: Schema, faults: list[Fault]
) -> list[tuple[str, Loaded]]:
    entries = document.get(part)
    if entries is None:
        return []
    if not isinstance(entries, list):
        faults.append(Fault("not_a_list", None, {"got": shown(entries)}, file=FILES[part]))
        return []
    found = []
    for position, entry in enumerate(entries):
        loaded = load(shape, entry)
        name = _entry_name(entry, position)
        faults.extend(fault.at(file=FILES[part], entry=name) for fault in loaded.faults)
        found.append((name, loaded))
    return found


def _entry_name(entry: Any, position: int) -> str:
    reference = entry.get("reference") if isinstance(entry, dict) else None
    return reference[:60] if isinstance(reference, str) and reference.strip() else f"#{position + 1}"


def misfits(terms: CallTerms, applications: list[tuple[str, Loaded]]) -> Iterator[Fault]:
    """Find every fault that the call's own terms show in applications, each by what its faults call it."""
    for name, loaded in applications:
        found = (
            *check_application(terms, loaded.sound, complete=False),
            *check_arrival(loaded.sound.get("submitted_at"), terms.time_zone),
        )
        for fault in found:
            yield fault.at(file=FILES["applications"], entry=name)


def _read_rankings(document: Mapping[str, Any], faults: list[Fault]) -> dict[str, list[str]]:
    if document.get("rankings") is None:
        return {}
    loaded = load(BundleShape(only=("rankings",)), {"rankings": document["rankings"]})
    for fault in loaded.faults:
        # The path is rankings.<administration>.<position>; an administration's name may hold a full stop.
        rest = (fault.field or "").removeprefix("rankings").removeprefix(".")
        named = [name for name in document["rankings"] if rest.startswith(name[:100])] if rest else []
        entry = max(named, key=len)[:100] if named else None
        field = rest.removeprefix(entry or "").removeprefix(".") or None
        faults.append(Fault(fault.code, field, fault.values, FILES["rankings"], entry))
    return loaded.values.get("rankings") or {}


def _read_register(document: Mapping[str, Any], faults: list[Fault]) -> Json | None:
    if document.get("register") is None:
        return None
    loaded = load(RegisterShape(), document["register"])
    faults.extend(fault.at(file=FILES["register"]) for fault in loaded.faults)
    return loaded.values


def _between(
    terms: CallTerms | None,
    applications: list[tuple[str, Loaded]],
    rankings: Mapping[str, list[str]],
    decisions: list[tuple[str, Loaded]],
) -> Iterator[Fault]:
    entries = [loaded.sound for _, loaded in applications]
    applicants = {
        entry["reference"]: entry.get("applicants") for entry in entries if entry.get("reference") is not None
    }
    for fault in check_references([entry.get("reference") for entry in entries]):
        yield fault.at(file=FILES["applications"])
    administrations = None if terms is None else terms.administrations
    for fault in check_rankings(rankings, applicants, administrations):
        yield fault.at(file=FILES["rankings"])
    decided = [loaded.sound.get("reference") for _, loaded in decisions]
    for fault in check_decisions(decided, applicants):
        yield fault.at(file=FILES["decisions"])
