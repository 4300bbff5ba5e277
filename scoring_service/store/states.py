"""The states that a screening and a chunk go through in scoring; nothing rests in any other."""

from enum import StrEnum


class ScreeningState(StrEnum):
    """``gathering`` waits for applications, ``preparing`` looks at the call as a whole, ``refused`` has no usable rules."""

    GATHERING = "gathering"
    PREPARING = "preparing"
    SCREENING = "screening"
    DONE = "done"
    REFUSED = "refused"


class ChunkState(StrEnum):
    """``split`` has been halved after a crash: its applications belong to two newer chunks."""

    OPEN = "open"
    DONE = "done"
    SPLIT = "split"
