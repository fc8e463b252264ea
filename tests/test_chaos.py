"""What the judge of kill -9 excuses, and what not."""

import pytest

from sandbox.api import Call
from tests.flows.test_kill import LONGEST_WAIT_FOR_CALL, unexcused


@pytest.mark.parametrize(
    ("kills", "is_excused"),
    [
        ({"worker-1": [101.0]}, True),
        ({"worker-2": [101.0]}, False),
        ({"worker-1": [99.9]}, False),
        ({"worker-1": [100.0 + LONGEST_WAIT_FOR_CALL]}, False),
        ({}, False),
    ],
)
def test_only_a_kill_of_whoever_sent_it_excuses_a_doubled_notice(kills, is_excused):
    class Fleet:
        def kills_of(self, caller: str) -> list[float]:
            return kills.get(caller, [])

        def log(self) -> str:
            return ""

    call = Call("sendMessage", {}, ok=True, at=100.0, caller="worker-1")
    assert (unexcused([call], Fleet()) == []) == is_excused
