"""Series and their hosts, as attendees see them."""

from dataclasses import dataclass

from db.engine import Tx
from db.queries import series as queries
from services import codes
from services.errors import NotFound

HOST_PAGE = 20


@dataclass(frozen=True, slots=True)
class Series:
    id: int
    title: str
    description: str
    host_name: str


@dataclass(frozen=True, slots=True)
class Host:
    name: str
    description: str
    series: tuple[Series, ...]


def find(tx: Tx, *, series_id: int) -> Series:
    """Raises NotFound."""
    row = queries.find(tx, series_id)
    if row is None:
        raise NotFound
    return Series(row.id, row.title, row.description, row.host_name)


def find_id(tx: Tx, *, typed: str) -> int | None:
    """The series behind a code in a link."""
    code = codes.read(typed)
    return queries.find_id(tx, code) if code else None


def find_host(tx: Tx, *, typed: str) -> Host | None:
    """The host behind a code in a link, with its series."""
    code = codes.read(typed)
    host = queries.find_host(tx, code) if code else None
    if host is None:
        return None
    rows = queries.list_of_host(tx, host.id, HOST_PAGE)
    series = tuple(Series(row.id, row.title, row.description, row.host_name) for row in rows)
    return Host(host.name, host.description, series)
