"""Notices that are about no registration: a team, a template, a host."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx


@dataclass(frozen=True, slots=True)
class Matter:
    """What such a notice can be told from, at the moment it is sent."""

    tx: Tx
    reader_id: int
    data: Mapping[str, Any]
    """What it was given when it was owed."""
    now: datetime
