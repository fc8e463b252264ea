"""What a list is narrowed down to, the choice of filters, and what a search found, as text. Pure."""

from datetime import date, timedelta

from handlers.cards import capital, lines, paragraphs
from keyboards.browsing import WEEK, weekend
from keyboards.filters import label
from services.sessions import DAYS_AHEAD, Filters, Found, Line, Page
from services.sessions.filters import Kind
from services.text import esc
from services.translator import Translator, mark
from services.wording import places_left

QUESTIONS = {
    Kind.PART: mark("At what time of day?"),
    Kind.SERIES: mark("Which series?"),
    Kind.HOST: mark("Whose sessions?"),
    Kind.INSTRUCTOR: mark("With whom?"),
    Kind.PLACE: mark("Where?"),
}


def narrowed(page: Page, today: date, t: Translator) -> str:
    """One line with all that is chosen; nothing where nothing is. The header of a day says which day it is."""
    parts = [esc(label(kind, page, t)) for kind in page.filters.kinds]
    if page.filters.days > 1:
        parts.insert(0, dates(page.filters, today, t))
    return f"🔎 {capital(' · '.join(parts))}" if parts else ""


def dates(filters: Filters, today: date, t: Translator) -> str:
    """The days that are shown, as one would say it."""
    first = filters.first or today
    if filters.days == 1:
        named = {today: t("today"), today + timedelta(days=1): t("tomorrow")}
        return named.get(first) or t.calendar_day(first)
    if (first, filters.days) == weekend(today):
        return t("weekend")
    if first == today and filters.days in {WEEK, DAYS_AHEAD}:
        return t.plural("next {count} day", "next {count} days", filters.days)
    last = first + timedelta(days=filters.days - 1)
    return t("{first} to {last}", first=t.calendar_day(first), last=t.calendar_day(last))


def filters(page: Page, today: date, t: Translator) -> str:
    return paragraphs(t("<b>What are you looking for?</b>"), narrowed(page, today, t))


def question(kind: Kind, t: Translator, *, has_options: bool) -> str:
    asked = f"<b>{t(QUESTIONS[kind])}</b>"
    return asked if has_options else paragraphs(asked, t("There is nothing to choose from in the next 30 days."))


def found(found: Found, t: Translator) -> str:
    """Each series with its host and next dates."""
    heading = t("🔎 Found for “{words}”:", words=esc(found.words))
    return paragraphs(heading, *(series(one.title, one.host_name, one.next, t) for one in found.series))


def series(title: str, host_name: str, ahead: tuple[Line, ...], t: Translator) -> str:
    dated = [next_date(line, t) for line in ahead] or [t("No dates yet.")]
    return lines(f"<b>{esc(title)}</b> · {esc(host_name)}", *dated)


def next_date(line: Line, t: Translator) -> str:
    sign = "🟢" if line.free else "🔴"
    return (
        f"{t.moment(line.starts_at, line.time_zone)} · {sign} {places_left(line.free, line.capacity, line.waiting, t)}"
    )


def nothing_found(words: str, t: Translator) -> str:
    return t("Nothing found for “{words}”. Here is what is on:", words=esc(words))
