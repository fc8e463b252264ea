"""A series that was put away goes on: what was cancelled with it takes place again."""

from datetime import datetime

from db.engine import Tx
from db.queries import templates as queries
from services.templates import generating


def make_again(tx: Tx, *, series_id: int, ended_at: datetime, user_id: int, now: datetime) -> None:
    """Decide the days anew whose sessions ended with the series, and make what is missing. Days that were left out
    before stay so. The series is locked.
    """
    for template in queries.list_of_series(tx, series_id):
        ended = queries.list_ended_with_series(tx, template.id, ended_at)
        queries.let_sessions_go(tx, [session.id for session in ended])
        queries.forget_days(tx, template.id, [session.original_day for session in ended if session.original_day])
        generating.generate(tx, template.id, actor_id=user_id, now=now)
