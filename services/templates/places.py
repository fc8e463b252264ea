"""What a template can hold at most, and its places: checked when they are set, and again when sessions are made."""

from collections.abc import Sequence
from typing import Any

MOST = 1000
LONGEST_MINUTES = 7 * 24 * 60
MOST_WEEKS = 8
LONGEST_NAME = 40


def are_valid(quotas: Sequence[dict[str, Any]]) -> bool:
    """At least one quota, each with a name of its own and a number of places that a room can hold."""
    names = [quota.get("name") for quota in quotas]
    numbers = [quota.get("capacity") for quota in quotas]
    fine_names = all(isinstance(name, str) and len(name) <= LONGEST_NAME for name in names)
    fine_numbers = all(isinstance(number, int) and 1 <= number <= MOST for number in numbers)
    return bool(quotas) and fine_names and fine_numbers and len(set(names)) == len(names)
