"""Every queue and task name, spelled once; a service calls the other's task by name and never imports it."""

from enum import StrEnum
from typing import Final


class Queue(StrEnum):
    """The queues on the broker; each has exactly one consuming service."""

    SCORING_APPLICATIONS = "scoring.applications"
    SCORING_SCREENINGS = "scoring.screenings"
    SCORING_CHUNKS = "scoring.chunks"
    INTAKE_VERDICTS = "intake.verdicts"


class TaskName(StrEnum):
    """The tasks that travel on the queues."""

    RECEIVE_CALL = "scoring.receive_call"
    RECEIVE_APPLICATIONS = "scoring.receive_applications"
    SCREEN_CALL = "scoring.screen_call"
    PREPARE_SCREENING = "scoring.prepare_screening"
    SCREEN_CHUNK = "scoring.screen_chunk"
    SEND_APPLICATIONS = "intake.send_applications"
    CALL_CHECKED = "intake.call_checked"
    RECORD_VERDICTS = "intake.record_verdicts"
    CALL_SCREENED = "intake.call_screened"
    SCREENING_REFUSED = "intake.screening_refused"
    SCREENING_BEGUN = "intake.screening_begun"


QUEUE_OF_TASK: Final[dict[TaskName, Queue]] = {
    TaskName.RECEIVE_CALL: Queue.SCORING_APPLICATIONS,
    TaskName.RECEIVE_APPLICATIONS: Queue.SCORING_APPLICATIONS,
    TaskName.SCREEN_CALL: Queue.SCORING_SCREENINGS,
    TaskName.PREPARE_SCREENING: Queue.SCORING_SCREENINGS,
    TaskName.SCREEN_CHUNK: Queue.SCORING_CHUNKS,
    TaskName.SEND_APPLICATIONS: Queue.INTAKE_VERDICTS,
    TaskName.CALL_CHECKED: Queue.INTAKE_VERDICTS,
    TaskName.RECORD_VERDICTS: Queue.INTAKE_VERDICTS,
    TaskName.CALL_SCREENED: Queue.INTAKE_VERDICTS,
    TaskName.SCREENING_REFUSED: Queue.INTAKE_VERDICTS,
    TaskName.SCREENING_BEGUN: Queue.INTAKE_VERDICTS,
}

SCORING_QUEUES: Final = (Queue.SCORING_APPLICATIONS, Queue.SCORING_SCREENINGS, Queue.SCORING_CHUNKS)
INTAKE_QUEUES: Final = (Queue.INTAKE_VERDICTS,)
