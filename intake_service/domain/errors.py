"""Errors of intake as facts; one table at the edge maps each to an HTTP answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from intake_service.domain.fault import Fault


class IntakeError(Exception):
    """Something that may not be done; ``values`` hold the facts that its sentence needs."""

    def __init__(self, **values: Any) -> None:
        super().__init__(", ".join(f"{name}={value}" for name, value in values.items()))
        self.values = values


class InputRefusedError(IntakeError):
    """What was sent has faults; every one of them is in ``faults``."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class UnreadableBodyError(IntakeError):
    """The body of a request cannot be read at all; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(code=fault.code)
        self.fault = fault


class CallNotFoundError(IntakeError):
    """No call has this id."""

    def __init__(self, call_id: object) -> None:
        super().__init__(call_id=str(call_id))


class ApplicationNotFoundError(IntakeError):
    """No application has this id."""

    def __init__(self, application_id: object) -> None:
        super().__init__(application_id=str(application_id))


class RankingNotFoundError(IntakeError):
    """An administration has not ranked its applications in this call."""

    def __init__(self, administration: str) -> None:
        super().__init__(administration=administration)


class ScreeningNotFoundError(IntakeError):
    """A call has no screening, because it has not been closed."""

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class ScreeningUnknownError(IntakeError):
    """A message is about a screening that intake never ordered."""

    def __init__(self, screening_id: str) -> None:
        super().__init__(screening_id=screening_id)


class CallClosedError(IntakeError):
    """A call no longer takes or changes applications."""

    def __init__(self, code: str, closed_at: datetime) -> None:
        super().__init__(code=code, closed_at=closed_at)


class CallNotOpenError(IntakeError):
    """A call is still a draft, so nothing can be applied for and nothing closed."""

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class CallNotDraftError(IntakeError):
    """A call has been opened; its terms can no longer be changed."""

    def __init__(self, code: str, state: str) -> None:
        super().__init__(code=code, state=state)


class CallCodeTakenError(IntakeError):
    """Another call has this code."""

    def __init__(self, code: str) -> None:
        super().__init__(code=code)


class ReferenceTakenError(IntakeError):
    """Another application of the call has this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference=reference)


class ApplicationStateError(IntakeError):
    """An application is in a state in which this cannot be done."""

    def __init__(self, reference: str, state: str, accepted: str) -> None:
        super().__init__(reference=reference, state=state, accepted=accepted)


class ChangedMeanwhileError(IntakeError):
    """Somebody else changed the same thing at the same moment."""


class IdempotencyKeyReusedError(IntakeError):
    """An idempotency key came again with another content."""

    def __init__(self, key: str) -> None:
        super().__init__(key=key)
