"""Errors that state a fact, which both services' edges answer alike; each service adds its own beside these."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.faults import Fault


class StatedError(Exception):
    """Something that may not be done; ``values`` hold the facts that its sentence needs."""

    def __init__(self, **values: Any) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in values.items()))
        self.values = values


class InputRefusedError(StatedError):
    """What was sent has faults; every one of them is in ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class UnreadableBodyError(StatedError):
    """The body of a request cannot be read at all; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(code=fault.code)
        self.fault = fault


class ChangedMeanwhileError(StatedError):
    """Somebody else changed the same thing at the same moment."""


class IdempotencyKeyReusedError(StatedError):
    """An idempotency key came again with another content."""

    def __init__(self, key: str) -> None:
        super().__init__(key=key)


class PersonMissingError(StatedError):
    """Nobody is named who makes a change; ``header`` is where the name is expected."""

    def __init__(self, header: str) -> None:
        super().__init__(header=header)


class ForeignPageError(StatedError):
    """A browser sends a change for a page of another site."""
