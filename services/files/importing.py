"""People from a file become clients of a host, and members where its series is private.

They have no Telegram, so no message is sent to them. Whoever is known stays as they are; taking the same file again
changes nothing, so an import that broke off is simply started anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.folding import fold
from db.models import Client, Host, Member, Series, User
from db.models.series import Visibility
from db.queries import clients as client_queries
from db.queries import members as member_queries
from db.queries import series as series_queries
from services import access, audit
from services.access import Right
from services.files import people as lists
from services.files import reading
from services.files.people import People, Problem, Row

BATCH = 250
"""People in one transaction: others wait no longer than for some bookings."""


@dataclass(frozen=True, slots=True)
class Into:
    """Whose people they become: a host's; `series_id` is where the import was begun, 0 on the host's desk."""

    host_id: int
    series_id: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """What an import says about itself before."""

    into: Into
    name: str
    country: str | None
    makes_members: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do; `known` are rows with the person each of them is."""

    new: tuple[Row, ...]
    known: tuple[tuple[Row, int], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch, or a whole import, did."""

    new: int = 0
    known: int = 0
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: "Taken") -> "Taken":
        return Taken(self.new + other.new, self.known + other.known, self.problems + other.problems)


def place(tx: Tx, *, host_id: int, series_id: int, user_id: int) -> Place:
    """A look at where people would go. Raises NotFound."""
    host, series = _allowed(tx, host_id, series_id, user_id)
    is_private = series is not None and series.visibility == Visibility.PRIVATE
    into = Into(host.id, series.id if series else 0)
    return Place(into, series.title if series else host.name, lists.region(host.time_zone), is_private)


def read(content: bytes, country: str | None) -> People:
    """Who is in a file. Slow for many: call it in a thread.

    Raises FileNotUnderstood, FileEmpty, ColumnsMissing, ColumnTwice, FileTooLarge.
    """
    return lists.read(reading.lines(content), country)


def plan(tx: Tx, *, into: Into, people: People, user_id: int) -> Plan:
    """A look before: who is new, who is known, who cannot be taken. Raises NotFound."""
    host, _ = _allowed(tx, into.host_id, into.series_id, user_id)
    return Plan(*_sorted_out(tx, host.id, people.rows), people.problems)


def take(tx: Tx, *, into: Into, rows: Sequence[Row], user_id: int, now: datetime) -> Taken:
    """Take a batch of people; whoever is known by now is not made again. Raises NotFound."""
    host, series = _allowed(tx, into.host_id, into.series_id, user_id, lock=True)
    found, known = _sorted_out(tx, host.id, rows)
    language = tx.get_one(User, user_id).language
    new = [_person(row, host, language, now) for row in found]
    tx.add_all(new)
    tx.flush()
    tx.add_all(_client(row, person, host, now) for row, person in zip(found, new, strict=True))
    tx.flush()
    if series is not None and series.visibility == Visibility.PRIVATE:
        _let_in(tx, series.id, [*(person.id for person in new), *(person_id for _, person_id in known)], now)
    counts = {"new": len(new), "known": len(known), "series_id": into.series_id}
    audit.record(tx, "people.imported", actor_id=user_id, subject=("host", host.id), at=now, **counts)
    return Taken(len(new), len(known))


def _allowed(tx: Tx, host_id: int, series_id: int, user_id: int, *, lock: bool = False) -> tuple[Host, Series | None]:
    """The host, locked so that two imports at a time make nobody twice, and the series where one is meant."""
    if not series_id:
        return access.host_to(tx, Right.EXCHANGE, host_id, user_id, lock=lock), None
    series = access.series_to(tx, Right.EXCHANGE, series_id, user_id)
    host = series_queries.lock_host(tx, series.host_id) if lock else tx.get(Host, series.host_id)
    assert host
    return host, series


def _let_in(tx: Tx, series_id: int, people: Sequence[int], now: datetime) -> None:
    """Members from now on, who are not yet; the audit of the batch tells of all at once."""
    already = member_queries.list_among(tx, series_id, people)
    missing = dict.fromkeys(person for person in people if person not in already)
    tx.add_all(Member(series_id=series_id, user_id=person, created_at=now) for person in missing)
    tx.flush()


def _sorted_out(tx: Tx, host_id: int, rows: Sequence[Row]) -> tuple[tuple[Row, ...], tuple[tuple[Row, int], ...]]:
    """Who is new, and who is known."""
    known_by = _known_by(tx, host_id)
    new: list[Row] = []
    known: list[tuple[Row, int]] = []
    for row in rows:
        person_id = next((known_by[key] for key in row.keys if key in known_by), None)
        if person_id is not None:
            known.append((row, person_id))
        else:
            new.append(row)
    return tuple(new), tuple(known)


def _known_by(tx: Tx, host_id: int) -> dict[tuple[str, str], int]:
    """The host's clients by what a row of a file says; by name only those of whom nothing else is known."""
    known: dict[tuple[str, str], int] = {}
    for one in client_queries.list_contacts(tx, host_id):
        contacts = [("email", one.email), ("email", one.email_kept), ("phone", one.phone), ("phone", one.phone_kept)]
        said = [(kind, value.lower()) for kind, value in contacts if value]
        known.update(dict.fromkeys(said, one.id))
        if not (said or one.telegram_id):
            known["name", fold(one.name)] = one.id
    return known


def _person(row: Row, host: Host, language: str, now: datetime) -> User:
    return User(
        telegram_id=None,
        name=row.name,
        language=language,
        time_zone=host.time_zone,
        entered_at=now,
        created_at=now,
    )


def _client(row: Row, person: User, host: Host, now: datetime) -> Client:
    """The contacts are the host's own record: nobody has confirmed them."""
    return Client(host_id=host.id, user_id=person.id, email=row.email, phone=row.phone, created_at=now)
