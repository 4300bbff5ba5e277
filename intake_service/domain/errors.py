"""Errors of intake as facts; one table at the edge maps each to an HTTP answer."""

from datetime import datetime

from prescreen_shared.errors import StatedError


class IntakeError(StatedError):
    """Something that intake may not do."""


class CallNotFoundError(IntakeError):
    """No call has this id."""

    def __init__(self, call_id: object) -> None:
        super().__init__(call_id=str(call_id))


class ApplicationNotFoundError(IntakeError):
    """No application has this id."""

    def __init__(self, application_id: object) -> None:
        super().__init__(application_id=str(application_id))


class RegisterVersionNotFoundError(IntakeError):
    """The register has no version of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number=number)


class RegisterChangedError(IntakeError):
    """The register in force is another version than the one that a change was meant to replace; 0 is none."""

    def __init__(self, replaces: int, in_force: int) -> None:
        super().__init__(replaces=replaces, in_force=in_force)


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
