"""The scheduler's loop: one failing or hanging step never stops another, and a stop is obeyed."""

from __future__ import annotations

import threading
import time

from prescreen_shared.plumbing.scheduler import Poller, Step


def test_a_step_that_fails_is_tried_again_and_stops_nobody() -> None:
    runs = {"bad": 0, "good": 0}

    def bad() -> bool:
        runs["bad"] += 1
        raise RuntimeError("the broker is absent")

    def good() -> bool:
        runs["good"] += 1
        # A busy machine may let one of them wait, so the other goes on for as long as it takes, but not for ever.
        if (runs["good"] >= 20 and runs["bad"] >= 3) or runs["good"] >= 5_000:
            poller.stop()
        return False

    poller = Poller([Step("bad", 0.001, bad, longest_pause_s=0.002), Step("good", 0.005, good)])
    poller.run()
    assert runs["good"] >= 20
    assert runs["bad"] >= 3


def test_a_step_that_hangs_holds_back_nobody() -> None:
    release = threading.Event()
    runs = 0

    def hang() -> bool:
        return not release.wait(10)

    def good() -> bool:
        nonlocal runs
        runs += 1
        if runs == 5:
            poller.stop()
            release.set()
        return False

    poller = Poller([Step("hanging", 0.001, hang), Step("good", 0.001, good)])
    started = time.monotonic()
    poller.run()
    assert time.monotonic() - started < 5


def test_a_step_with_more_to_do_is_run_again_at_once() -> None:
    runs = 0

    def busy() -> bool:
        nonlocal runs
        runs += 1
        if runs == 50:
            poller.stop()
        return True

    poller = Poller([Step("busy", 3600.0, busy)])
    poller.run()
    assert runs == 50
