"""Cases as an Excel workbook that staff read and fill in: a sheet of whole applications, and one for each rule."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from prescreen_shared.statuses import Outcome
from prescreen_shared.texts.catalogue import say
from scoring_service.case_files.cells import answer_choices, answer_word, outcome_word, points_value
from scoring_service.case_files.columns import Column, columns_of_ground, columns_of_whole, free_title
from scoring_service.case_files.names import MISSING, FactNames, KnownNames
from scoring_service.case_files.style_sheet import CaseSheet, ListSheet, explain, write_instructions
from scoring_service.domain.cases.case import Case, SingleCase, WholeCase
from scoring_service.domain.condition import FactType, Scalar
from scoring_service.domain.rule_set import ExpectedDecision, FactDeclaration, RuleSet

Row = dict[Column, Any]


def write_case_workbook(rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]) -> bytes:
    """Give the workbook, as the content of an .xlsx file; a case that stands twice is written once."""
    return _Writer(rule_set, _each_once(cases), base).write()


class _Writer:
    def __init__(self, rule_set: RuleSet, cases: Sequence[Case], base: Mapping[str, Scalar | None]) -> None:
        self._rule_set, self._cases, self._base = rule_set, cases, base
        self._names = FactNames(rule_set)
        self._book = Workbook()
        self._lists = ListSheet(self._book)

    def write(self) -> bytes:
        write_instructions(self._book, self._rule_set)
        self._write_whole()
        for ground in self._rule_set.grounds:
            title = ground.title.sv
            if ground.gives_points:
                title = say("cases.sheet-criterion", "sv", title=title)
            columns = columns_of_ground(self._rule_set, ground, self._cases)
            sheet = self._sheet(title, columns)
            for case in self._cases:
                if isinstance(case, SingleCase) and case.ground == ground.key:
                    sheet.add_row(
                        [self._single_value(case, column) for column in columns], proposed=case.proposed
                    )
            sheet.finish()
        self._lists.finish()
        content = BytesIO()
        self._book.save(content)
        return content.getvalue()

    def _write_whole(self) -> None:
        columns = columns_of_whole(self._rule_set, self._cases)
        sheet = self._sheet(say("cases.sheet-whole", "sv"), columns)
        sheet.add_base([self._base_value(column) for column in columns])
        for case in self._cases:
            if isinstance(case, WholeCase):
                sheet.add_row([self._whole_value(case, column) for column in columns], proposed=case.proposed)
        sheet.finish()

    def _sheet(self, title: str, columns: list[Column]) -> CaseSheet:
        choices = [self._choices(column) for column in columns]
        amounts = [
            column.kind == "fact" and self._rule_set.facts[column.about].type is FactType.AMOUNT
            for column in columns
        ]
        made = self._book.create_sheet(free_title(title, self._book.sheetnames))
        return CaseSheet(made, columns, choices, amounts, self._lists, self._explained(columns))

    def _explained(self, columns: list[Column]) -> list[str]:
        """Give what a person who points at each header is told: what the levels of a rule or criterion say."""
        rules = {rule.id: explain(rule) for rule in self._rule_set.rules}
        criteria = {criterion.id: explain(criterion) for criterion in self._rule_set.criteria}
        told = {"rule": rules, "answer": rules, "criterion": criteria, "given": criteria}
        return [told.get(column.kind, {}).get(column.about, "") for column in columns]

    def _choices(self, column: Column) -> list[str]:
        match column.kind:
            case "fact":
                return _fact_choices(self._rule_set.facts[column.about])
            case "grant_type":
                return list(KnownNames(self._rule_set).grant_types)
            case "outcome":
                return [outcome_word(each) for each in Outcome]
            case "rule" | "answer":
                rule = next(rule for rule in self._rule_set.rules if rule.id == column.about)
                return answer_choices(rule)
            case "grounds" | "points":
                return ["ja", "nej"]
            case "proposed":
                return [say("cases.proposed-mark", "sv")]
            case _:
                return []

    def _base_value(self, column: Column) -> Any:
        if column.kind == "title":
            return say("cases.base", "sv")
        return self._fact(column, self._base.get(column.about)) if column.kind == "fact" else None

    def _whole_value(self, case: WholeCase, column: Column) -> Any:
        match column.kind:
            case "fact":
                return self._differing(case, column)
            case "outcome":
                return None if case.outcome is None else outcome_word(case.outcome)
            case "grounds":
                return "nej" if case.grounds is None else "ja"
            case "points":
                return "nej" if case.points is None else "ja"
            case "rule":
                answer = (case.grounds or {}).get(column.about)
                return None if answer is None else self._ground(answer)
            case "criterion":
                points = (case.points or {}).get(column.about)
                return None if points is None else points_value(points)
            case "grant_type":
                return case.grant_type
            case _:
                return _of_any(case, column)

    def _differing(self, case: WholeCase, column: Column) -> Any:
        value, usual = case.facts.get(column.about), self._base.get(column.about)
        if value == usual:
            return None
        return "ej angivet" if value is None else self._fact(column, value)

    def _single_value(self, case: SingleCase, column: Column) -> Any:
        if column.kind == "fact":
            return self._fact(column, case.facts.get(column.about))
        expected = case.expected
        if column.kind == "answer":
            return answer_word(expected)
        if column.kind == "missing":
            return None if expected.missing is None else self._names.write(expected.missing)
        if column.kind == "given":
            return points_value(expected)
        return _of_any(case, column)

    def _ground(self, answer: ExpectedDecision) -> str:
        word = answer_word(answer)
        return word if answer.missing is None else f"{word}{MISSING}{self._names.write(answer.missing)}"

    def _fact(self, column: Column, value: Scalar | None) -> Any:
        declared = self._rule_set.facts[column.about]
        if isinstance(value, bool):
            return "ja" if value else "nej"
        if isinstance(value, str) and value in declared.choice_labels:
            return declared.choice_labels[value].sv
        return value


def _of_any(case: Case, column: Column) -> Any:
    if column.kind == "title":
        return case.title
    return say("cases.proposed-mark", "sv") if column.kind == "proposed" and case.proposed else None


def _fact_choices(fact: FactDeclaration) -> list[str]:
    if fact.type is FactType.BOOLEAN:
        return ["ja", "nej", "ej angivet"]
    if fact.type is FactType.CHOICE:
        labels = (
            fact.choice_labels[code].sv if code in fact.choice_labels else code for code in fact.choices
        )
        return [*labels, "ej angivet"]
    return []


def _each_once(cases: Sequence[Case]) -> list[Case]:
    kept: list[Case] = []
    seen: set[object] = set()
    for case in cases:
        same = content_of(case)
        if same not in seen:
            seen.add(same)
            kept.append(case)
    return kept


def content_of(case: Case) -> object:
    """Give what two cases have in common when they try the same and expect the same."""
    facts = frozenset((name, str(value)) for name, value in case.facts.items() if value is not None)
    if isinstance(case, SingleCase):
        return case.ground, facts, repr(case.expected)
    points = None if case.points is None else repr(sorted(case.points.items(), key=str))
    grounds = None if case.grounds is None else repr(sorted(case.grounds.items(), key=str))
    return case.grant_type, facts, case.outcome, grounds, points
