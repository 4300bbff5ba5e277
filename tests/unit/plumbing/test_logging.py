"""Logs: one line of JSON an event, from whichever library, with personal data masked."""

from __future__ import annotations

import json
import logging

import pytest
import structlog

from prescreen_shared.plumbing.logging import MASK, configure_logging, mask_personal_data
from prescreen_shared.plumbing.settings import LogSettings


@pytest.mark.parametrize(
    "text",
    ["skriv till anna.ek@stad.se nu", "personnummer 19810203-1234", "redis://:hemligt@broker:6379/0"],
)
def test_personal_data_and_passwords_are_masked_wherever_they_stand(text: str) -> None:
    event = {"event": "seen", "where": {"list": [text]}, "contact_name": "Anna Ek"}
    masked = json.dumps(mask_personal_data(None, "info", event))
    assert MASK in masked
    for secret in ("anna.ek", "0203", "hemligt", "Anna Ek"):
        assert secret not in masked


def test_ordinary_text_and_numbers_are_left_alone() -> None:
    event = {"event": "Ordinarie verksamhet 2017-11-30", "amount": 1_250_000, "dnr": "3.1.1-512/2017"}
    assert mask_personal_data(None, "info", dict(event)) == event


def test_every_line_is_one_json_object_from_either_library(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging(LogSettings("json", "INFO"))
        with structlog.contextvars.bound_contextvars(request_id="r-7"):
            structlog.get_logger("own").info("screened", count=2)
            logging.getLogger("celery.worker").warning("lost %s", "anna@stad.se")
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finally:
        root.handlers[:], _ = before
        root.setLevel(before[1])
        structlog.reset_defaults()
    assert [(line["event"], line["request_id"]) for line in lines] == [
        ("screened", "r-7"),
        (f"lost {MASK}", "r-7"),
    ]


def test_what_celery_adds_beside_a_line_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    try:
        configure_logging(LogSettings("json", "INFO"))
        context = {"id": "7", "kwargs": "{'message': 'Vi vill starta en öppen träff'}"}
        logging.getLogger("celery.worker.strategy").info("received %(id)s", context, extra={"data": context})
        written = capsys.readouterr().err
    finally:
        root.handlers[:], _ = before
        root.setLevel(before[1])
        structlog.reset_defaults()
    assert "received 7" in written
    assert "träff" not in written
