"""The client tells faults in what was sent from faults of the service."""

from __future__ import annotations

import json
from collections.abc import Callable

import httpx
import pytest

from prescreen.clients import IntakeClient, IntakeFailedError, IntakeRefusedError


def client(answer: Callable[[httpx.Request], httpx.Response]) -> IntakeClient:
    """Give a client whose intake answers by a function."""
    return IntakeClient("http://intake", transport=httpx.MockTransport(answer))


def test_a_bundle_goes_in_whole_and_the_report_comes_back() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("POST", "/api/bundles")
        return httpx.Response(201, json={"call_id": "c1", "got": json.loads(request.content)})

    assert client(answer).import_bundle({"call": {"id": "å"}}) == {
        "call_id": "c1",
        "got": {"call": {"id": "å"}},
    }


def test_progress_is_read() -> None:
    body = {"screening_id": "s", "state": "waiting", "total": 29, "done": 7, "stuck": 0, "rule_set": None}
    progress = client(lambda _: httpx.Response(200, json=body)).screening("c1")
    assert (progress.done, progress.total, progress.is_over) == (7, 29, False)


def test_files_come_back_byte_for_byte() -> None:
    assert (
        client(lambda _: httpx.Response(200, content=b"<!doctype html>\r\n")).proposal_page("c1")
        == b"<!doctype html>\r\n"
    )


def test_an_id_from_outside_stays_one_step_of_the_path() -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path.decode())
        return httpx.Response(202)

    client(answer).close_call("../a b")
    assert paths == ["/api/calls/..%2Fa%20b/close"]


def test_a_refusal_carries_every_fault() -> None:
    problem = {"title": "Unprocessable", "detail": "2 faults", "errors": [{"code": "a"}, {"code": "b"}]}
    with pytest.raises(IntakeRefusedError) as caught:
        client(lambda _: httpx.Response(422, json=problem)).import_bundle({})
    assert [error["code"] for error in caught.value.errors] == ["a", "b"]
    assert caught.value.detail == "2 faults"


def test_a_refusal_without_a_problem_document_is_still_a_refusal() -> None:
    with pytest.raises(IntakeRefusedError) as caught:
        client(lambda _: httpx.Response(413, text="too large")).import_bundle({})
    assert caught.value.errors == []


@pytest.mark.parametrize("content", [b'{"detail": "disk full"}', b"oops", b"[]"])
def test_a_server_error_is_no_fault_of_the_bundle(content: bytes) -> None:
    with pytest.raises(IntakeFailedError, match="500"):
        client(lambda _: httpx.Response(500, content=content)).import_bundle({})


def test_no_answer_is_no_fault_of_the_bundle() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(IntakeFailedError, match="did not answer"):
        client(answer).screening("c1")
