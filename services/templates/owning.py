"""The way from a template's id to the template, for who plans its series."""

from collections.abc import Collection
from datetime import date, datetime

from db.engine import Tx
from db.models import Occurrence, Template
from db.models.templates import Outcome
from services import access
from services.access import Right
from services.errors import NotFound
from services.templates import days, generating


def find(tx: Tx, template_id: int, user_id: int) -> Template:
    """Raises NotFound."""
    template = tx.get(Template, template_id)
    if template is None:
        raise NotFound
    access.series_to(tx, Right.PLAN, template.series_id, user_id)
    return template


def lock(tx: Tx, template_id: int, user_id: int, *, people: Collection[int] = ()) -> Template:
    """For an act: it stays as it is until the commit, and so do its series, those in its turns, and some more people.

    The order of the house: a series, people, the template; then sessions by their ids, their quotas, who is in them.
    Who changes sessions of a series comes to its templates last, under the same lock of the series.
    Raises NotFound.
    """
    series_id = find(tx, template_id, user_id).series_id
    access.series_to(tx, Right.PLAN, series_id, user_id, lock=True)
    if tx.get(Template, template_id, populate_existing=True) is None:  # deleted meanwhile
        raise NotFound
    return generating.lock(tx, template_id, people=people)


def find_conflict(tx: Tx, occurrence_id: int, user_id: int) -> tuple[Occurrence, Template]:
    """A day in conflict that is to come or not; and its template. Raises NotFound."""
    occurrence = tx.get(Occurrence, occurrence_id)
    if occurrence is None or occurrence.outcome != Outcome.CONFLICT:
        raise NotFound
    return occurrence, find(tx, occurrence.template_id, user_id)


def next_day(template: Template, left_out: Collection[date], now: datetime) -> date | None:
    """The next day on which it takes place: made already or not, but not one that is left out."""
    today = days.day_of(now, template.time_zone)
    _, until = days.window(now, template.time_zone, 8 * template.every_weeks + 1)
    found = rule_days(template, today, days.day_of(until, template.time_zone))
    return next(
        (day for day in found if day not in left_out and generating.span_of(template, day).starts_at > now), None
    )


def rule_days(template: Template, first: date, last: date) -> list[date]:
    return days.list_days(
        template.weekdays, template.begins_on, template.ends_on, every_weeks=template.every_weeks,
        first=max(first, template.begins_on), last=max(last, template.begins_on + (last - first)),
    )  # fmt: skip
