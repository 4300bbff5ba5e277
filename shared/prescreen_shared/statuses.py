"""The words for states, outcomes and effects that both services, the messages and the files use."""

from enum import StrEnum


class Outcome(StrEnum):
    """The proposal for one application, strongest first."""

    REFUSE = "refuse"
    SET_ASIDE = "set_aside"
    REFER = "refer"
    ELIGIBLE = "eligible"


class Effect(StrEnum):
    """What a finding does to the outcome when its condition is met, strongest first."""

    REFUSE = "refuse"
    SET_ASIDE = "set_aside"
    REFER = "refer"
    NOTE = "note"


class FindingStatus(StrEnum):
    """Three-valued answer of a rule on one application."""

    MET = "met"
    NOT_MET = "not_met"
    UNDETERMINED = "undetermined"


class Decided(StrEnum):
    """What people decided about an application."""

    GRANTED = "granted"
    REFUSED = "refused"
    NOT_PRIORITISED = "not_prioritised"


class ApplicationState(StrEnum):
    """Life of an application in intake."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"
    SCREENED = "screened"
    DECIDED = "decided"


class CallState(StrEnum):
    """Life of a call in intake; ``partial`` means the deadline of the screening passed with applications stuck."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    SCREENED = "screened"
    PARTIAL = "partial"


class DeliveryState(StrEnum):
    """Where one item that waits for an answer stands; nothing rests in any other state."""

    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"
