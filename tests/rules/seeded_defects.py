"""The corpus of defects: small edits of a sound rule file, each with what is to be said of it and on which line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

FOLDER = Path(__file__).parent / "defects"
BASE = FOLDER / "base.yaml"


@dataclass(frozen=True)
class Expected:
    """One fault: the line is the one on which ``at`` begins in the edited file."""

    at: str
    sv: str
    en: str
    severity: str


@dataclass(frozen=True)
class Defect:
    """Edits of the sound file, and every fault that they are to give."""

    title: str
    edits: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]

    def text(self, sound: str) -> str:
        """Give the file with the defect; each edit fits one place."""
        for old, new in self.edits:
            assert sound.count(old) == 1, f"{self.title}: {old!r} stands {sound.count(old)} times"
            sound = sound.replace(old, new)
        return sound

    def lines(self, text: str) -> list[int]:
        """Give the line of each expected fault in the file with the defect."""
        for each in self.expected:
            assert text.count(each.at) == 1, f"{self.title}: {each.at!r} stands {text.count(each.at)} times"
        return [text[: text.index(each.at)].count("\n") + 1 for each in self.expected]


def all_defects() -> list[Defect]:
    """Read the corpus."""
    files = sorted(path for path in FOLDER.glob("*.yaml") if path != BASE)
    return [_defect(entry) for path in files for entry in YAML(typ="safe").load(path.read_text("utf-8"))]


def _defect(entry: dict[str, Any]) -> Defect:
    edits = entry.get("edits", [entry])
    return Defect(
        entry["title"],
        tuple((edit["replace"], edit["by"]) for edit in edits),
        tuple(
            Expected(each["at"], each["sv"], each["en"], each.get("severity", "error"))
            for each in (entry, *entry.get("more", ()))
        ),
    )
