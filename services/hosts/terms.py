"""What holds when one pays a host, in its own words: for whoever booked or bought something of it."""

from dataclasses import dataclass

from db.engine import Tx
from db.queries import hosts as queries
from services.errors import NotFound

MOST = 10


@dataclass(frozen=True, slots=True)
class OwnTerms:
    host_id: int
    host_name: str
    words: str


def of_mine(tx: Tx, *, user_id: int) -> tuple[OwnTerms, ...]:
    """A look, by the names of the hosts; those that say nothing of their own are not in it."""
    rows = queries.list_terms(tx, user_id, limit=MOST)
    return tuple(OwnTerms(row.id, row.name, row.terms) for row in rows)


def of_host(tx: Tx, *, user_id: int, host_id: int) -> OwnTerms:
    """A look. Raises NotFound, also for who has nothing to do with the host."""
    rows = queries.list_terms(tx, user_id, limit=1, host_id=host_id)
    if not rows:
        raise NotFound
    return OwnTerms(rows[0].id, rows[0].name, rows[0].terms)
