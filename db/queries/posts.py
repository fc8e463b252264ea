"""Reads of cards in other chats."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, literal, or_, select

from db.engine import Facts, Tx
from db.models import Post, Registration, User
from db.models.base import Instant
from db.models.registrations import LIVE, Status

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def find(tx: Tx, inline_message_id: str) -> Post | None:
    return tx.scalar(select(Post).where(Post.inline_message_id == inline_message_id))


def lock(tx: Tx, post_id: int) -> Post:
    one = select(Post).where(Post.id == post_id).with_for_update(key_share=True)
    return tx.execute(one.execution_options(populate_existing=True)).scalar_one()


def lock_message(tx: Tx, chat_id: int, message_id: int) -> Post | None:
    """What is remembered of one of the bot's messages in a private chat."""
    one = select(Post).where(Post.chat_id == chat_id, Post.message_id == message_id).with_for_update(key_share=True)
    return tx.scalar(one.execution_options(populate_existing=True))


def find_followed(tx: Tx, chat_id: int, message_id: int) -> Facts | None:
    """Whether one of the bot's messages follows something, or did until just now."""
    one = select(Post.gone_at, Post.stale_since).where(Post.chat_id == chat_id, Post.message_id == message_id)
    return tx.execute(one).one_or_none()


def is_due(now: datetime, edited_before: datetime) -> ColumnElement[bool]:
    return and_(
        Post.stale_since <= now, Post.gone_at.is_(None), or_(Post.edited_at.is_(None), Post.edited_at <= edited_before)
    )


def lock_due(tx: Tx, now: datetime, edited_before: datetime, limit: int) -> Sequence[Post]:
    """Stale cards that may be edited again, longest stale first; not those that somebody else is about to edit."""
    due = (
        select(Post)
        .where(is_due(now, edited_before))
        .order_by(Post.stale_since, Post.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tx.scalars(due).all()


def find_longest_unedited(tx: Tx, now: datetime) -> datetime | None:
    """When the stale card that was edited longest ago was edited, or made; None where nothing is stale."""
    edited = func.coalesce(Post.edited_at, literal(LONG_AGO, Instant()), type_=Instant())
    return tx.scalar(select(func.min(edited, type_=Instant())).where(Post.stale_since <= now, Post.gone_at.is_(None)))


def list_coming(tx: Tx, session_id: int) -> Sequence[Facts]:
    """Those who have a place, first come first, with the name that others see."""
    coming = (
        select(func.coalesce(User.called, User.name).label("name"), User.shows_name, Registration.places)
        .join(User, User.id == Registration.user_id)
        .where(Registration.session_id == session_id, Registration.status == Status.CONFIRMED)
        .order_by(Registration.confirmed_at, Registration.id)
    )
    return tx.execute(coming).all()


def list_sessions_of_person(tx: Tx, user_id: int) -> Sequence[int]:
    """What a person has a place in, or waits for, and has cards in other chats."""
    shown = (
        select(Post.session_id)
        .join(Registration, Registration.session_id == Post.session_id)
        .where(Registration.user_id == user_id, Registration.status.in_(LIVE), Post.gone_at.is_(None))
    )
    return [one for one in tx.scalars(shown.distinct().order_by(Post.session_id)) if one is not None]


def get(tx: Tx, post_id: int) -> Post:
    return tx.get_one(Post, post_id)
