"""The numbers of a series or a host in words: all that the picture shows, for who cannot see it. Pure."""

from handlers.cards import lines, paragraphs
from services.numbers import Numbers, Week, percent
from services.text import esc
from services.translator import Translator

COMPARED = 4
"""Weeks whose fill is compared with that of as many before them."""


def caption(numbers: Numbers, t: Translator) -> str:
    return paragraphs(
        lines(_title(numbers), _span(numbers, t)),
        lines(
            _fill(numbers, t),
            _attendance(numbers, t),
            _missed(numbers, t),
            _people(numbers, t),
            _trend(numbers.weeks, t),
        ),
    )


def nothing(numbers: Numbers, t: Translator) -> str:
    """No data yet, and what to do about it."""
    todo = t("Plan a session and share it; after it took place its numbers are here.")
    return paragraphs(_title(numbers), t("No data yet: no session took place in these weeks."), todo)


def _title(numbers: Numbers) -> str:
    if numbers.title:
        return f"<b>{esc(numbers.title)}</b> · {esc(numbers.host_name)}"
    return f"<b>{esc(numbers.host_name)}</b>"


def _span(numbers: Numbers, t: Translator) -> str:
    weeks = t.plural("The last {count} week", "The last {count} weeks", len(numbers.weeks))
    sessions = t.plural("{count} session", "{count} sessions", numbers.sessions)
    return f"{weeks}: {sessions}"


def _fill(numbers: Numbers, t: Translator) -> str:
    return t(
        "🎟 {booked} of {places} places booked: {percent} % full",
        booked=t.number(numbers.booked),
        places=t.number(numbers.places),
        percent=numbers.fill_percent or 0,
    )


def _attendance(numbers: Numbers, t: Translator) -> str:
    if numbers.attendance_percent is None:
        return t("✅ Nobody was checked in yet: do so on a session's roster, and attendance is here.")
    return t(
        "✅ {came} of {marked} checked places came: {percent} %",
        came=t.number(numbers.attended),
        marked=t.number(numbers.attended + numbers.no_shows),
        percent=numbers.attendance_percent,
    )


def _missed(numbers: Numbers, t: Translator) -> str:
    missed = t.plural("{count} no-show", "{count} no-shows", numbers.no_shows)
    late = t.plural("{count} late cancellation", "{count} late cancellations", numbers.late_cancels)
    return f"✖️ {missed}, {late}"


def _people(numbers: Numbers, t: Translator) -> str:
    people = t.plural("👤 {count} person", "👤 {count} people", numbers.people)
    return t(
        "{people}: {new} new in this time, {returning} from before",
        people=people,
        new=t.number(numbers.new),
        returning=t.number(numbers.returning),
    )


def _trend(weeks: tuple[Week, ...], t: Translator) -> str:
    """How full the newest weeks were beside those before; nothing where there is nothing to compare."""
    now, before = _full(weeks[-COMPARED:]), _full(weeks[-2 * COMPARED : -COMPARED])
    if now is None or before is None:
        return ""
    return t("🗓 The last 4 weeks {now} % full, the 4 before {before} %", now=now, before=before)


def _full(weeks: tuple[Week, ...]) -> int | None:
    return percent(sum(week.booked for week in weeks), sum(week.places for week in weeks))
