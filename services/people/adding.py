"""Entering somebody by hand: a name, a contact, or somebody the host knows already."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.engine import Tx
from db.models import Host, Quota, Registration, User
from db.models.users import NAME_LENGTH
from db.queries import clients as client_queries
from db.queries import quotas as quota_queries
from db.queries import users as user_queries
from services import access, audit, clients, registrations, waitlist
from services.access import Right
from services.errors import InvalidPhone, NotFound
from services.errors.organizing import NamelessPerson
from services.people import looking
from services.profiles import read_shared_phone
from services.text import clean

LONGEST_NAME = NAME_LENGTH


class Way(StrEnum):
    """What is done for somebody there is no place for."""

    PLACE = "place"
    """Nothing: they get a place that is free, or the refusal says that there is none."""
    WAIT = "wait"
    RAISE = "raise"
    """The role has a place more from then on, and it is theirs, whoever waits."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody whom we may not know yet; by their Telegram id we would."""

    name: str
    telegram_id: int | None = None
    phone: str | None = None
    """E.164"""


def add(
    tx: Tx, *, actor_id: int, quota_id: int, who: Newcomer | int, way: Way = Way.PLACE, now: datetime
) -> Registration:
    """Enter somebody: a newcomer, or one of the host's clients by their id.

    Raises NotFound, NotAllowed, NamelessPerson, and what `registrations.book` or `waitlist.join` raise.
    """
    quota = access.quota_to_book(tx, quota_id)
    access.require_session_right(tx, Right.MANAGE_PEOPLE, quota.id, actor_id)
    if isinstance(who, Newcomer):
        user_id = _known(tx, who, quota.id, actor_id=actor_id, now=now)
    else:
        user_id = _client(tx, quota.host_id, who)
    if way == Way.WAIT:
        return waitlist.join(tx, user_id=user_id, quota_id=quota_id, added_by_id=actor_id, now=now)
    if way == Way.RAISE:
        user_queries.lock(tx, user_id)  # before the quota, as everywhere
        _raise_places(tx, quota_id, quota.id, actor_id=actor_id, now=now)
    past_line = way == Way.RAISE
    return registrations.book(
        tx, user_id=user_id, quota_id=quota_id, added_by_id=actor_id, past_line=past_line, now=now
    )


def _known(tx: Tx, who: Newcomer, session_id: int, *, actor_id: int, now: datetime) -> int:
    """The person, new where they are not known. A contact says who they are on Telegram, so they find it there.

    The number is the host's own record: the person has told nobody.
    """
    host = looking.host_of(tx, session_id)
    user_id = _met(tx, who, host.id, now=now) or _new(tx, who, host, actor_id=actor_id, now=now)
    clients.enter(tx, host.id, user_id, phone=who.phone, now=now)
    return user_id


def _met(tx: Tx, who: Newcomer, host_id: int, *, now: datetime) -> int | None:
    """By their Telegram id, else by a number among the host's clients, who is on Telegram from now on."""
    user = user_queries.lock_by_telegram_id(tx, who.telegram_id) if who.telegram_id else None
    if user is not None:
        return user.id
    same = client_queries.list_by_phone(tx, host_id, who.phone) if who.phone else ()
    known = next((one for one in same if not (one.telegram_id and who.telegram_id)), None)
    if known is None:
        return None
    user_queries.lock(tx, known.id)
    found = tx.get_one(User, known.id, populate_existing=True)
    if found.erased_at is not None or (found.telegram_id and who.telegram_id):
        return None
    if who.telegram_id:
        found.telegram_id, found.unreachable_at = who.telegram_id, now  # no bot writes first
    return found.id


def _new(tx: Tx, who: Newcomer, host: Host, *, actor_id: int, now: datetime) -> int:
    name = clean(who.name, NAME_LENGTH)
    if not any(char.isalnum() for char in name):
        raise NamelessPerson
    user = User(
        telegram_id=who.telegram_id,
        name=name,
        language=tx.get_one(User, actor_id).language,
        time_zone=host.time_zone,
        unreachable_at=now if who.telegram_id else None,  # no bot writes first
        entered_at=now,
        created_at=now,
    )
    tx.add(user)
    tx.flush()
    audit.record(tx, "user.entered", actor_id=actor_id, subject=("user", user.id), at=now)
    return user.id


def _client(tx: Tx, host_id: int, user_id: int) -> int:
    """An id from outside counts where the host knows the person."""
    if client_queries.find(tx, host_id, user_id) is None:
        raise NotFound
    return user_id


def _raise_places(tx: Tx, quota_id: int, session_id: int, *, actor_id: int, now: datetime) -> None:
    """Make room for one more; those who wait are told why it is not theirs if they ask."""
    session = access.session_to(tx, Right.PLAN, session_id, actor_id, lock=True)
    quota: Quota = quota_queries.lock(tx, quota_id)
    waitlist.pass_line(tx, quota_id, now=now)
    if quota.taken < quota.capacity:
        return
    was, quota.capacity = quota.capacity, quota.taken + 1
    session.edited_at = now
    tx.flush()
    audit.record(
        tx, "quota.resized", actor_id=actor_id, subject=("quota", quota_id), at=now, was=was, to=quota.capacity
    )


def list_alike(tx: Tx, *, user_id: int, session_id: int, name: str) -> list[clients.Alike]:
    """A look at whom a typed name may mean among the host's clients. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.MANAGE_PEOPLE, session_id, user_id)
    return clients.list_alike(tx, session.host_id, name)


def valid_phone(told: str) -> str | None:
    """The number of a contact, where it is one that can be called."""
    try:
        return read_shared_phone(told)
    except InvalidPhone:
        return None
