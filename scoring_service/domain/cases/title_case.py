"""Swedish titles of proposed cases, for whoever looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scoring_service.domain.fact import FactType
from scoring_service.domain.sentence_template import Format
from scoring_service.domain.write_value import write_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scoring_service.domain.cases.answer import Subject
    from scoring_service.domain.cases.decisive import Leaf
    from scoring_service.domain.fact import Scalar
    from scoring_service.domain.rule_set import FactDeclaration


def title_of_edge(subject: Subject, leaf: Leaf, fact: FactDeclaration, value: Scalar | None) -> str:
    """Write which fact has which value, and at which level it decides where there are several."""
    level = f" (nivå {leaf.level + 1})" if len(subject.levels) > 1 else ""
    return f"{fact.label.sv}: {write_fact_value(fact, value)}{level}"


def title_of_facts(
    values: Mapping[str, Scalar | None],
    known: Iterable[Mapping[str, Scalar | None]],
    facts: Mapping[str, FactDeclaration],
) -> str:
    """Write in which facts a case differs from the known one that is most like it."""
    differing = [{name for name, value in values.items() if case.get(name) != value} for case in known]
    stated = {name for name, value in values.items() if value is not None}
    told = min(differing, key=len, default=stated) or stated
    if not told:
        return "inget angivet"
    return "; ".join(
        f"{facts[name].label.sv}: {write_fact_value(facts[name], value)}"
        for name, value in values.items()
        if name in told
    )


def title_of_type(subject: Subject, grant_type: str) -> str:
    """Write that a rule or criterion is tried on a grant type."""
    return f"{subject.title.sv}: {grant_type}"


def write_fact_value(fact: FactDeclaration, value: Scalar | None) -> str:
    """Write a value as Swedish readers expect it."""
    if isinstance(value, str) and value in fact.choice_labels:
        return fact.choice_labels[value].sv
    return write_value(value, "sv", Format.AMOUNT if fact.type is FactType.AMOUNT else None)
