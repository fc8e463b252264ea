"""The nightly recount of places: whatever is not as it must be is told to the admins, and nothing is mended.

It leaves out the checks that read the whole audit, which grows for ever; `checks.findings` has those too.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog

from db.engine import Tx
from services import alerts, checks
from services.checks import Finding

MOST = 20
"""So many findings are alerts of their own; a fault that shows in thousands of places is one fault."""

log = structlog.get_logger()


def findings(tx: Tx, *, now: datetime) -> list[Finding]:
    """A look."""
    return [
        *checks.places.counters(tx),
        *checks.places.overlaps(tx),
        *checks.places.closed_sessions(tx, now=now),
        *checks.places.free_places(tx, now=now),
        *checks.places.parties(tx),
        *checks.places.places_of_registrations(tx, now=now),
        *checks.places.stuck_notifications(tx, now=now),
        *checks.money.findings(tx, now=now),
    ]


def report(tx: Tx, found: Sequence[Finding], *, now: datetime) -> None:
    """An alert for each of the first, and one that says how many more there are."""
    for finding in found:
        log.error("recount.finding", rule=finding.rule, subject=finding.subject, detail=finding.detail)
    for finding in found[:MOST]:
        subject, _, number = finding.subject.partition(" ")
        alerts.raise_alert(tx, finding.rule, subject=(subject, int(number)), now=now, found=finding.detail)
    if len(found) > MOST:
        alerts.raise_alert(tx, "recount", subject=("recount", 0), now=now, more=len(found) - MOST)
