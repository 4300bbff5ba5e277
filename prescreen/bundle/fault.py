"""One fault in a bundle: where it stands, and what is wrong in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from shared.texts import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of one file; ``entry`` is a reference or a place in the list, ``line`` counts from 1."""

    file: str | None
    code: str
    sv: str
    en: str
    line: int | None = None
    entry: str | None = None
    field: str | None = None

    @classmethod
    def of(cls, text_id: str, file: str, line: int | None = None, **values: object) -> Self:
        """Make a fault whose sentences stand in the catalogue; the id's last part becomes its code."""
        said = text(text_id, **values)
        return cls(file, text_id.rpartition(".")[2], said["sv"], said["en"], line=line)


class BadBundleError(Exception):
    """The bundle cannot be taken; carries every fault that was found."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.file}: {fault.en}" for fault in faults))
        self.faults = tuple(faults)


def fault_from(document: Mapping[str, object]) -> Fault:
    """Read a fault as intake reports it, a member of ``errors`` of its problem document."""

    def words(key: str) -> str | None:
        value = document.get(key)
        return None if value is None else str(value)

    sv, en = words("sv"), words("en")
    return Fault(
        file=words("file"),
        code=words("code") or "unknown",
        sv=sv or en or "",
        en=en or sv or "",
        entry=words("entry"),
        field=words("field"),
    )
