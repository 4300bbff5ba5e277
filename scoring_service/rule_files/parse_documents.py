"""The documents that a rule file's sources cite, and what they say that no rule tries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError

from scoring_service.domain.rule_set import Document, ProcessNote, Sentence
from scoring_service.rule_files.load_shape import load_shape
from scoring_service.rule_files.schemas import DocumentShape, ProcessShape
from scoring_service.rule_files.shape import IDENTIFIER
from scoring_service.rule_files.shape_messages import show
from scoring_service.rule_files.taken_ids import TakenIds

if TYPE_CHECKING:
    from scoring_service.rule_files.problem import Path, ProblemList
    from scoring_service.rule_files.reading import Reading


def parse_documents(raw: dict[str, Any], problems: ProblemList) -> dict[str, Document]:
    """Give the documents that could be read, by name."""
    found: dict[str, Document] = {}
    for name, item in raw.items():
        path = ("documents", name)
        _check_name(name, path, problems)
        content = load_shape(DocumentShape, item, path, problems)
        if "title" in content:
            found[name] = Document(
                content["title"], content.get("registration_number"), content.get("dated_on")
            )
    return found


def parse_process(raw: list[Any], reading: Reading) -> tuple[ProcessNote, ...]:
    """Give what could be read of what was written for the call and no rule tries."""
    ids = TakenIds(reading.problems)
    notes = []
    for number, item in enumerate(raw):
        path = ("process", number)
        content = reading.load(ProcessShape, item, path)
        ids.take(content.get("id"), path)
        source = reading.source(content.get("source"), (*path, "source"))
        if {"id", "text"} <= set(content):
            notes.append(ProcessNote(content["id"], Sentence(**content["text"]), source))
    return tuple(notes)


def _check_name(name: str, path: Path, problems: ProblemList) -> None:
    try:
        IDENTIFIER(name)
    except ValidationError:
        problems.add(
            path,
            f"{show(name)} ska vara små bokstäver (a–z), siffror och bindestreck",
            f"{show(name)} should be lower-case letters (a–z), digits and hyphens",
        )
