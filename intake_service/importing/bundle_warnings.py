"""What a sender may want to know of an accepted bundle, though nothing in it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shared.texts import text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from intake_service.importing.read_bundle import Bundle


def bundle_warnings(bundle: Bundle) -> list[dict[str, Any]]:
    """Give the warnings, each with a code and a sentence in Swedish and English."""
    return [{"code": code, **text(f"warning.{code}", **values)} for code, values in _found(bundle)]


def _found(bundle: Bundle) -> Iterator[tuple[str, dict[str, Any]]]:
    if not bundle.applications:
        yield "no_applications", {}
    unstated = sum(entry["submitted_at"] is None for entry in bundle.applications)
    if unstated:
        yield "submitted_at_unstated", {"count": unstated}
    if bundle.register is None:
        yield "no_register", {}
    decided = {decision["reference"] for decision in bundle.decisions or ()}
    undecided = sum(entry["reference"] not in decided for entry in bundle.applications)
    if decided and undecided:
        yield "decisions_incomplete", {"count": undecided}
