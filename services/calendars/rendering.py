"""Entries as a calendar of RFC 5545, in the way that Google, Apple and Outlook all read.

Times are in UTC: each entry happens once, so a zone would only add rules that the three read differently. The library
escapes and folds the texts.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from services.calendars.entries import Entry, State
from services.translator import Translator

ALARMS = (timedelta(hours=2), timedelta(minutes=30))
REFRESHED_EVERY = timedelta(hours=1)


def file(entries: Iterable[Entry], t: Translator, *, now: datetime) -> bytes:
    """A calendar to be taken over once; `now` is when it was made."""
    calendar = _calendar()
    calendar.add("method", "PUBLISH")
    for entry in entries:
        calendar.add_component(_event(entry, t, stamp=now))
    content: bytes = calendar.to_ical()
    return content


def feed(entries: Iterable[Entry], t: Translator, *, name: str) -> bytes:
    """A calendar to be read again and again; nothing in it changes unless an entry does."""
    calendar = _calendar()
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, t, stamp=entry.changed_at))
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Turnout//Turnout//EN")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _event(entry: Entry, t: Translator, *, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("summary", summary(entry, t))
    event.add("description", description(entry, t))
    if entry.place:
        event.add("location", entry.place)
    event.add("status", entry.state.value)
    event.add("transp", "OPAQUE" if entry.state == State.CONFIRMED else "TRANSPARENT")
    if entry.state == State.CONFIRMED:
        for before in ALARMS:
            event.add_component(_alarm(entry, before))
    return event


def _alarm(entry: Entry, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", entry.title)
    return alarm


def summary(entry: Entry, t: Translator) -> str:
    """What the calendar shows in a day's column. Some show cancelled events like any other, so the words say it."""
    if entry.state == State.CANCELLED:
        return t("Cancelled: {title}", title=entry.title)
    if entry.waits:
        return t("Waitlist: {title}", title=entry.title)
    return t("{title} as {role}", title=entry.title, role=entry.quota_name) if entry.quota_name else entry.title


def description(entry: Entry, t: Translator) -> str:
    return "\n".join(
        [
            *([t("With {name}", name=entry.instructor_name)] if entry.instructor_name else []),
            t("Offered by {host}", host=entry.host_name),
            *_standing(entry, t),
        ]
    )


def _standing(entry: Entry, t: Translator) -> list[str]:
    """How the reader stands; nothing where it is nobody's booking."""
    if not entry.reference:
        return []
    reference = t("Reference: {reference}", reference=entry.reference)
    if entry.waits:
        return [t("You are on the waitlist. It is not certain that a place comes free."), reference]
    if entry.state == State.TENTATIVE:
        return [t("Your place is not certain yet."), reference]
    places = [t.plural("{count} place", "{count} places", entry.places)] if entry.places > 1 else []
    return [*places, reference]
