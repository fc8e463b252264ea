"""How a series ends: it is archived, or deleted while nobody ever booked it."""

from datetime import datetime

from db.engine import Tx
from db.queries import hosts as queries
from services import access, audit, removal, sessions, staleness, templates
from services.access import Right
from services.errors.organizing import PeopleAhead, WasBooked


def archive(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> int:
    """Nothing of it is found or planned any more; what is planned, and nobody booked, is cancelled. Returns how many.

    Raises NotFound, PeopleAhead.
    """
    series = access.series_to(tx, Right.EDIT_SERIES, series_id, user_id, lock=True)
    if series.archived_at:
        return 0
    if queries.count_people_ahead(tx, now=now, series_id=series_id):
        raise PeopleAhead
    series.archived_at = now
    tx.flush()
    ahead = queries.list_ids_ahead(tx, now=now, series_id=series_id)
    if sum(sessions.cancel(tx, user_id=user_id, session_id=session_id, now=now) for session_id in ahead):
        raise PeopleAhead  # somebody booked a moment ago: nothing of this is kept
    staleness.mark_series(tx, series_id, now=now)
    audit.record(tx, "series.archived", actor_id=user_id, subject=("series", series_id), at=now, cancelled=len(ahead))
    return len(ahead)


def restore(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> None:
    """It goes on: sessions can be planned and booked again, and what repeats makes its days again. Raises NotFound."""
    series = access.series_to(tx, Right.EDIT_SERIES, series_id, user_id, lock=True)
    if series.archived_at is None:
        return
    ended_at, series.archived_at = series.archived_at, None
    tx.flush()
    templates.make_again(tx, series_id=series_id, ended_at=ended_at, user_id=user_id, now=now)
    staleness.mark_series(tx, series_id, now=now)
    audit.record(tx, "series.restored", actor_id=user_id, subject=("series", series_id), at=now)


def delete(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> int:
    """For good, with its sessions, while nobody ever booked one; returns its host. Raises NotFound, WasBooked."""
    series = access.series_to(tx, Right.EDIT_SERIES, series_id, user_id, lock=True)
    if queries.was_booked(tx, series_id=series_id):
        raise WasBooked
    removal.remove_series(tx, [series_id])
    audit.record(tx, "series.deleted", actor_id=user_id, subject=("series", series_id), at=now)
    return series.host_id
