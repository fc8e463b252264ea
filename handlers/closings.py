"""Closure days, absences and rooms as text. Pure."""

from datetime import date

from handlers.cards import lines, paragraphs
from handlers.impacts import cut_off
from keyboards.closings import SHOWN
from services.templates.absences import Absences
from services.templates.closures import Affected, Closures
from services.templates.rooms import Rooms
from services.text import esc
from services.translator import Translator

AFFECTED_SHOWN = 8


def days(first: date, last: date, t: Translator) -> str:
    if first == last:
        return t.calendar_day(first)
    return t("{first} – {last}", first=t.calendar_day(first), last=t.calendar_day(last))


def rest(more: int, t: Translator) -> str:
    """What is left out; they are listed as soon as there is room."""
    return t.plural("and {count} more", "and {count} more", more) if more > 0 else ""


def closures(shown: Closures, t: Translator, said: str = "") -> str:
    ranges, host = shown.ranges[:SHOWN], esc(shown.host_name)
    listed = [f"{days(one.first_day, one.last_day, t)} {esc(one.reason)}".rstrip() for one in ranges]
    nothing = t("No closure days. Whatever repeats is planned on every day.")
    hint = t("Nothing is planned then, in any of its series. Tap one to open it again.")
    return paragraphs(
        said,
        t("🚪 <b>{name}: closure days</b>", name=host),
        lines(*listed, rest(len(shown.ranges) - SHOWN, t)) or nothing,
        hint if listed else "",
    )


def ask_closure(host_name: str, t: Translator, said: str = "") -> str:
    asked = t("On which days is {host} closed? Type them, for example: 24.12. - 2.1.", host=esc(host_name))
    return paragraphs(
        said and f"✖️ {said}",
        f"<b>{asked}</b>",
        lines(t("It counts for all its series."), t("A reason can stand behind the days, after a comma.")),
    )


def affected(first: date, last: date, found: Affected, t: Translator) -> str:
    """What is planned on days that have just been closed."""
    count = len(found.sessions)
    planned = t.plural("{count} session is planned then:", "{count} sessions are planned then:", count)
    listed = [
        t("{when} {title}", when=t.moment(one.starts_at, one.time_zone), title=esc(one.title))
        for one in found.sessions[:AFFECTED_SHOWN]
    ]
    people = t.plural(
        "If you cancel, {count} person is told.", "If you cancel, {count} people are told.", found.told.people
    )
    return paragraphs(
        t("✅ Closed: {days}", days=days(first, last, t)),
        lines(planned, *listed, rest(count - AFFECTED_SHOWN, t)),
        lines(people if found.told.people else "", cut_off(found.told.cut_off, t)) or t("Nobody is registered there."),
    )


def cancelled(sessions: int, people: int, t: Translator) -> str:
    gone = t.plural("✖️ {count} session is cancelled.", "✖️ {count} sessions are cancelled.", sessions)
    told = t.plural("{count} person is told.", "{count} people are told.", people)
    return lines(gone, told if people else "")


def absences(shown: Absences, t: Translator, said: str = "") -> str:
    away = shown.away[:SHOWN]
    listed = [t("{name}: {days}", name=esc(one.name), days=days(one.first_day, one.last_day, t)) for one in away]
    hint = t("Sessions planned on these days will need somebody else. Tap one to remove it.")
    who = t("Tap who is away.") if shown.team else ""
    return paragraphs(
        said,
        t("🌴 <b>{name}: who is away</b>", name=esc(shown.host_name)),
        lines(*listed, rest(len(shown.away) - SHOWN, t)) or t("Nobody is away."),
        hint if listed else "",
        who,
    )


def ask_absence(name: str, t: Translator, said: str = "") -> str:
    asked = t("When is {name} away? Type the days, for example: 24.12. - 2.1.", name=esc(name))
    return paragraphs(said and f"✖️ {said}", f"<b>{asked}</b>")


def rooms(shown: Rooms, t: Translator, said: str = "") -> str:
    heading = t("🚪 <b>{name}: rooms</b>", name=esc(shown.host_name))
    hint = t("Two sessions that repeat are never planned in one room at the same time.")
    return paragraphs(said, heading, "" if shown.rooms else t("No rooms yet."), hint)


def room(name: str, t: Translator, said: str = "") -> str:
    return paragraphs(said and f"✖️ {said}", f"<b>{esc(name)}</b>", t("Type another name to rename it."))


def ask_room(t: Translator, said: str = "") -> str:
    question = t("What is the room called? Please type it.")
    return paragraphs(said and f"✖️ {said}", f"<b>{question}</b>")


def ask_deleting_room(name: str, templates: int, t: Translator) -> str:
    using = t.plural(
        "{count} weekly time uses it and will plan nothing until you give it another room.",
        "{count} weekly times use it and will plan nothing until you give them another room.",
        templates,
    )
    stays = t("Sessions that are planned there stay.")
    asked = t("Delete {name}?", name=esc(name))
    return paragraphs(f"<b>{asked}</b>", lines(using if templates else "", stays))
