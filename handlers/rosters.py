"""The people of a session as text. Pure: a view and `t` in, HTML out, within what a message takes."""

from collections.abc import Sequence
from itertools import groupby

from handlers.cards import capital, lines, paragraphs
from handlers.screens import plain, utf16
from services.attendance import Marked, is_early, opens_at
from services.errors.organizing import CheckInNotOpen
from services.registrations import LONGEST_REQUEST
from services.rosters import PAYING, PENDING, Attendee, CheckInList, Head, History, LivingRoster, News, Role, Roster
from services.text import esc
from services.translator import Translator, mark

LONGEST = 4096
"""Of a message, as Telegram counts."""
SHORT_ROLE, SHORT_WISH, SHORT_NOTE = 20, 60, 300
CUT_OFF = "🔕"
"""Somebody whom I cannot write to."""
SIGNS = {"attended": "✅", "late": "✅", "no_show": "✖️"}
NEWS = {
    "booked": mark("New booking: {name}"),
    "moved_up": mark("{name} moved up from the waitlist"),
    "cancelled": mark("{name} cancelled"),
    "taken_out": mark("{name} has no place any more"),
    "waits": mark("{name} waits"),
    "asks": mark("{name} asks for a place"),
    "came": mark("{name} is here"),
}
LINES = {
    "waiting": (mark("Waiting"), mark("Nobody waits.")),
    "pending": (mark("Asking for a place"), mark("Nobody asks for a place.")),
    "paying": (mark("Paying"), mark("Nobody has yet to pay.")),
}
"""What stands above a list of those who have no place, and instead of it."""


def living(roster: LivingRoster, t: Translator) -> str:
    """What is new, and then the screen as it is now."""
    said = news(roster.news, t)
    if isinstance(roster.shown, CheckInList):
        return check_in(roster.shown, t, said)
    return of_session(roster.shown, t, said)


def news(changes: tuple[News, ...], t: Translator) -> str:
    """One line, newest first."""
    return " · ".join(t(NEWS[one.change], name=esc(one.name)) for one in changes)


def of_session(roster: Roster, t: Translator, said: str = "") -> str:
    """The roster; guests and wishes only where there is room for them."""
    text = _of_session(roster, t, said, with_details=True)
    return text if utf16(plain(text)) <= LONGEST else _of_session(roster, t, said, with_details=False)


def _of_session(roster: Roster, t: Translator, said: str, *, with_details: bool) -> str:
    head = roster.head
    by_group = groupby(roster.people, key=lambda one: group(one, t))
    listed = (
        lines(name, *(person(one, head, t, with_details=with_details) for one in people)) for name, people in by_group
    )
    return paragraphs(said, header(head, t), note(head), nobody(head, t), *listed, legend(roster.people, t))


def header(head: Head, t: Translator) -> str:
    """Monday Jam · Mon 24 Nov, 19:30, and how full it is."""
    return lines(
        f"<b>{esc(head.title)}</b> · {t.moment(head.starts_at, head.time_zone)}",
        f"📍 {esc(head.room)}" if head.room else "",
        t("✖️ It was cancelled.") if head.is_cancelled else "",
        fill(head, t),
        others(head, t),
        summary(head, t) if head.is_over and not head.is_cancelled else "",
    )


def fill(head: Head, t: Translator) -> str:
    """Base 8/10 · Flyer 10/10, 3 waiting · 12 here"""
    here = t.plural("{count} here", "{count} here", head.tally.here)
    return " · ".join([*(role(one, t) for one in head.roles), here])


def role(one: Role, t: Translator) -> str:
    waiting = t.plural("{count} waiting", "{count} waiting", one.waiting) if one.waiting else ""
    places = f"{t.number(one.taken)}/{t.number(one.capacity)}"
    name = capital(esc(one.name[:SHORT_ROLE]))
    return ", ".join(part for part in (f"{name} {places}".strip(), waiting) if part)


def others(head: Head, t: Translator) -> str:
    """Who is on no list, or has to be decided about."""
    pending, paying, late = head.tally.pending, head.tally.paying, head.tally.cancelled_late
    parts = [
        t.plural("{count} asks for a place", "{count} ask for a place", pending) if pending else "",
        t.plural("{count} has yet to pay", "{count} have yet to pay", paying) if paying else "",
        t.plural("{count} cancelled late", "{count} cancelled late", late) if late else "",
    ]
    return " · ".join(part for part in parts if part)


def summary(head: Head, t: Translator) -> str:
    """How it went, once it is over."""
    tally = head.tally
    if not tally.confirmed:
        return t("It is over.")
    came = t("It is over. {here} of {all} came: {rate} %.", here=tally.here, all=tally.confirmed, rate=tally.rate)
    parts = [
        t.plural("{count} late", "{count} late", tally.late) if tally.late else "",
        t.plural("{count} no-show", "{count} no-shows", tally.no_shows) if tally.no_shows else "",
        t.plural("{count} not marked", "{count} not marked", tally.unmarked) if tally.unmarked else "",
    ]
    return lines(came, " · ".join(part for part in parts if part))


def note(head: Head) -> str:
    """The private note on the session, as far as it fits."""
    text = head.note
    return f"<i>{esc(text if len(text) <= SHORT_NOTE else f'{text[:SHORT_NOTE]}…')}</i>" if text else ""


def nobody(head: Head, t: Translator) -> str:
    if head.tally.confirmed or head.tally.pending or head.tally.paying:
        return ""
    waiting = head.tally.waiting
    if not waiting:
        return t("No bookings yet.")
    return t.plural("No bookings yet, {count} waiting.", "No bookings yet, {count} waiting.", waiting)


def group(one: Attendee, t: Translator) -> str:
    """What stands above those who have no place."""
    if one.status == "confirmed":
        return ""
    if one.status in PAYING:
        return f"<b>{t('Paying')}</b>"
    return f"<b>{t('Asking for a place')}</b>" if one.status in PENDING else f"<b>{t('Waiting')}</b>"


def person(one: Attendee, head: Head, t: Translator, *, with_details: bool = True) -> str:
    """✅ Ana R. · base · +1"""
    parts = [
        f"{sign(one)} {esc(one.name)}",
        esc(one.role[:SHORT_ROLE]) if head.has_roles else "",
        f"+{one.places - 1}" if one.places > 1 else "",
        state(one, t),
        t("first time") if one.is_first_time else "",
        "" if one.is_reachable else CUT_OFF,
    ]
    return lines(" · ".join(part for part in parts if part), *(details(one, t) if with_details else []))


def legend(people: Sequence[Attendee], t: Translator) -> str:
    """What the sign means, where somebody has it."""
    if all(one.is_reachable for one in people):
        return ""
    return f"{CUT_OFF} {t('not reachable on Telegram')}"


def sign(one: Attendee) -> str:
    if one.status != "confirmed":
        return "⏳"
    return SIGNS.get(one.attendance or "", "◻️")


def state(one: Attendee, t: Translator) -> str:
    """What is not as usual."""
    match one.status, one.attendance:
        case "waitlisted", _:
            return t("{position} in line", position=t.ordinal(one.position))
        case "offered", _:
            return t("asked")
        case _, "late":
            return t("late")
        case _, "no_show":
            return t("no-show")
    return ""


def details(one: Attendee, t: Translator) -> list[str]:
    """Who comes along, and the wish: beginnings of them, the rest is with the person."""
    guests = t("with {names}", names=esc(shortened(t.listing(list(one.guests))))) if one.guests else ""
    wish = f"“{esc(shortened(one.request))}”" if one.request else ""
    return [f"<i>{part}</i>" for part in (guests, wish) if part]


def shortened(text: str) -> str:
    line = " ".join(text[:LONGEST_REQUEST].split())
    return line if len(line) <= SHORT_WISH else f"{line[: SHORT_WISH - 1]}…"


def check_in(door: CheckInList, t: Translator, said: str = "") -> str:
    """Who is here, in numbers; those who are not are the buttons below."""
    head, last = door.roster.head, door.last
    done = here(last.name, last.places, t, is_late=last.is_late) if last else ""
    of_all = t("{here} of {all} here", here=t.number(head.tally.here), all=t.number(head.tally.confirmed))
    return paragraphs(
        said,
        lines(f"<b>{esc(head.title)}</b> · {t.moment(head.starts_at, head.time_zone)}", of_all),
        done,
        what_to_do(door, t),
    )


def what_to_do(door: CheckInList, t: Translator) -> str:
    """Tap, wait until it opens, or nothing."""
    head = door.roster.head
    if is_early(head.starts_at, now=head.seen_at):
        opens = t.moment(opens_at(head.starts_at), head.time_zone)
        return t(CheckInNotOpen.template, opens_at=opens)
    return t("Tap who is here.") if door.roster.people else nobody_missing(head, t)


def nobody_missing(head: Head, t: Translator) -> str:
    return t("Everybody is here.") if head.tally.confirmed else nobody(head, t)


def here(name: str, places: int, t: Translator, *, is_late: bool) -> str:
    """✅ Ana is here, with one guest."""
    who = f"{esc(name)} +{places - 1}" if places > 1 else esc(name)
    return t("✅ {name} is here, late.", name=who) if is_late else t("✅ {name} is here.", name=who)


def already(marked: Marked, t: Translator) -> str:
    """Not escaped: for an alert, and for a screen after `esc`."""
    assert marked.at
    moment = t.moment(marked.at, marked.time_zone)
    return t("{name} is here already, since {moment}.", name=marked.name, moment=moment)


def people(roster: Roster, t: Translator) -> str:
    return paragraphs(header(roster.head, t), t("Whom do you want to open?"))


def line(roster: Roster, which: str, t: Translator) -> str:
    """Who waits, with their positions; who asks for a place; or who has yet to pay."""
    head = roster.head
    title, nobody_there = LINES[which]
    if not roster.people:
        return paragraphs(header(head, t), t(nobody_there))
    return paragraphs(
        header(head, t),
        lines(f"<b>{t(title)}</b>", *(person(one, head, t) for one in roster.people)),
        legend(roster.people, t),
    )


def found(roster: Roster, t: Translator) -> str:
    head, words = roster.head, esc(roster.words)
    if not roster.people:
        return t("Nobody here is called “{words}”. Type another name, or a reference.", words=words)
    more = t("There are more: type more letters.") if roster.has_next else ""
    return paragraphs(
        lines(f"<b>{esc(head.title)}</b> · {t.moment(head.starts_at, head.time_zone)}", t("“{words}”:", words=words)),
        lines(*(person(one, head, t, with_details=False) for one in roster.people)),
        legend(roster.people, t),
        more,
    )


def history(history: History, t: Translator) -> list[str]:
    """The lines of a person's history with a host: the same for the host and for the person."""
    if history.since is None:
        return [t("Nothing yet.")]
    return [
        counted(t("Came: {count}", count=history.attended), history.attended_recently, t),
        t("Late: {count}", count=history.late),
        counted(t("No-shows: {count}", count=history.no_shows), history.no_shows_recently, t),
        t("Cancelled late: {count}", count=history.late_cancels),
        t("First booking: {day}", day=t.day(history.since)),
    ]


def with_host(past: History, t: Translator) -> str:
    """For those who run it, on the screen of a person."""
    title = t("With {host}", host=esc(past.host_name))
    return lines(f"<b>{title}</b>", *history(past, t))


def counted(total: str, recently: int, t: Translator) -> str:
    if not recently:
        return total
    return t("{total}, {count} of them in the last 30 days", total=total, count=recently)


def my_history(mine: History, t: Translator) -> str:
    title = t("You at {host}", host=esc(mine.host_name))
    return paragraphs(f"<b>{title}</b>", lines(*history(mine, t)), t("The organizers see the same numbers."))
