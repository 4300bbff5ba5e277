"""The surroundings of intake's templates: what both services have, with the names of fields, facts and documents."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from intake_service.exporting import labels
from intake_service.exporting.deciding_values import deciding_values
from intake_service.exporting.highlight import highlight
from shared.plumbing.pages.template_environment import make_environment

if TYPE_CHECKING:
    from jinja2 import Environment

    from shared.texts import Language


@cache
def template_environment(language: Language, *folders: str) -> Environment:
    """Give the environment for one language.

    ``folders`` are template folders within ``intake_service``, looked through in their order before the
    exports' own templates.
    """
    places = [("intake_service", folder) for folder in (*folders, "exporting/templates")]
    environment = make_environment(language, places)
    environment.globals["highlight"] = highlight
    environment.filters.update(_filters(language))
    return environment


def _filters(language: Language) -> dict[str, Any]:
    return {
        "document_title": partial(labels.document_title, language=language),
        "deciding_values": partial(deciding_values, language=language),
        "choice_label": lambda answer, key, questions: labels.choice_label(answer, language, key, questions),
        "word_label": partial(labels.word_label, language=language),
        "field_label": lambda field, questions: labels.field_label(field, language, questions),
    }
