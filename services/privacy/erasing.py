"""Erasure (GDPR, article 17): what a person gave is removed, and what has to stay does not tell any more of whom it is.

Registrations, notifications and the audit stay as rows: places, queues and accounts are counted from them. They point
to a person without a name, a Telegram identity or anything else that was theirs.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, inspect, or_, update

from db.engine import Tx
from db.models import (
    Absence,
    Client,
    Dialog,
    Host,
    Member,
    Notification,
    ProviderEvent,
    Registration,
    TeamMember,
    Token,
    User,
)
from db.models.notifications import NotificationStatus
from db.models.tokens import TokenPurpose
from db.queries import notifications as notification_queries
from db.queries import privacy as queries
from services import audit, logos, registrations, staleness, team, tokens
from services.errors import AttendanceKnown, NothingToCancel, StillOrganizing
from services.errors.paying import MoneyOnItsWay
from services.profiles.editing import locked
from services.translator import DEFAULT_LANGUAGE

NOBODY = "?"
KEPT = frozenset({"id", "created_at", "erased_at", "blocked_at", "version"})
USUAL: dict[str, Any] = {
    "name": NOBODY,
    "language": DEFAULT_LANGUAGE,
    "time_zone": "UTC",
    "is_admin": False,
    "shows_name": False,
    "wishes": {},
    "filters": {},
}
"""What stands in a column that takes no nothing; every other one but those that are kept is emptied."""


@dataclass(frozen=True, slots=True)
class Impact:
    """What an erasure would do."""

    registrations: int
    """Places and turns in line that would be given back."""


def impact_of_erasing(tx: Tx, *, user_id: int, now: datetime) -> Impact:
    """A look."""
    return Impact(len(queries.list_open_registrations(tx, user_id, now)))


def erase(tx: Tx, *, user_id: int, now: datetime) -> None:
    """Give a person's places back, and forget the person. Whoever writes with their Telegram account begins anew.

    Raises StillOrganizing while people can book sessions that nobody else runs; MoneyOnItsWay while something is owed
    to them, which has to reach somebody.
    """
    user = locked(tx, user_id)
    if queries.has_money_open(tx, user_id, now):
        raise MoneyOnItsWay
    if queries.runs_sessions(tx, user_id, now):
        raise StillOrganizing
    for registration_id in queries.list_open_registrations(tx, user_id, now):
        # The sweep may have ended it since the list was read; whoever is there at this moment has been there.
        with suppress(NothingToCancel, AttendanceKnown):
            registrations.cancel(tx, user_id=user_id, registration_id=registration_id, now=now)
    tx.flush()
    _forget_what_was_said(tx, user, now=now)
    _forget_what_was_booked(tx, user_id, now=now)
    _forget_what_was_offered(tx, user_id, now=now)
    _make_nobody(user, now=now)
    audit.record(tx, "user.erased", actor_id=user_id, subject=("user", user_id), at=now)


def _forget_what_was_said(tx: Tx, user: User, *, now: datetime) -> None:
    """Dialogs, messages and links, and what providers told about them."""
    for address in filter(None, (user.email, user.mail_to, user.phone)):
        tx.execute(delete(ProviderEvent).where(cast(ProviderEvent.payload, Text).contains(address, autoescape=True)))
    tx.execute(delete(Dialog).where(Dialog.telegram_id == user.telegram_id))
    mine = Notification.user_id == user.id
    tx.execute(update(Notification).where(mine).values(data={}, provider_id=None, content=None))
    unsent = update(Notification).where(mine, Notification.status.in_(notification_queries.OWED))
    tx.execute(unsent.values(status=NotificationStatus.SKIPPED, reason="erased", leased_until=None))
    tokens.revoke(tx, user.id, *TokenPurpose, now=now)
    tx.execute(update(Token).where(Token.user_id == user.id).values(data={}))


def _forget_what_was_booked(tx: Tx, user_id: int, *, now: datetime) -> None:
    """Requests, guests' names, and what hosts noted or gave as a reason, for money and credits too; cards that still
    show the name are made anew.

    Those of what was given back were marked with that; the rest is what is over and keeps its registration.
    """
    mine = Registration.user_id == user_id
    tx.execute(update(Registration).where(mine).values(request="", guests=[], note="", reason="", link=None))
    tx.execute(update(Client).where(Client.user_id == user_id).values(note="", email=None, phone=None))
    queries.forget_reasons(tx, user_id)
    staleness.mark_of_person(tx, user_id, now=now)
    tx.execute(delete(Member).where(Member.user_id == user_id))


def _forget_what_was_offered(tx: Tx, user_id: int, *, now: datetime) -> None:
    """What hosts that nobody runs any more tell, their teams, and what the person helped with and gives from now on."""
    hosts = queries.list_hosts(tx, user_id)
    for host in hosts:
        _make_nobodys(host)
        logos.put(tx, host, None)
    ids = [host.id for host in hosts]
    tx.execute(delete(TeamMember).where(or_(TeamMember.user_id == user_id, TeamMember.host_id.in_(ids))))
    tx.execute(delete(Absence).where(Absence.user_id == user_id))
    tokens.revoke_invites(tx, ids, now=now)
    team.release_sessions(tx, user_id, None, now=now)


def _make_nobodys(host: Host) -> None:
    """The contact and the address of a host are often its owner's own."""
    host.name, host.description, host.address, host.category = NOBODY, "", "", ""
    host.legal_name = host.tax_line = host.terms = ""
    host.contact_email = host.contact_phone = host.map_url = host.photo_id = None


def _make_nobody(user: User, *, now: datetime) -> None:
    for column in inspect(User).column_attrs:
        if column.key not in KEPT:
            setattr(user, column.key, USUAL.get(column.key))
    user.erased_at = user.blocked_at = now  # a tap that was on its way books nothing for nobody
    user.version += 1
