"""Payments to the hosts whose money somebody sees: a page at a time, the newest first; one of them; all as rows."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models.payments import PaymentStatus, RefundStatus
from db.queries import organizing as reaching
from db.queries import takings as queries
from db.queries import users as user_queries
from services import audit
from services.errors import NotFound
from services.refunds import by_hand, viewing
from services.refunds.viewing import RefundLine

PAGE = 25
ROWS = 1000
MOST_SERIES = 200
STATES: dict[str, frozenset[PaymentStatus]] = {
    "all": frozenset(PaymentStatus) - {PaymentStatus.CANCELLED},
    "paid": frozenset({PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED}),
    "refunded": frozenset({PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.REFUNDED}),
    "pending": frozenset({PaymentStatus.PENDING}),
    "failed": frozenset({PaymentStatus.FAILED, PaymentStatus.CANCELLED}),
    "disputed": frozenset({PaymentStatus.DISPUTED}),
    "stuck": frozenset(PaymentStatus),
    "open": frozenset(PaymentStatus),
}
REFUNDS: dict[str, frozenset[RefundStatus]] = {
    "stuck": frozenset({RefundStatus.FAILED}),
    "open": frozenset({RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.FAILED}),
}
"""States of a payment that go by what became of its refunds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of it; days are those of the reader's calendar, both of them included."""

    state: str = "all"
    host_id: int = 0
    series_id: int = 0
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment with what of it went back; `facts` as `queries.list_of_hosts` gives them."""

    facts: Facts
    refunds: tuple[RefundLine, ...]

    @property
    def left(self) -> int:
        """What can go back, in minor units."""
        facts = self.facts
        can = facts.status.has_arrived and facts.status != PaymentStatus.DISPUTED
        return int(facts.amount - facts.refunded) if can else 0


@dataclass(frozen=True, slots=True)
class Paged:
    payments: tuple[Taken, ...]
    hosts: tuple[tuple[int, str], ...]
    series: tuple[tuple[int, str], ...]
    page: int
    has_next: bool


def page(tx: Tx, *, user_id: int, wanted: Wanted, zone: str, page: int = 0) -> Paged:
    """A look. Raises NotFound for who sees the money of no host, or not of the one that is wanted."""
    hosts = _hosts(tx, user_id)
    rows = _rows(tx, hosts, wanted, zone, offset=page * PAGE, limit=PAGE + 1)
    reach = reaching.Reach(user_id, hosts=frozenset(hosts))
    series = reaching.list_series(tx, reach, host_id=wanted.host_id, limit=MOST_SERIES)
    return Paged(
        payments=_taken(tx, rows[:PAGE]),
        hosts=tuple(hosts.items()),
        series=tuple((one.id, one.title) for one in series),
        page=page,
        has_next=len(rows) > PAGE,
    )


def one(tx: Tx, *, user_id: int, payment_id: int) -> Taken:
    """A look. Raises NotFound."""
    payment = by_hand.payment_to_refund(tx, payment_id, user_id)
    if payment.host_id is None:
        raise NotFound
    rows = queries.list_of_hosts(tx, [payment.host_id], statuses=list(PaymentStatus), payment_id=payment_id, limit=1)
    return _taken(tx, rows)[0]


def begin_export(tx: Tx, *, user_id: int, wanted: Wanted, now: datetime) -> None:
    """Write down that somebody takes them along; the rows are read afterwards. Raises NotFound."""
    for host_id in _hosts(tx, user_id):
        if wanted.host_id in {0, host_id}:
            audit.record(tx, "payments.exported", actor_id=user_id, subject=("host", host_id), at=now)


def rows(tx: Tx, *, user_id: int, wanted: Wanted, zone: str, before_id: int = 0) -> Sequence[Taken]:
    """A look at the next rows, from below an id. Raises NotFound."""
    return _taken(tx, _rows(tx, _hosts(tx, user_id), wanted, zone, before_id=before_id, limit=ROWS))


def _hosts(tx: Tx, user_id: int) -> dict[int, str]:
    """Those that somebody owns or manages: nobody else has the right to see their money."""
    person = user_queries.find_standing(tx, user_id)
    reach = reaching.find_reach(tx, user_id)
    if person is None or person.blocked_at is not None or not reach.hosts:
        raise NotFound
    return {host.id: host.name for host in reaching.list_hosts(tx, reach) if host.id in reach.hosts}


def _rows(
    tx: Tx, hosts: Collection[int], wanted: Wanted, zone: str, *, offset: int = 0, before_id: int = 0, limit: int
) -> Sequence[Facts]:
    if wanted.host_id and wanted.host_id not in hosts:
        raise NotFound
    return queries.list_of_hosts(
        tx,
        [wanted.host_id] if wanted.host_id else hosts,
        statuses=STATES[wanted.state],
        with_refunds=REFUNDS.get(wanted.state, ()),
        series_id=wanted.series_id,
        since=_midnight(wanted.first, zone) if wanted.first else None,
        until=_midnight(wanted.last + timedelta(days=1), zone) if wanted.last else None,
        before_id=before_id,
        offset=offset,
        limit=limit,
    )


def _taken(tx: Tx, rows: Sequence[Facts]) -> tuple[Taken, ...]:
    providers = {row.id: row.provider for row in rows}
    refunds = defaultdict[int, list[RefundLine]](list)
    for refund in queries.list_refunds_of(tx, list(providers)) if providers else ():
        refunds[refund.payment_id].append(viewing.line(refund, providers[refund.payment_id]))
    return tuple(Taken(row, tuple(refunds[row.id])) for row in rows)


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))
