"""A fault as it leaves a service: where it is, its code, and its sentence in both languages."""

from typing import Any

from prescreen_shared.errors import Fault
from prescreen_shared.texts.catalogue import text


def tell_fault(fault: Fault) -> dict[str, Any]:
    """Write a fault as a member of ``errors``."""
    placed = {"file": fault.file, "entry": fault.entry, "cell": fault.cell}
    return {
        **{name: value for name, value in placed.items() if value is not None},
        "field": fault.field,
        "code": fault.code,
        **text(f"fault.{fault.code}", **fault.values),
    }
