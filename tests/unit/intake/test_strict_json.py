"""Reading JSON strictly: what cannot be kept is refused by name, and quickly however much there is of it."""

from __future__ import annotations

import json
import time

import pytest

from prescreen_shared.errors import UnreadableBodyError
from prescreen_shared.plumbing.strict_json import read_json


def test_a_key_twice_among_very_many_is_named_at_once() -> None:
    many = json.dumps({f"k{number}": 0 for number in range(100_000)})
    began = time.process_time()
    with pytest.raises(UnreadableBodyError) as raised:
        read_json(f'{many[:-1]}, "k99999": 1}}'.encode())
    assert raised.value.fault.field == "k99999"
    # Counting each key among all of them took minutes.
    assert time.process_time() - began < 5
