"""What stands in the way of a template's days, read at once for all of them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from db.engine import Facts, Tx
from db.models import Template
from db.queries import templates as queries
from services.templates.deciding import Calendar, Span


def read_calendar(
    tx: Tx,
    template: Template,
    setting: Facts,
    spans: Sequence[Span],
    *,
    people: Collection[int] | None = None,
    without: Collection[int] = (),
) -> Calendar:
    """In as many statements for a day as for a year. `people` are those in its turns, where nobody else is named;
    sessions that are passed over are in nobody's way.
    """
    since, until = spans[0].starts_at, max(span.ends_at for span in spans)
    people = set(template.instructor_ids) if people is None else set(people)
    first, last = since.date() - timedelta(days=1), until.date() + timedelta(days=1)
    held = queries.list_held_in(tx, template.space_id, since, until)
    calendar = Calendar(
        starts=set(queries.list_starts(tx, template.series_id, since, until, without=without)),
        closures=[(one.first_day, one.last_day) for one in queries.list_closures(tx, setting.host_id, first, last)],
        absences=_absences(tx, setting.host_id, first, last, people),
        in_room=[Span(one.starts_at, one.ends_at) for one in held if one.id not in without],
        team=frozenset(one.id for one in queries.list_team(tx, template.series_id)) if people else frozenset(),
    )
    for row in queries.list_given(tx, people, since, until):
        if row.id not in without:
            calendar.given.setdefault(row.instructor_id, []).append(Span(row.starts_at, row.ends_at))
    return calendar


def _absences(tx: Tx, host_id: int, first: date, last: date, people: set[int]) -> dict[int, list[tuple[date, date]]]:
    away: dict[int, list[tuple[date, date]]] = {}
    if people:
        for row in queries.list_absences(tx, host_id, first, last, user_ids=people):
            away.setdefault(row.user_id, []).append((row.first_day, row.last_day))
    return away
