"""Lists as text: sessions of some days, and what a person booked. Pure."""

from datetime import date, datetime, timedelta
from itertools import groupby

from handlers.cards import capital, lines, paragraphs
from handlers.finding import narrowed
from services.registrations import MINE_PAGE, Mine, PastPage, telling
from services.sessions import Day, Line, Page
from services.text import esc
from services.translator import Translator
from services.wording import places_left

BESIDE_DATES = 800
"""Characters of a description that are shown with a list."""


def days(page: Page, *, today: date, t: Translator) -> str:
    """The sessions of some days, under a header a day; above them what the list is narrowed down to."""
    if page.days:
        return paragraphs(narrowed(page, today, t), *(of_day(day, today, t) for day in page.days))
    return empty(page, today, t)


def series(page: Page, title: str, description: str, t: Translator, *, today: date) -> str:
    if not page.days:
        return paragraphs(f"<b>{esc(title)}</b>", esc(description), t("No dates yet. Come back soon."))
    dates = (of_day(day, today, t) for day in page.days)
    return paragraphs(f"<b>{esc(title)}</b>", esc(beginning(description)), *dates)


def beginning(description: str) -> str:
    """As much as leaves room for the dates; the rest is among the details of each of them."""
    if len(description) <= BESIDE_DATES:
        return description
    return f"{description[:BESIDE_DATES].rpartition(' ')[0]} …"


def of_day(day: Day, today: date, t: Translator) -> str:
    return lines(f"<b>{day_name(day.date, today, t)}</b>", *(session(line, t) for line in day.lines))


def session(line: Line, t: Translator) -> str:
    """19:30 Monday Jam · 2 of 10 left, and where and with whom."""
    if line.mine_waits is None:
        left = places_left(line.free, line.capacity, line.waiting, t)
        state = f"{'🟢' if line.free else '🔴'} {left}"
    else:
        state = t("⏳ you wait") if line.mine_waits else t("✅ you are in")
    where = " · ".join(esc(part) for part in (line.instructor_name, line.place) if part)
    return lines(f"{t.clock(line.starts_at, line.time_zone)} <b>{esc(line.title)}</b> · {state}", where)


def empty(page: Page, today: date, t: Translator) -> str:
    """Nothing there: say so, and name the next best thing."""
    hint = nearest_that_fits(page.nearest, t) if page.filters.kinds else nearest(page.nearest, t)
    return paragraphs(narrowed(page, today, t), nothing(page, today, t), hint)


def nothing(page: Page, today: date, t: Translator) -> str:
    if page.filters.days > 1:
        return t("Nothing fits in these days.") if page.filters.kinds else t("Nothing planned in these days.")
    day = day_name(page.filters.first or today, today, t)
    if page.filters.kinds:
        return t("<b>{day}</b>\nNothing fits.", day=day)
    return t("<b>{day}</b>\nNothing planned.", day=day)


def nearest(line: Line | None, t: Translator) -> str:
    if line is None:
        return t("There is no session with a free place in the next 30 days.")
    return t(
        "The next session with a free place: {moment}, {title}.",
        moment=t.moment(line.starts_at, line.time_zone),
        title=esc(line.title),
    )


def nearest_that_fits(line: Line | None, t: Translator) -> str:
    if line is None:
        return t("Nothing in the next 30 days fits and has a free place. Try it without one of the filters:")
    return t(
        "The next one that fits and has a free place: {moment}, {title}.\nOr try it without one of the filters:",
        moment=t.moment(line.starts_at, line.time_zone),
        title=esc(line.title),
    )


def day_name(day: date, today: date, t: Translator) -> str:
    """Today, Tuesday 24 November; begins a line"""
    name = t.calendar_day(day, long=True)
    if day == today:
        return t("Today, {day}", day=name)
    return t("Tomorrow, {day}", day=name) if day == today + timedelta(days=1) else capital(name)


def mine(registrations: list[Mine], *, now: datetime, t: Translator, page: int = 0) -> str:
    """What is to come: places under a header a day, then turns in line. A page of it."""
    if not registrations:
        return t("You have nothing booked.\nShall we find something?")
    today = now.astimezone(t.zone_info).date()
    shown = registrations[page * MINE_PAGE : (page + 1) * MINE_PAGE]
    by_day = groupby((one for one in shown if not one.waits), key=lambda one: one.day)
    blocks = (
        lines(f"<b>{day_name(day, today, t)}</b>", *(upcoming(one, now, t) for one in of_the_day))
        for day, of_the_day in by_day
    )
    queue = [turn(one, now, t) for one in shown if one.waits]
    return paragraphs(t("<b>Your registrations</b>"), *blocks, lines(t("<b>Waiting</b>"), *queue) if queue else "")


def upcoming(one: Mine, now: datetime, t: Translator) -> str:
    """✅ 19:30 Monday Jam · base · 2 places · in 3 hours, and with whom and where."""
    sign = "⏳" if one.is_offered or one.is_asked_for or one.is_to_pay else "✅"
    parts = [f"{sign} {t.clock(one.starts_at, one.time_zone)} {named(one)}"]
    if one.is_offered:
        parts.append(t("a place is held for you"))
    if one.is_to_pay:
        parts.append(t("has to be paid"))
    if one.is_asked_for:
        parts.append(t("an organizer has yet to say yes"))
    if one.places > 1:
        parts.append(t.plural("{count} place", "{count} places", one.places))
    where = " · ".join(esc(part) for part in (one.instructor_name, one.place) if part)
    return lines(" · ".join([*parts, *soon(one, now, t)]), where)


def turn(one: Mine, now: datetime, t: Translator) -> str:
    """⏳ Wed 25 Nov, 18:00 Reformer · 2nd in line"""
    position = t("{position} in line", position=t.ordinal(one.position))
    what = f"⏳ {t.moment(one.starts_at, one.time_zone)} {named(one)}"
    return " · ".join([what, position, *soon(one, now, t)])


def soon(one: Mine, now: datetime, t: Translator) -> list[str]:
    """In 3 hours; nothing where it is not soon."""
    to_go = one.starts_at - now
    return [t.in_words(to_go)] if timedelta() < to_go < timedelta(hours=24) else []


def past(page: PastPage, t: Translator) -> str:
    if not page.registrations:
        return t("Nothing here yet. What you went to and what you cancelled will be listed here.")
    return paragraphs(t("<b>Past</b>"), lines(*(esc(telling.over(one, t)) for one in page.registrations)))


def named(one: Mine) -> str:
    return esc(telling.named(one))
