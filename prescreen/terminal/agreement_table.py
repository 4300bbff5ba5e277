"""The comparison with people's decisions, or with what is expected, as tables on a terminal."""

from collections.abc import Iterable, Mapping
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from prescreen.agreement import Agreement, ComparedApplication, Count, Deviation, Judgement, Key, key_of
from prescreen.expected import Expected
from prescreen_shared.statuses import FindingStatus, Outcome
from prescreen_shared.texts.catalogue import Language, say

_GAP: Final = "–"


def print_agreement(
    console: Console, agreement: Agreement, judgements: Mapping[Key, Judgement], language: Language
) -> None:
    """Print the table of applications, the differences with the judgement on each, and the counts."""
    console.print(_applications(agreement, language))
    console.print(Text(say("agreement.deviations", language), style="bold"))
    for deviation in agreement.deviations:
        _print_deviation(console, deviation, judgements.get(key_of(deviation)), language)
    console.print(_counts(agreement.counts, language))


def print_expected(console: Console, expected: Expected, language: Language) -> None:
    """Print what came out otherwise than expected, and the counts."""
    console.print(Text(say("agreement.misses", language), style="bold"))
    for miss in expected.misses:
        what = say(
            f"miss.{miss.what}",
            language,
            rule=miss.rule or "",
            proposed=_outcome(miss.proposed, language).lower(),
        )
        console.print(Text.assemble((f"{miss.reference}  ", "bold"), what))
    console.print(_counts(expected.counts, language))


def _applications(agreement: Agreement, language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("command.reference", language), no_wrap=True)
    table.add_column(say("agreement.decided", language))
    table.add_column(say("agreement.proposed", language))
    table.add_column(say("agreement.grounds", language), ratio=1)
    table.add_column(say("agreement.also-found", language), ratio=1)
    for compared in agreement.applications:
        table.add_row(
            compared.decision.reference,
            say(f"decided.{compared.decision.decided}", language),
            Text(_outcome(compared.proposed, language), style="" if _agrees(compared) else "yellow"),
            _grounds(compared, language),
            _also_found(compared, language),
        )
    return table


def _agrees(compared: ComparedApplication) -> bool:
    return not any(deviation.rule is None for deviation in compared.deviations)


def _outcome(outcome: Outcome | None, language: Language) -> str:
    return say("outcome.none" if outcome is None else f"outcome.{outcome}", language)


def _grounds(compared: ComparedApplication, language: Language) -> Text:
    lines = [
        Text(f"{'✓' if compared.found[rule] else '✗'} {rule} ({say(f'visible.{visible}', language)})")
        for rule, visible in compared.decision.grounds.items()
    ]
    return Text("\n").join(lines) if lines else Text(_GAP)


def _also_found(compared: ComparedApplication, language: Language) -> Text:
    added = [
        Text(f"{finding.rule} ({say(_how(finding.status, finding.effect), language).lower()})")
        for finding in (compared.verdict.reasons if compared.verdict else ())
        if finding.rule not in compared.decision.grounds
    ]
    return Text("\n").join(added) if added else Text(_GAP)


def _how(status: FindingStatus, effect: str) -> str:
    return f"finding.{status}" if status is FindingStatus.UNDETERMINED else f"effect.{effect}"


def _print_deviation(
    console: Console, deviation: Deviation, judgement: Judgement | None, language: Language
) -> None:
    what = say(
        f"deviation.{deviation.kind}",
        language,
        rule=deviation.rule or "",
        decided=say(f"decided.{deviation.decided}", language).lower(),
        proposed=_outcome(deviation.proposed, language).lower(),
    )
    console.print(Text.assemble((f"{deviation.reference}  ", "bold"), what))
    if judgement is None:
        said = Text(say("agreement.not-judged", language), style="yellow")
    else:
        who = say(f"right.{judgement.right}", language)
        said = Text.assemble((who, "italic"), " ", judgement.text[language])
    console.print(Padding(said, (0, 0, 0, 4)))


def _counts(counts: Iterable[Count], language: Language) -> Table:
    table = Table(box=SIMPLE_HEAD, show_header=False, pad_edge=False)
    for count in counts:
        mark = Text("✓", style="green") if count.is_enough else Text("✗", style="red")
        table.add_row(
            mark, say(count.text_id, language), say("agreement.of", language, count=count.count, of=count.of)
        )
    return table
