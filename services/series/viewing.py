"""Series and their hosts, as attendees see them."""

from dataclasses import dataclass

from db.engine import Facts, Tx
from db.queries import packages as package_queries
from db.queries import series as queries
from services import access, codes, logos

HOST_PAGE = 8


@dataclass(frozen=True, slots=True)
class Series:
    id: int
    code: str
    title: str
    description: str
    host_name: str


@dataclass(frozen=True, slots=True)
class Host:
    """A host with a page of its series; `number` counts from 0."""

    code: str
    name: str
    description: str
    series: tuple[Series, ...]
    number: int
    has_next: bool
    id: int = 0
    sells: bool = False
    """Whether it has packages on sale."""
    logo: str = ""
    """Where our server has it; empty where there is none."""


def find(tx: Tx, *, series_id: int, viewer_id: int) -> Series:
    """Raises NotFound."""
    return _series(access.series_to_see(tx, series_id, viewer_id))


def find_id(tx: Tx, *, typed: str, viewer_id: int) -> int | None:
    """The series behind a code in a link; None where there is none for this viewer."""
    code = codes.read(typed)
    series = queries.find_by_code(tx, code) if code else None
    return series.id if series and access.may_see_series(tx, viewer_id, series) else None


def find_host(tx: Tx, *, typed: str, viewer_id: int, page: int = 0) -> Host | None:
    """The host behind a code in a link, with those of its series that the viewer may find; None also where the host
    was put away.
    """
    code = codes.read(typed)
    host = queries.find_host(tx, code) if code else None
    if host is None or host.deactivated_at is not None:
        return None
    rows = queries.list_of_host(tx, host.id, viewer_id=viewer_id, offset=page * HOST_PAGE, limit=HOST_PAGE + 1)
    series = tuple(_series(row) for row in rows[:HOST_PAGE])
    return Host(
        host.code,
        host.name,
        host.description,
        series,
        page,
        has_next=len(rows) > HOST_PAGE,
        id=host.id,
        sells=package_queries.has_on_sale(tx, host.id),
        logo=logos.path(host),
    )


def _series(row: Facts) -> Series:
    return Series(row.id, row.code, row.title, row.description, row.host_name)
