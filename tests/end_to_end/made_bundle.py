"""Makes bundles: a call in a folder, with as little as it needs and whatever a test adds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from prescreen_shared.shapes.register import SECTIONS


def call(code: str, **more: Any) -> dict[str, Any]:
    """Make a call for projects, three to an administration."""
    return {
        "id": code,
        "title": f"Utlysningen {code}",
        "issuer": "Nämnden",
        "opens_on": "2017-09-04",
        "closes_on": "2017-12-01",
        "time_zone": "Europe/Stockholm",
        "grant_types": {"project": {"name": "Projekt", "max_amount": 500_000, "budget": 900_000}},
        "max_applications_per_administration": 3,
        "rule_set": "stockholm-2018",
        **more,
    }


def application(reference: str, *applicants: str, **more: Any) -> dict[str, Any]:
    """Make an application that no rule has anything against."""
    return {
        "reference": reference,
        "grant_type": "project",
        "title": f"Ett nytt arbetssätt {reference}",
        "description": f"Vi vill pröva en metod som vi har tänkt ut själva, nummer {reference}.",
        "applicants": list(applicants or ("Farsta stadsdelsförvaltning",)),
        "unit": None,
        "requested_amount": 100_000,
        "earlier_grants": [],
        "answers": {"develops_new_method": True, "starts_new_operation": True},
        **more,
    }


def write_bundle(
    folder: Path,
    call: dict[str, Any],
    applications: list[dict[str, Any]],
    rankings: dict[str, list[str]] | None = None,
    **files: Any,
) -> Path:
    """Write the files of a bundle; ``files`` adds others by name without suffix, or another register than an empty one."""
    folder.mkdir(exist_ok=True)
    given = {"call": call, "applications": applications, "rankings": rankings or {}}
    documents = {**given, "register": {key: [] for key in SECTIONS}, **files}
    for name, document in documents.items():
        (folder / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return folder
