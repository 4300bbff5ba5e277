"""Adds up what the steps of ``.ci/run`` left and prints one closing line; exit code 1 when anything failed."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path


def count(results: Path) -> tuple[Counter[str], list[str]]:
    """Count the tests of every pytest run and the other steps; name what failed."""
    counted: Counter[str] = Counter()
    failed: list[str] = []
    for path in sorted(results.glob("*.step")):
        outcome = path.read_text("ascii").strip()
        counted[outcome] += 1
        if outcome != "passed":
            failed.append(path.stem)
    for path in sorted(results.glob("*.xml")):
        for case in ET.parse(path).getroot().iter("testcase"):
            outcome = outcome_of(case)
            counted[outcome] += 1
            if outcome == "failed":
                failed.append(f"{path.stem}: {case.get('classname')}::{case.get('name')}")
    return counted, failed


def outcome_of(case: ET.Element) -> str:
    """Tell how one test ended; an error in a fixture is a failure too."""
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        return "failed"
    return "skipped" if "skipped" in kinds else "passed"


def main() -> int:
    """Print the failed ones, then the line."""
    results, seconds = Path(sys.argv[1]), sys.argv[2]
    counted, failed = count(results)
    for name in failed:
        print(f"FAILED {name}")
    print(
        f"{counted['passed']} passed, {counted['failed']} failed, {counted['skipped']} skipped in {seconds}s"
    )
    return 1 if counted["failed"] or not counted["passed"] else 0


if __name__ == "__main__":
    sys.exit(main())
