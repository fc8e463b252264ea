"""Recounts everything against the rules of the domain. Looks only: nothing is mended."""

from datetime import datetime

from db.engine import Tx
from services.checks import money, places
from services.checks.finding import Finding

__all__ = ["Finding", "findings", "money", "places"]


def findings(tx: Tx, *, now: datetime) -> list[Finding]:
    """A look: everything that is not as it must be; empty where all is well."""
    return [
        *places.counters(tx),
        *places.overlaps(tx),
        *places.closed_sessions(tx, now=now),
        *places.free_places(tx, now=now),
        *places.parties(tx),
        *places.places_of_registrations(tx, now=now),
        *places.steps(tx),
        *places.untold(tx),
        *places.stuck_notifications(tx, now=now),
        *places.unhandled_updates(tx, now=now),
        *money.findings(tx, now=now),
    ]
