"""Every task that travels has someone who acts on it, in the service that consumes its queue."""

from __future__ import annotations

from intake_service.worker import ACTIONS as INTAKE_ACTIONS
from prescreen_shared.names import INTAKE_QUEUES, QUEUE_OF_TASK, SCORING_QUEUES
from scoring_service.worker import ACTIONS as SCORING_ACTIONS


def test_every_task_is_acted_on_by_the_service_that_consumes_its_queue() -> None:
    assert set(SCORING_ACTIONS) == {task for task, queue in QUEUE_OF_TASK.items() if queue in SCORING_QUEUES}
    assert set(INTAKE_ACTIONS) == {task for task, queue in QUEUE_OF_TASK.items() if queue in INTAKE_QUEUES}
