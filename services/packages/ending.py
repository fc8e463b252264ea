"""Packages that end soon: whoever has credits left hears of it a month, a week and a day before, once each."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from db.engine import Facts, Tx
from db.models import Host, Purchase
from db.models.series import BookingMode
from db.queries import credits as credit_queries
from db.queries import listings
from db.queries import packages as queries
from db.queries import reminders as promise_queries
from services import outbox

MONTH, WEEK, DAY = 30, 7, 1
WINDOWS = (DAY, WEEK, MONTH)
"""Days before the end."""
BEGINS, ENDS = time(9), time(12)
"""By the host's clock; a morning that nobody swept is made up for until noon."""
SUGGESTED, LOOKED_AT = 3, 12

log = structlog.get_logger()


def list_due(tx: Tx, *, now: datetime) -> list[int]:
    """A look: what ends in one of the windows, where it is morning, and whoever owns it was not told so."""
    rows = queries.list_ending(tx, now, now + timedelta(days=MONTH))
    warned = [(row, days) for row in rows if _is_morning(row.time_zone, now) and (days := _window(row, now))]
    used_up = [row.id for row, _ in warned if not row.remaining]
    if used_up:
        log.info("packages.not_warned", reason="Package fully used, no warning needed", purchases=used_up)
    keys = {row.id: _key(row.id, row.user_id, days) for row, days in warned if row.remaining}
    known = promise_queries.list_known(tx, list(keys.values()))
    return [purchase_id for purchase_id, key in keys.items() if key not in known]


def _is_morning(time_zone: str, now: datetime) -> bool:
    return BEGINS <= now.astimezone(ZoneInfo(time_zone)).time() < ENDS


def _window(row: Facts | Purchase, now: datetime) -> int | None:
    """Of how many days; none for what was bought when it was no longer so long good."""
    days = next((days for days in WINDOWS if row.expires_at - now <= timedelta(days=days)), None)
    return days if days and row.expires_at - row.bought_at > timedelta(days=days) else None


def _key(purchase_id: int, user_id: int, days: int) -> str:
    return outbox.matter_key(_kind(days), user_id, ("purchase", purchase_id), days)


def _kind(days: int) -> str:
    return "package_ends" if days == MONTH else "package_ends_soon"


def owe(tx: Tx, purchase_ids: Sequence[int], *, now: datetime) -> int:
    """Owe the warnings of some; returns how many. Twice is as good as once."""
    owed = 0
    for purchase_id in sorted(purchase_ids):
        purchase = credit_queries.lock(tx, purchase_id)
        days = _window(purchase, now)
        if not days or not purchase.remaining or purchase.ended_at is not None:
            continue
        if promise_queries.list_known(tx, [_key(purchase_id, purchase.user_id, days)]):
            continue
        _owe(tx, purchase, days, now=now)
        owed += 1
    return owed


def _owe(tx: Tx, purchase: Purchase, days: int, *, now: datetime) -> None:
    host = tx.get_one(Host, purchase.host_id)
    outbox.put_matter(
        tx,
        _kind(days),
        user_id=purchase.user_id,
        subject=("purchase", purchase.id),
        due_at=now,
        useful_until=purchase.expires_at,
        version=days,
        purchase_id=purchase.id,
        days=days,
        host_id=host.id,
        host_code=host.code,
        sessions=list(_suggested(tx, purchase, now=now)),
    )


def _suggested(tx: Tx, purchase: Purchase, *, now: datetime) -> Iterator[tuple[int, str, str, str]]:
    """What somebody can go to with it next: id, title, start and zone."""
    rows = listings.list_page(
        tx,
        viewer_id=purchase.user_id,
        starts_from=now,
        starts_before=purchase.expires_at,
        now=now,
        narrowing=listings.Narrowing(host_id=purchase.host_id, has_place=True),
        limit=LOOKED_AT,
    )
    good = [row for row in rows if row.mode == BookingMode.PAID and 0 < row.credits <= purchase.remaining]
    for row in good[:SUGGESTED]:
        yield row.id, row.title, row.starts_at.isoformat(), row.time_zone
