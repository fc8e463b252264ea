"""Clients: whom a host knows, and what it remembers of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, bindparam, exists, insert, literal, select

from db.engine import Tx, run
from db.folding import fold
from db.models import Client
from db.queries import clients as queries

HOST, USER = bindparam("host", type_=BigInteger), bindparam("user", type_=BigInteger)
AT = bindparam("at", type_=Client.created_at.type)
KNOW = insert(Client).from_select(
    ["host_id", "user_id", "note", "created_at"],
    select(HOST, USER, literal(""), AT).where(~exists().where(Client.host_id == HOST, Client.user_id == USER)),
    include_defaults=False,
)
MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody the host knows who may be meant."""

    user_id: int
    name: str
    is_on_telegram: bool


def know(tx: Tx, host_id: int, user_id: int, now: datetime) -> None:
    """The host knows this person from now on; nothing happens where it does already."""
    run(tx, KNOW, {"host": host_id, "user": user_id, "at": now})


def enter(
    tx: Tx, host_id: int, user_id: int, *, phone: str | None = None, email: str | None = None, now: datetime
) -> None:
    """The host knows this person, and has a number and an address of theirs where it had none."""
    know(tx, host_id, user_id, now)
    client = queries.lock(tx, host_id, user_id)
    assert client
    client.phone = client.phone or phone
    client.email = client.email or email


def list_alike(tx: Tx, host_id: int, name: str) -> list[Alike]:
    """A look at a host's clients of the same name, as people compare names."""
    wanted = fold(name)
    rows = (row for row in queries.list_names(tx, host_id) if wanted in {fold(row.name), fold(row.called or "")})
    alike = [Alike(row.id, row.called or row.name, row.telegram_id is not None) for row in rows]
    return alike[:MOST_ALIKE]
