"""Checks rules and a call against each other without a database: ``python -m scoring_service.commands.fit_command``.

It is what ``prescreen check`` asks of scoring. It reads as JSON the call as intake would tell it, its register, and the rules
by the name under which they ship or by the path of a file; and answers in JSON with the problems.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

from prescreen_shared.errors import nearest
from prescreen_shared.shapes.call_check import Severity
from prescreen_shared.shapes.declaring import read, write
from scoring_service.domain.call_fit import Misfit, find_misfits
from scoring_service.domain.frozen_call import CallFacts
from scoring_service.domain.rule_set import first_day_of, on_day
from scoring_service.rule_files.faults import PlacedFault, RuleFileError
from scoring_service.rule_files.read_rule_file import read_rule_file
from scoring_service.rule_files.tell_misfits import tell_misfits

SHIPPED: Final = Path(__file__).parents[1] / "rule_sets"


def check_fit(asked: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the problems between a call and its rules, each with a code, a severity, a sentence and a way out."""
    call = read(CallFacts, asked["call"], rankings={}, register=asked["register"], decided_sums=None)
    name = asked["rules"]
    file = Path(asked["file"]) if asked.get("file") else SHIPPED / f"{name}.yaml"
    try:
        if not asked.get("file") and not file.is_file():
            known = [path.stem for path in SHIPPED.glob("*.yaml") if "." not in path.stem]
            misfits = [Misfit("rules_unknown", Severity.ERROR, {"known": nearest(name, known)})]
        else:
            rule_set = read_rule_file(file)
            misfits = list(find_misfits(on_day(rule_set, first_day_of(call)), call))
            name = rule_set.name
    except RuleFileError as error:
        return [_fault_of(file, fault) for fault in error.faults]
    return [write(problem) for problem in tell_misfits(misfits, {"code": call.code, "rules": name})]


def _fault_of(file: Path, fault: PlacedFault) -> dict[str, Any]:
    """Write a fault of the rule file itself as a problem, with its place."""
    placed = {"file": file.name, "line": fault.line, "field": fault.path or None}
    text = {"sv": fault.sv, "en": fault.en}
    return {"code": "rules_unusable", "severity": fault.severity, "text": text, "way_out": None, **placed}


def main() -> None:
    """Answer on what is read from standard input."""
    json.dump(check_fit(json.load(sys.stdin)), sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
