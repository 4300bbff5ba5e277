"""The shipped rules with one rule more, whose limit tells in every verdict by which version it was given."""

from __future__ import annotations

import re
from typing import Any, Final

from scoring_service.settings import RULE_SETS

SHIPPED: Final = RULE_SETS / "stockholm-2018.yaml"
RULE: Final = "trial-limit"

_RULE: Final = """rules:
  - id: trial-limit
    title: {sv: Prov, en: Trial}
    effect: note
    when: {requested_amount: {more_than: LIMIT}}
    text: {sv: "Beloppet är över LIMIT kronor.", en: "The amount is above LIMIT SEK."}
    text_undetermined: {sv: "Belopp saknas: {missing}.", en: "The amount is missing: {missing}."}
    source: {document: DOCUMENT, quote: "prov"}
    cases:
      - {title: above, facts: {requested_amount: ABOVE}, status: met, effect: note}
      - {title: at, facts: {requested_amount: LIMIT}, status: not_met}
      - {title: silent, facts: {}, status: undetermined}
"""


def limited_rules(version: int, limit: int) -> str:
    """Give a rule file of the shipped rules that notes every amount above ``limit`` SEK."""
    shipped = SHIPPED.read_text("utf-8")
    cited = re.search(r"source: *\{?\s*document: *([a-z0-9-]+)", shipped)
    assert cited
    rule = _RULE.replace("ABOVE", str(limit + 1)).replace("LIMIT", str(limit))
    renumbered = re.sub(r"(?m)^version: \d+$", f"version: {version}", shipped)
    return re.sub(r"(?m)^rules:\n", lambda _: rule.replace("DOCUMENT", cited[1]), renumbered)


def said_limit(findings: list[dict[str, Any]]) -> str:
    """Give what the rule says of one application: the status and, where it is met, the sentence with the limit."""
    [finding] = [each for each in findings if each["rule"] == RULE]
    return f"{finding['status']} {finding['text']['en'] if finding['status'] == 'met' else ''}".strip()


def expected_limit(amount: int | None, limit: int) -> str:
    """Give what the rule must say of an amount."""
    if amount is None:
        return "undetermined"
    return f"met The amount is above {limit} SEK." if amount > limit else "not_met"
