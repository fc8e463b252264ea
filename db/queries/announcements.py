"""Reads of announcements: whom they are for, and what became of them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_, select

from db.engine import Facts, Tx
from db.models import Announcement, Notification, Registration, Session, User
from db.models.registrations import LIVE
from db.queries.users import IS_CUT_OFF

NAME = func.coalesce(User.called, User.name)


def _is_in(session_id: int, series_id: int) -> ColumnElement[bool]:
    """Registrations of one session, or of all of a series."""
    return Registration.session_id == session_id if session_id else Session.series_id == series_id


def list_people(tx: Tx, *, session_id: int, series_id: int, now: datetime) -> Sequence[Facts]:
    """Who has a live registration there, once for each of its statuses; of a series' sessions only those that are not
    over.
    """
    people = (
        select(User.id, Registration.status, IS_CUT_OFF.label("is_cut_off"))
        .join(Registration, Registration.user_id == User.id)
        .join(Session, Session.id == Registration.session_id)
        .where(
            _is_in(session_id, series_id),
            Registration.status.in_(LIVE),
            *([] if session_id else [Session.ends_at > now]),
        )
    )
    return tx.execute(people.distinct().order_by(User.id)).all()


def list_since(tx: Tx, series_id: int, since: datetime) -> Sequence[Announcement]:
    """What was announced to a series or one of its sessions, oldest first."""
    recent = (
        select(Announcement)
        .outerjoin(Session, Session.id == Announcement.session_id)
        .where(
            or_(Announcement.series_id == series_id, Session.series_id == series_id), Announcement.created_at > since
        )
    )
    return tx.scalars(recent.order_by(Announcement.created_at, Announcement.id)).all()


def list_outcomes(tx: Tx, announcement: Announcement, key_end: str) -> Sequence[Facts]:
    """The notices of an announcement by any channel: whose they are, and how they stand. Each has a key of its person
    and `key_end`, and the channel's where it is a copy.

    They are looked for among all who ever registered there, since the key begins with the person.
    """
    scope = _is_in(announcement.session_id or 0, announcement.series_id or 0)
    ever = select(Registration.user_id).join(Session, Session.id == Registration.session_id).where(scope)
    keys = [cast(User.id, Text) + literal(key_end + channel) for channel in ("", ":email", ":sms")]
    notices = (
        select(User.id, NAME.label("name"), Notification.status)
        .join(Notification, and_(Notification.dedupe_key.in_(keys), Notification.user_id == User.id))
        .where(User.id.in_(ever))
    )
    return tx.execute(notices.order_by(NAME, User.id)).all()
