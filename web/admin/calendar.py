"""`/admin/calendar`: a month or a week of what somebody runs, a link for each session with how full it is."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta

from aiohttp import web

from services import organizing
from services.organizing import Line, Span
from services.translator import Translator
from web import guards
from web.admin.asking import live, number, refusals
from web.keys import SITE
from web.rendering import render, translator

WEEK = 7
FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


def routes() -> list[web.RouteDef]:
    return [web.get("/admin/calendar", show_calendar, name="calendar")]


async def show_calendar(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    host_id, now = number(request, "host", most=10**15), site.clock()
    today = now.astimezone(t.zone_info).date()
    day, is_week = chosen(request.query.get("day", ""), today), request.query.get("view") == "week"
    first, last = week_of(day) if is_week else weeks_of_month(day)
    async with refusals():
        found = await site.db.read(
            organizing.span,
            user_id=visitor.id,
            host_id=host_id,
            first=first,
            last=last,
            now=now,
        )
    before, after = (day - timedelta(days=WEEK), day + timedelta(days=WEEK)) if is_week else around(day)
    context = {
        "found": found,
        "live": live([line for day in sorted(found.days) for line in found.days[day]]),
        "heads": [t.weekday(first + timedelta(days=number)) for number in range(WEEK)],
        "weeks": list(weeks(first, last, found, day, today, t, is_week=is_week)),
        "title": t("{first} – {last}", first=t.calendar_day(first), last=t.calendar_day(last))
        if is_week
        else t.month(day),
        "view": "week" if is_week else "month",
        "day": day,
        "before": before,
        "after": after,
    }
    return render(request, "admin/calendar.html", context)


def chosen(typed: str, today: date) -> date:
    """The day in the address; today for anything that is none."""
    with suppress(ValueError):
        day = date.fromisoformat(typed)
        return day if FIRST <= day < LAST else today
    return today


def week_of(day: date) -> tuple[date, date]:
    """From Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    return first, first + timedelta(days=WEEK - 1)


def weeks_of_month(day: date) -> tuple[date, date]:
    """Whole weeks, so that a month begins and ends with days of its neighbours."""
    _, after = around(day)
    return week_of(day.replace(day=1))[0], week_of(after - timedelta(days=1))[1]


def around(day: date) -> tuple[date, date]:
    """The first days of the month before and of the month after."""
    first = day.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=32)).replace(day=1)


def weeks(
    first: date, last: date, found: Span, day: date, today: date, t: Translator, *, is_week: bool
) -> Iterator[list[dict[str, object]]]:
    for monday in range(0, (last - first).days, WEEK):
        days = (first + timedelta(days=monday + number) for number in range(WEEK))
        yield [
            {
                "date": one,
                "name": t.calendar_day(one, long=True),
                "is_other": not is_week and one.month != day.month,
                "is_today": one == today,
                "lines": [entry(line, t) for line in found.days.get(one, ())],
            }
            for one in days
        ]


def entry(line: Line, t: Translator) -> dict[str, object]:
    return {"line": line, "at": t.clock(line.starts_at, line.time_zone), "is_full": line.taken >= line.capacity}
