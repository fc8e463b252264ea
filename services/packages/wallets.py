"""A person's packages: what is left of each, until when, and where its credits went."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models.packages import CreditCause
from db.queries import packages as queries
from services.errors import NotFound

Cause = CreditCause


@dataclass(frozen=True, slots=True)
class Owned:
    id: int
    name: str
    host_id: int
    host_name: str
    host_code: str
    credits: int
    remaining: int
    expires_at: datetime
    time_zone: str
    """Of the host."""
    is_expired: bool
    is_ended: bool
    """Its money went back."""

    @property
    def is_good(self) -> bool:
        return not self.is_expired and not self.is_ended and self.remaining > 0


@dataclass(frozen=True, slots=True)
class Use:
    """A line of the ledger of credits: above zero given, below taken."""

    amount: int
    cause: CreditCause
    at: datetime
    title: str
    starts_at: datetime | None
    time_zone: str | None


@dataclass(frozen=True, slots=True)
class History:
    owned: Owned
    uses: tuple[Use, ...]
    """The newest first."""


def wallet(tx: Tx, *, user_id: int, now: datetime) -> tuple[Owned, ...]:
    """A look: those that are good first, of them the one that ends first."""
    owned = (_owned(row, now) for row in queries.list_owned(tx, user_id))
    return tuple(sorted(owned, key=lambda one: (not one.is_good, one.expires_at)))


def history(tx: Tx, *, user_id: int, purchase_id: int, now: datetime) -> History:
    """A look. Raises NotFound."""
    row = next((one for one in queries.list_owned(tx, user_id) if one.id == purchase_id), None)
    if row is None:
        raise NotFound
    uses = (
        Use(one.amount, one.cause, one.at, one.title or "", one.starts_at, one.time_zone)
        for one in queries.list_uses(tx, purchase_id)
    )
    return History(_owned(row, now), tuple(uses))


def _owned(row: Facts, now: datetime) -> Owned:
    return Owned(
        id=row.id,
        name=row.name,
        host_id=row.host_id,
        host_name=row.host_name,
        host_code=row.host_code,
        credits=row.credits,
        remaining=row.remaining,
        expires_at=row.expires_at,
        time_zone=row.time_zone,
        is_expired=row.expires_at <= now,
        is_ended=row.ended_at is not None,
    )
