"""Reads of people."""

from collections.abc import Sequence

from sqlalchemy import and_, bindparam, exists, func, or_, select

from db.engine import Facts, Tx, run
from db.models import Client, TeamMember, User

BY_TELEGRAM_ID = select(User).where(User.telegram_id == bindparam("telegram_id"))
IS_CUT_OFF = and_(
    or_(User.telegram_id.is_(None), User.unreachable_at.is_not(None)),
    or_(func.coalesce(User.email, User.mail_to).is_(None), User.email_failed_at.is_not(None)),
)
"""Neither Telegram nor mail gets to them; as `services.reach.is_cut_off`."""
PERSON = select(User.id, User.name, User.language, User.time_zone, User.is_admin, User.unreachable_at).where(
    User.telegram_id == bindparam("telegram_id")
)
STANDING = select(
    User.id,
    User.blocked_at,
    User.is_admin,
    exists().where(TeamMember.user_id == User.id).label("is_on_a_team"),
    select(Client.suspended_until)
    .where(Client.user_id == User.id, Client.host_id == bindparam("host"))
    .scalar_subquery()
    .label("suspended_until"),
).where(User.id == bindparam("user"))
# No stronger than it must be: it keeps a person's own acts apart, and lets rows that point to the person be added.
LOCK = STANDING.with_for_update(key_share=True)
LOCK_AT_ONCE = STANDING.with_for_update(key_share=True, nowait=True)

MOST_AT_ONCE = 500
"""Values in one statement: databases take only so many."""


def find_person(tx: Tx, telegram_id: int) -> Facts | None:
    """What every update needs to know of who sent it."""
    return run(tx, PERSON, {"telegram_id": telegram_id}).one_or_none()


def find_by_telegram_id(tx: Tx, telegram_id: int) -> User | None:
    return tx.scalar(BY_TELEGRAM_ID, {"telegram_id": telegram_id})


def lock_by_telegram_id(tx: Tx, telegram_id: int) -> User | None:
    """The same, kept so until the commit: who is erased meanwhile is not found any more."""
    row = BY_TELEGRAM_ID.with_for_update(key_share=True).execution_options(populate_existing=True)
    return tx.scalar(row, {"telegram_id": telegram_id})


def find_standing(tx: Tx, user_id: int, host_id: int = 0) -> Facts | None:
    """How a person stands, with a host where one is named."""
    return run(tx, STANDING, {"user": user_id, "host": host_id}).one_or_none()


def lock(tx: Tx, user_id: int, host_id: int = 0) -> Facts | None:
    """A person, whose other acts wait until the commit. Taken before anything else."""
    return run(tx, LOCK, {"user": user_id, "host": host_id}).one_or_none()


def lock_at_once(tx: Tx, user_id: int, host_id: int = 0) -> Facts | None:
    """The same for a person met out of order, under a quota's lock: waiting can be a deadlock; the act runs again."""
    return run(tx, LOCK_AT_ONCE, {"user": user_id, "host": host_id}).one_or_none()


def find(tx: Tx, user_id: int) -> User | None:
    return tx.get(User, user_id)


def list_emails(tx: Tx, emails: Sequence[str]) -> set[str]:
    """Those of the addresses that are somebody's already."""
    found: set[str] = set()
    for start in range(0, len(emails), MOST_AT_ONCE):
        some = select(User.email).where(User.email.in_(emails[start : start + MOST_AT_ONCE]))
        found |= {email for email in tx.scalars(some) if email}
    return found


def find_by_email(tx: Tx, email: str) -> User | None:
    """Who confirmed an address."""
    return tx.scalar(select(User).where(User.email == email))
