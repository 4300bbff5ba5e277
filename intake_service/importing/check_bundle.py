"""Checks a bundle without a database: ``python -m intake_service.importing.check_bundle`` reads it as JSON and answers in JSON.

It is what ``prescreen check`` asks of intake. The answer has every fault as the API would tell it, what of a list is no
application, and the call as scoring would be told of it, None where it has faults.
"""

import json
import sys
from typing import Any, Final

from intake_service.importing.read_bundle import read_bundle
from intake_service.store.call_columns import columns_of
from prescreen_shared.plumbing.told_faults import tell_fault
from prescreen_shared.shapes.call import Call
from prescreen_shared.shapes.declaring import as_json, write
from prescreen_shared.texts.catalogue import text

NOWHERE: Final = "00000000-0000-4000-8000-000000000000"
"""The id of a call that is not stored."""


def check_bundle(document: Any) -> dict[str, Any]:
    """Give the answer on a bundle."""
    bundle, faults = read_bundle(document)
    call = None
    if not faults:
        columns = {**columns_of(bundle["call"]), "call_id": NOWHERE}
        call = write(columns, Call)
    return {
        "faults": [tell_fault(fault) for fault in faults],
        "applications": 0 if faults else len(bundle["applications"]),
        "call": as_json(call),
        "register": None if faults else as_json(bundle["register"]),
        "rule_set": None if faults else bundle["call"]["rule_set"],
        "remarks": [
            {"code": each.code, "cell": each.place, "written": each.written, **text(f"remark.{each.code}")}
            for each in (bundle.get("remarks") or ())
        ],
    }


def main() -> None:
    """Answer on the bundle that is read from standard input."""
    json.dump(check_bundle(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
