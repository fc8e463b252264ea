"""Holds: how long a place is kept for somebody who pays."""

from datetime import datetime, timedelta

HOLD = timedelta(minutes=15)
"""Where the settings say nothing else."""
WHILE_PAYING = timedelta(minutes=15)
"""So long at least from the moment the provider may charge: the money may take its time."""
RENEWALS = 1


def until(now: datetime, hold: timedelta = HOLD) -> datetime:
    return now + hold
