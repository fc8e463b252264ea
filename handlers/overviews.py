"""What somebody runs, as text: the organizer's home, today's rosters, the weeks ahead. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby

from handlers.cards import lines, paragraphs
from handlers.lists import day_name
from services.organizing import Ahead, Asking, Line, Overview, SeriesLine, SeriesPage
from services.text import esc
from services.translator import Translator

AT_HOME = 6
"""Sessions of the days after today that are named at home."""
TODAY_AT_MOST = 12


def home(view: Overview, *, now: datetime, t: Translator) -> str:
    if not view.hosts:
        return nothing_yet(t)
    several = len(view.hosts) > 1 and not view.host
    today = now.astimezone(t.zone_info).date()
    title = esc(view.host.name) if view.host else t("What you run")
    return paragraphs(
        f"<b>{title}</b>",
        _today(view, today, several, t),
        _later(view, several, t),
        _totals(view, t),
        _helped(view.series, t),
    )


def nothing_yet(t: Translator) -> str:
    """For somebody who runs nothing: what one can do here."""
    return paragraphs(
        t("<b>Organize</b>"),
        t("Run a weekly jam, a class or a small studio from this chat: say what, when and how many."),
        t("People register with one tap, a waitlist fills what comes free, and you see who comes and who came."),
        t("Nothing is yours to run yet. Begin with a series; it takes a minute."),
    )


def today(found: Sequence[Line], *, now: datetime, t: Translator) -> str:
    """Today's sessions in order; what is over stays, for its attendance."""
    day = now.astimezone(t.zone_info).date()
    title = f"<b>{day_name(day, day, t)}</b>"
    if not found:
        return paragraphs(title, t("You have no session today."))
    several = len({line.host_name for line in found}) > 1
    shown = [line_of(line, t, names_host=several) for line in found[:TODAY_AT_MOST]]
    return paragraphs(lines(title, *shown), _more(len(found) - TODAY_AT_MOST, t), t("Tap one for its people."))


def ahead(page: Ahead, *, now: datetime, t: Translator) -> str:
    """The coming 30 days, a page of them, under a header a day."""
    if not page.lines:
        return paragraphs(t("<b>The next 30 days</b>"), t("No session is planned. Plan one, or let one repeat."))
    day = now.astimezone(t.zone_info).date()
    blocks = (
        lines(f"<b>{day_name(of, day, t)}</b>", *(line_of(one, t, names_host=page.has_several_hosts) for one in found))
        for of, found in groupby(page.lines, key=lambda line: line.day)
    )
    return paragraphs(t("<b>The next 30 days</b>"), *blocks)


def series(page: SeriesPage, t: Translator) -> str:
    if not page.series:
        return paragraphs(t("<b>Your series</b>"), t("You have no series yet."))
    return paragraphs(t("<b>Your series</b>"), lines(*(_named(one, t) for one in page.series)))


def pending(asked: Sequence[Asking], t: Translator) -> str:
    """Who asks for which session, as far as the buttons reach."""
    if not asked:
        return paragraphs(t("<b>Asking for a place</b>"), t("Nobody waits for a decision."))
    shown = (
        lines(f"<b>{esc(title)}</b> · {when}", *(f"⏳ {esc(one.name)}" for one in found))
        for (title, when), found in groupby(
            sorted(asked, key=lambda one: (one.starts_at, one.title)),
            key=lambda one: (one.title, t.moment(one.starts_at, one.time_zone)),
        )
    )
    return paragraphs(t("<b>Asking for a place</b>"), *shown, t("Tap one to approve or reject."))


def line_of(line: Line, t: Translator, *, names_host: bool = False, with_day: bool = False) -> str:
    """19:30 Monday Jam · 8/10, 3 waiting, 1 pending · needs instructor"""
    clock = t.clock(line.starts_at, line.time_zone)
    moment = f"{t.calendar_day(line.day)}, {clock}" if with_day else clock
    parts = [f"{moment} <b>{esc(line.title)}</b>", ", ".join(_fill(line, t))]
    if line.is_over:
        parts.append(t("over"))
    if line.needs_instructor:
        parts.append(t("needs instructor"))
    elif line.instructor_name:
        parts.append(esc(line.instructor_name))
    if names_host:
        parts.append(esc(line.host_name))
    return " · ".join(parts)


def _fill(line: Line, t: Translator) -> list[str]:
    parts = [f"{t.number(line.taken)}/{t.number(line.capacity)}"]
    if line.waiting:
        parts.append(t.plural("{count} waiting", "{count} waiting", line.waiting))
    if line.pending:
        parts.append(t.plural("{count} pending", "{count} pending", line.pending))
    return parts


def _today(view: Overview, today: date, several: bool, t: Translator) -> str:
    header = f"<b>{day_name(today, today, t)}</b>"
    if not view.today:
        return lines(header, t("No session today."))
    shown = (line_of(line, t, names_host=several) for line in view.today[:AT_HOME])
    return lines(header, *shown, _more(len(view.today) - AT_HOME, t))


def _later(view: Overview, several: bool, t: Translator) -> str:
    if not view.later:
        return ""
    shown = (line_of(line, t, names_host=several, with_day=True) for line in view.later[:AT_HOME])
    return lines(t("<b>The next six days</b>"), *shown, _more(len(view.later) - AT_HOME, t))


def _totals(view: Overview, t: Translator) -> str:
    """The seven days in numbers, over all that is shown here."""
    if not view.week:
        return t("Nothing is planned in the next seven days.")
    parts = [
        t.plural("{count} session", "{count} sessions", len(view.week)),
        t(
            "{taken} of {capacity} places taken",
            taken=t.number(sum(line.taken for line in view.week)),
            capacity=t.number(sum(line.capacity for line in view.week)),
        ),
    ]
    if waiting := sum(line.waiting for line in view.week):
        parts.append(t.plural("{count} waiting", "{count} waiting", waiting))
    if pending := sum(line.pending for line in view.week):
        parts.append(t.plural("{count} pending", "{count} pending", pending))
    return t("Seven days: {numbers}", numbers=", ".join(parts))


def _helped(series: Sequence[SeriesLine], t: Translator) -> str:
    """Series of other hosts that the person co-organizes."""
    return lines(*(_named(one, t) for one in series if one.is_helped))


def _named(one: SeriesLine, t: Translator) -> str:
    if one.is_helped:
        return t("{series} · {host} · you co-organize it", series=f"<b>{esc(one.title)}</b>", host=esc(one.host_name))
    return f"<b>{esc(one.title)}</b> · {esc(one.host_name)}"


def _more(count: int, t: Translator) -> str:
    return t.plural("and {count} more", "and {count} more", count) if count > 0 else ""
