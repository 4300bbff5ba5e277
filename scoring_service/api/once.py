"""Doing once what the same request asks for several times, as a client does that got no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request

from scoring_service.api.current import parts
from scoring_service.store.tables import IdempotencyKeyRow
from shared.plumbing.idempotency import earlier_answer, give_back, keep_answer
from shared.plumbing.web.person import acting_person

if TYPE_CHECKING:
    from collections.abc import Callable

Json = dict[str, Any]


Answered = tuple[Json, dict[str, str]]
"""An answer, and the headers that belong to it: where it is to be found, and whether it was given before."""


def once(scope: str, key: str | None, act: Callable[[], Json], where: Callable[[Json], str]) -> Answered:
    """Give what ``act`` gives, and to the same request of the same person with the same key what it gave before.

    A process that dies between the act and the keeping of its answer lets a repeated request act again, two minutes
    later.

    Raises:
        IdempotencyKeyReusedError: the key came before with another content, or from another person.
        ChangedMeanwhileError: the same request is being worked on.
    """
    if key is None:
        document = act()
        return document, {"Location": where(document)}
    database, now = parts().database, parts().clock.now()
    asked = acting_person().encode() + b"\0" + request.get_data()
    with database.writing() as session:
        earlier = earlier_answer(session, IdempotencyKeyRow, scope, key, asked, now)
    if earlier is not None:
        return earlier, {"Location": where(earlier), "Idempotency-Replayed": "true"}
    try:
        document = act()
    except BaseException:
        with database.writing() as session:
            give_back(session, IdempotencyKeyRow, scope, key)
        raise
    with database.writing() as session:
        keep_answer(session, IdempotencyKeyRow, scope, key, document)
    return document, {"Location": where(document)}
