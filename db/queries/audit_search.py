"""Finding events of the audit by person, subject or action, and what their subjects are called."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from db.engine import Facts, Tx
from db.models import AuditEvent, Host, Notification, Registration, Series, Session, User

SHOWN_NAME = func.coalesce(User.called, User.name)


def list_events(tx: Tx, which: ColumnElement[bool] | None, *, offset: int, limit: int) -> Sequence[Facts]:
    """Newest first, with the name of who did it."""
    found = select(
        AuditEvent.id,
        AuditEvent.action,
        AuditEvent.subject_type,
        AuditEvent.subject_id,
        AuditEvent.data,
        AuditEvent.at,
        SHOWN_NAME.label("actor_name"),
    ).outerjoin(User, User.id == AuditEvent.actor_id)
    if which is not None:
        found = found.where(which)
    return tx.execute(found.order_by(AuditEvent.id.desc()).offset(offset).limit(limit)).all()


def of_people(people: ColumnElement[bool]) -> ColumnElement[bool]:
    """What these people did, and what happened to them and to what they booked."""
    ids = select(User.id).where(people)
    theirs = select(Registration.id).join(User, User.id == Registration.user_id).where(people)
    return or_(
        AuditEvent.actor_id.in_(ids),
        and_(AuditEvent.subject_type == "user", AuditEvent.subject_id.in_(ids)),
        and_(AuditEvent.subject_type == "registration", AuditEvent.subject_id.in_(theirs)),
    )


def has_code(code: str) -> ColumnElement[bool]:
    """What happened to the registration, session, series or host of a code."""
    coded = {
        "registration": select(Registration.id).where(Registration.reference == code),
        "session": select(Session.id).where(Session.code == code),
        "series": select(Series.id).where(Series.code == code),
        "host": select(Host.id).where(Host.code == code),
    }
    return or_(*(and_(AuditEvent.subject_type == kind, AuditEvent.subject_id.in_(ids)) for kind, ids in coded.items()))


def has_action(words: str) -> ColumnElement[bool]:
    """Whether an action reads so: "registration cancelled", "taken out"; any mark stands for a blank."""
    spelled = words.lower().replace("%", "").replace(" ", "_")  # in a pattern, `_` is any one letter
    return AuditEvent.action.like(f"%{spelled}%") if spelled.strip("_") else false()


def names_of(tx: Tx, kind: str, ids: Iterable[int]) -> dict[int, Facts]:
    """What the subjects of a kind are called: `name`, and for a session when it is."""
    known = {
        "user": select(User.id, SHOWN_NAME.label("name")),
        "host": select(Host.id, Host.name),
        "series": select(Series.id, Series.title.label("name")),
        "session": select(Session.id, Series.title.label("name"), Session.starts_at, Session.time_zone).join(
            Series, Series.id == Session.series_id
        ),
        "registration": select(
            Registration.id, SHOWN_NAME.label("name"), Registration.reference, Series.title, Session.starts_at,
            Session.time_zone,
        )
        .join(User, User.id == Registration.user_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id),
        "notification": select(Notification.id, SHOWN_NAME.label("name"), Notification.kind).join(
            User, User.id == Notification.user_id
        ),
    }  # fmt: skip
    if kind not in known:
        return {}
    statement = known[kind]
    column = statement.selected_columns["id"]
    return {row.id: row for row in tx.execute(statement.where(column.in_(list(ids))))}
