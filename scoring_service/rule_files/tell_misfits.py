"""What does not fit between rules and a call, as sentences with a way out, for a call that is told and for ``prescreen check``."""

from collections.abc import Iterable

from prescreen_shared.shapes.call_check import CallProblem
from prescreen_shared.shapes.verdict import Sentence
from prescreen_shared.template import LANGUAGES, Language
from prescreen_shared.texts.catalogue import say
from scoring_service.domain.call_fit import Misfit


def tell_misfits(misfits: Iterable[Misfit], about: dict[str, str]) -> list[CallProblem]:
    """Tell each misfit; ``about`` has the call's code and the rules' name."""
    return [_tell(misfit, about) for misfit in misfits]


def _tell(misfit: Misfit, about: dict[str, str]) -> CallProblem:
    text_id = f"call_check.{misfit.code}"
    return CallProblem(
        misfit.code,
        misfit.severity,
        _sentence(text_id, misfit, about),
        _sentence(f"{text_id}.way_out", misfit, about),
    )


def _sentence(text_id: str, misfit: Misfit, about: dict[str, str]) -> Sentence:
    return Sentence(*(_said(text_id, language, misfit, about) for language in LANGUAGES))


def _said(text_id: str, language: Language, misfit: Misfit, about: dict[str, str]) -> str:
    values = {
        name: value.said(language) if isinstance(value, Sentence) else value
        for name, value in misfit.values.items()
    }
    return say(text_id, language, **values, **about)
