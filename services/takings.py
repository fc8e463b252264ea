"""Takings: what came in, what went back, what is open, of a session, a series or a host. Currencies never add up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models import Host, Series
from db.queries import takings as queries
from services import access
from services.access import Right

MONTHS = 6
FAILED_WITHIN = timedelta(days=30)
"""A payment that failed longer ago waits for nobody."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one currency, in its minor units."""

    currency: str
    paid: int
    refunded: int
    """What arrived at those who had paid."""
    going_back: int
    """What is owed or on its way to them."""
    to_pay: int
    """What was asked for and did not come yet."""
    payments: int

    @property
    def kept(self) -> int:
        return self.paid - self.refunded - self.going_back


@dataclass(frozen=True, slots=True)
class Month:
    begins_on: date
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Takings:
    """The newest month first; it is not over."""

    title: str
    """Of the series; empty where it is of the whole host."""
    host_id: int
    host_name: str
    series_id: int
    months: tuple[Month, ...]
    open_refunds: int
    failed: int


@dataclass(frozen=True, slots=True)
class SessionTakings:
    session_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A refund or payment that is not as it should be, and whose it is."""

    id: int
    status: str
    kind: str
    amount: int
    currency: str
    at: datetime
    name: str
    title: str
    registration_id: int
    """0 where it is about none."""


@dataclass(frozen=True, slots=True)
class Open:
    host_id: int
    host_name: str
    series_id: int
    title: str
    refunds: tuple[OpenLine, ...]
    payments: tuple[OpenLine, ...]


def of_session(tx: Tx, *, user_id: int, session_id: int) -> SessionTakings:
    """A look. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.SEE_MONEY, session_id, user_id)
    return SessionTakings(
        session_id=session.id,
        title=tx.get_one(Series, session.series_id).title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        sums=_sums(queries.list_sums_of_session(tx, session_id)),
    )


def of_place(tx: Tx, *, user_id: int, host_id: int, series_id: int = 0, now: datetime) -> Takings:
    """A look at the months up to now of a series, or of a whole host. Raises NotFound."""
    host, series = _place(tx, user_id, host_id, series_id)
    days = months(now, host.time_zone)
    begins = [datetime.combine(day, time(), tzinfo=ZoneInfo(host.time_zone)) for day in days]
    which = {"host_id": host.id, "series_id": series_id}
    end = now + timedelta(seconds=1)
    rows = queries.list_sums_by_span(tx, **which, begins=begins, end=end)
    return Takings(
        title=series.title if series else "",
        host_id=host.id,
        host_name=host.name,
        series_id=series_id,
        months=tuple(
            Month(day, _sums(row for row in rows if row.span == number))
            for number, day in reversed(list(enumerate(days)))
        ),
        open_refunds=len(queries.list_open_refunds(tx, **which)),
        failed=len(queries.list_failed_payments(tx, **which, since=now - FAILED_WITHIN)),
    )


def list_open(tx: Tx, *, user_id: int, host_id: int, series_id: int = 0, now: datetime) -> Open:
    """A look at what waits: refunds not done, payments that failed, and fees that nobody paid. Raises NotFound."""
    host, series = _place(tx, user_id, host_id, series_id)
    which = {"host_id": host.id, "series_id": series_id}
    return Open(
        host_id=host.id,
        host_name=host.name,
        series_id=series_id,
        title=series.title if series else "",
        refunds=tuple(_line(row, "refund") for row in queries.list_open_refunds(tx, **which)),
        payments=tuple(
            _line(row, row.kind) for row in queries.list_failed_payments(tx, **which, since=now - FAILED_WITHIN)
        ),
    )


def _place(tx: Tx, user_id: int, host_id: int, series_id: int) -> tuple[Host, Series | None]:
    if not series_id:
        return access.host_to(tx, Right.SEE_MONEY, host_id, user_id), None
    series = access.series_to(tx, Right.SEE_MONEY, series_id, user_id)
    return tx.get_one(Host, series.host_id), series


def months(now: datetime, zone: str, count: int = MONTHS) -> list[date]:
    """The first days of so many months by the host's calendar, the one that we are in last."""
    first = now.astimezone(ZoneInfo(zone)).date().replace(day=1)
    found = [first]
    while len(found) < count:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _sums(rows: Iterable[Facts]) -> tuple[Sum, ...]:
    return tuple(
        Sum(row.currency, int(row.paid), int(row.refunded), int(row.going_back), int(row.to_pay), int(row.payments))
        for row in rows
    )


def _line(row: Facts, kind: str) -> OpenLine:
    return OpenLine(
        id=row.id,
        status=row.status,
        kind=kind,
        amount=row.amount,
        currency=row.currency,
        at=row.created_at,
        name=row.name,
        title=row.title or "",
        registration_id=row.registration_id or 0,
    )
