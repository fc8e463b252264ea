"""Registrations as a table, for who may have it: the people of a session, or all that was booked in a series."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models import Host, Series
from db.models.registrations import Attendance, Status
from db.queries import exports as queries
from services import access, audit
from services.access import Right
from services.files.sheets import Cell, Sheet, write
from services.translator import Translator, mark

PAGE = 1000
Line = Facts
"""A registration as the database gives it."""
STATUSES = {
    Status.PENDING_APPROVAL: mark("waits for a yes"),
    Status.PENDING_PAYMENT: mark("has to pay"),
    Status.CONFIRMED: mark("confirmed"),
    Status.WAITLISTED: mark("on the waitlist"),
    Status.OFFERED: mark("was offered a place"),
    Status.CANCELLED: mark("cancelled"),
    Status.REJECTED: mark("not accepted"),
    Status.EXPIRED: mark("ran out"),
}
ATTENDANCE = {
    Attendance.ATTENDED: mark("was there"),
    Attendance.LATE: mark("came late"),
    Attendance.NO_SHOW: mark("did not come"),
}
IN_ORDER = {status: place for place, status in enumerate([Status.CONFIRMED, Status.OFFERED, *STATUSES])}


@dataclass(frozen=True, slots=True)
class Scope:
    """One session, or a series or a host (the other ids are 0) in a span: `coming`, `recent` or `all`."""

    session_id: int = 0
    series_id: int = 0
    span: str = "all"
    host_id: int = 0

    @property
    def ids(self) -> dict[str, int]:
        return {"session_id": self.session_id, "series_id": self.series_id, "host_id": self.host_id}

    @property
    def subject(self) -> tuple[str, int]:
        if self.session_id:
            return ("session", self.session_id)
        return ("series", self.series_id) if self.series_id else ("host", self.host_id)


@dataclass(frozen=True, slots=True)
class Head:
    """What a file is about, and what its reader may see in it."""

    title: str
    starts_at: datetime | None
    """Of a session."""
    time_zone: str
    has_contacts: bool
    has_notes: bool
    has_titles: bool = False
    """Of series, where there are several."""


def count(tx: Tx, *, scope: Scope, user_id: int, now: datetime) -> tuple[Head, int]:
    """A look before: what it is about, and how many rows it has. Raises NotFound, NotAllowed."""
    head = _head(tx, scope, user_id)
    return head, queries.count(tx, **scope.ids, span=scope.span, now=now)


def begin(tx: Tx, *, scope: Scope, form: str, user_id: int, now: datetime) -> Head:
    """Write down that somebody takes the people along; the rows are read afterwards. Raises NotFound, NotAllowed."""
    head = _head(tx, scope, user_id)
    about = {"form": form, "span": scope.span}
    audit.record(tx, "registrations.exported", actor_id=user_id, subject=scope.subject, at=now, **about)
    return head


def page(tx: Tx, *, scope: Scope, user_id: int, after: int, now: datetime) -> Sequence[Line]:
    """A look at the next rows: a long list is read in pieces, so that nobody waits for it."""
    _head(tx, scope, user_id)
    return queries.list_page(tx, **scope.ids, span=scope.span, now=now, after=after, limit=PAGE)


def build(head: Head, rows: Sequence[Line], form: str, t: Translator) -> tuple[str, bytes]:
    """The file and its name. Slow for many rows: call it in a thread."""
    ordered = sorted(rows, key=lambda row: (row.starts_at, row.session_id, row.position, IN_ORDER[row.status], row.id))
    columns = _columns(head, t)
    sheet = Sheet(head.title, list(columns), [_cells(row, head, t) for row in ordered])
    return f"{_slug(head)}.{form}", write(sheet, form)


def _head(tx: Tx, scope: Scope, user_id: int) -> Head:
    starts_at, zone, instructor_id = None, "UTC", None
    if scope.host_id:
        host = access.host_to(tx, Right.EXCHANGE, scope.host_id, user_id)
        held = access.rights(tx, user_id, access.Scope(host.id, host.owner_id))
        return Head(host.name, None, zone, Right.MANAGE_PEOPLE in held, Right.NOTE in held, has_titles=True)
    if scope.session_id:
        session = access.session_to(tx, Right.EXCHANGE, scope.session_id, user_id)
        series = tx.get_one(Series, session.series_id)
        starts_at, zone, instructor_id = session.starts_at, session.time_zone, session.instructor_id
    else:
        series = access.series_to(tx, Right.EXCHANGE, scope.series_id, user_id)
    owner_id = tx.get_one(Host, series.host_id).owner_id
    held = access.rights(tx, user_id, access.Scope(series.host_id, owner_id, series.id, instructor_id))
    return Head(series.title, starts_at, zone, Right.MANAGE_PEOPLE in held, Right.NOTE in held)


def _columns(head: Head, t: Translator) -> Sequence[str]:
    return [
        *([t("Series")] if head.has_titles else []),
        t("Starts"),
        t("Time zone"),
        t("Reference"),
        t("Name"),
        t("Role"),
        t("Places"),
        t("Guests"),
        t("Status"),
        t("Attendance"),
        t("Booked"),
        t("Wish"),
        *([t("Phone"), t("Email")] if head.has_contacts else []),
        *([t("Private note")] if head.has_notes else []),
    ]


def _cells(row: Facts, head: Head, t: Translator) -> list[Cell]:
    zone = ZoneInfo(row.time_zone)
    return [
        *([row.title] if head.has_titles else []),
        row.starts_at.astimezone(zone).replace(tzinfo=None),
        t.zone(row.time_zone),
        row.reference,
        row.name,
        row.role,
        row.places,
        ", ".join(row.guests),
        t(STATUSES[row.status]),
        t(ATTENDANCE[row.attendance]) if row.attendance else "",
        row.booked_at.astimezone(zone).replace(tzinfo=None),
        row.request,
        *([row.phone or "", row.email or ""] if head.has_contacts else []),
        *([row.note] if head.has_notes else []),
    ]


def _slug(head: Head) -> str:
    """A name for the file that every system takes."""
    words = re.sub(r"\W+", "-", head.title).strip("-")[:40] or "turnout"
    day = head.starts_at.astimezone(ZoneInfo(head.time_zone)).strftime("-%Y-%m-%d") if head.starts_at else ""
    return f"{words}{day}"
