"""Factories: they set only what the model requires, and what the test names."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from PIL import Image
from sqlalchemy.orm import Session as Tx

from db.models import Base, Host, Quota, Registration, Series, Session, User
from services import checks, codes, registrations, sessions, waitlist
from services.checks import Finding

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
"""A Monday noon; every test happens then."""

Row = TypeVar("Row", bound=Base)


def picture(
    size: tuple[int, int] = (60, 20), form: str = "PNG", *, mode: str = "RGB", colour: str | None = None, **more: Any
) -> bytes:
    """A file with a picture."""
    file = io.BytesIO()
    Image.new(mode, size, colour or 0).save(file, format=form, **more)
    return file.getvalue()


class Factory:
    """Makes what a test needs in one transaction; `commit` makes it seen by others at once."""

    def __init__(self, tx: Tx, *, commit: bool = False) -> None:
        self.tx = tx
        self._commit = commit
        self._numbers = count(1)

    def user(self, name: str = "Ana", *, language: str = "en", time_zone: str = "UTC", **fields: Any) -> User:
        fields.setdefault("telegram_id", 1000 + next(self._numbers))
        return self._kept(User(name=name, language=language, time_zone=time_zone, created_at=NOW, **fields))

    def users(self, number: int) -> list[User]:
        return [self.user(f"Person {index}") for index in range(number)]

    def host(self, owner: User | None = None, **fields: Any) -> Host:
        owner = owner or self.user("Owner", telegram_id=None)
        defaults = {"name": "Tanzfabrik", "time_zone": "Europe/Berlin", "currency": "EUR", "created_at": NOW}
        return self._kept(Host(code=codes.new(), owner_id=owner.id, **(defaults | fields)))

    def series(
        self, *, owner: User | None = None, capacity: int = 5, roles: dict[str, int] | None = None, **fields: Any
    ) -> Series:
        host = self.host(owner)
        quotas = [{"name": name, "capacity": places} for name, places in (roles or {"": capacity}).items()]
        defaults = {"title": "Monday Jam", "duration_minutes": 120, "currency": "EUR", "created_at": NOW}
        return self._kept(Series(code=codes.new(), host_id=host.id, quotas=quotas, **(defaults | fields)))

    def session(
        self, *, series: Series | None = None, starts_in: timedelta = timedelta(days=2), **fields: Any
    ) -> Session:
        """A session with its quotas; fields that it does not know go to the series."""
        series = series or self.series(**fields)
        session = sessions.schedule(
            self.tx,
            series_id=series.id,
            starts_at=NOW + starts_in,
            time_zone="Europe/Berlin",
            actor_id=None,
            now=NOW,
        )
        return self._kept(session)

    def quotas(self, session: Session) -> list[Quota]:
        quotas = list(self.tx.query(Quota).filter_by(session_id=session.id).order_by(Quota.position))
        if self._commit:
            self.tx.commit()  # so as not to keep SQLite's only writer waiting
        return quotas

    def quota(self, **fields: Any) -> Quota:
        """The first quota of a new session."""
        return self.quotas(self.session(**fields))[0]

    def booked(self, quota: Quota, user: User | None = None, *, places: int = 1, now: datetime = NOW) -> Registration:
        person = user or self.user()
        self._allow(quota, places)
        return self._kept(registrations.book(self.tx, user_id=person.id, quota_id=quota.id, places=places, now=now))

    def waiting(self, quota: Quota, user: User | None = None, *, places: int = 1, now: datetime = NOW) -> Registration:
        person = user or self.user()
        self._allow(quota, places)
        return self._kept(waitlist.join(self.tx, user_id=person.id, quota_id=quota.id, places=places, now=now))

    def _allow(self, quota: Quota, places: int) -> None:
        """Let so many come on one registration, as far as a series can."""
        series = self.tx.get_one(Series, self.tx.get_one(Session, quota.session_id).series_id)
        series.places_limit = max(series.places_limit, min(places, 20))
        self.tx.flush()

    def kept(self, row: Row) -> Row:
        """Any other row."""
        return self._kept(row)

    def _kept(self, row: Row) -> Row:
        self.tx.add(row)
        self.tx.flush()
        self.commit()
        return row

    def commit(self) -> None:
        """What an act did, seen by others at once; nothing where the test has a transaction of its own."""
        if self._commit:
            self.tx.commit()


def swept(tx: Tx, *, now: datetime = NOW) -> int:
    """What the sweep of the waitlists does in a minute, in one transaction; how many got a place or an offer."""
    return sum(waitlist.sweep(tx, quota_id, now=now) for quota_id in waitlist.list_unsettled(tx, now=now))


def faults(tx: Tx, *, now: datetime = NOW) -> list[Finding]:
    """What is wrong, but for the messages: most tests have nobody who sends them."""
    tx.flush()
    return [finding for finding in checks.findings(tx, now=now) if finding.rule != "notification.stuck"]
