"""What the command reads of verdicts.json, version 1."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from prescreen_shared.shapes.declaring import read
from prescreen_shared.shapes.verdict import FiledVerdict, VerdictsFile

VERSION: Final = 1


class UnreadableVerdictsError(ValueError):
    """The document is not a verdicts.json that this version understands."""


@dataclass(frozen=True, kw_only=True)
class Verdicts(VerdictsFile):
    """A whole verdicts.json, with its verdicts by reference."""

    def of(self, reference: str) -> FiledVerdict | None:
        """Give the verdict on one application, None when there is none."""
        return self._by_reference.get(reference)

    @cached_property
    def _by_reference(self) -> dict[str, FiledVerdict]:
        return {verdict.reference: verdict for verdict in self.verdicts}


def read_verdicts(content: bytes) -> Verdicts:
    """Read the document.

    Raises:
        UnreadableVerdictsError: not JSON, another version, or members missing.
    """
    try:
        document = json.loads(content)
        if document["version"] != VERSION:
            raise UnreadableVerdictsError(
                f"version {document['version']!r}; this command reads version {VERSION}"
            )
        return read(Verdicts, document)
    except UnreadableVerdictsError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableVerdictsError(f"not a verdicts.json: {error!r}") from error
