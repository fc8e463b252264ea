"""What repeats, in words, and what a change of it does: plain words, the same in the chat and on pages.

They are escaped where they are shown. Pure.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from services import impacts
from services.notices.templates import attention, time_of_day
from services.templates.changing import EDITED, TIME_TAKEN, Effect
from services.templates.listing import Repeat
from services.templates.told import Told
from services.translator import Translator

A_MONDAY = date(2024, 1, 1)
LEFT_SHOWN = 6


def summary(shown: Repeat, t: Translator) -> list[str]:
    """In words, with whatever wants attention."""
    conflicts = t.plural("⚠️ {count} day in conflict", "⚠️ {count} days in conflict", len(shown.conflicts))
    found = [
        in_words(shown, t),
        "" if shown.is_active else t("⏸ paused"),
        f"⚠️ {attention(shown.attention, t)}" if shown.attention else "",
        conflicts if shown.conflicts else "",
    ]
    return [line for line in found if line]


def in_words(shown: Repeat, t: Translator) -> str:
    """Every Monday 19:30, 20 places, Ana / Ben in turn"""
    parts = [rhythm(shown, t), places(shown, t), instructors(shown, t), shown.room]
    return ", ".join(part for part in parts if part)


def rhythm(shown: Repeat, t: Translator) -> str:
    named = weekdays(shown.weekdays, t, long=len(shown.weekdays) == 1)
    time = time_of_day(shown.starts_minute)
    if shown.every_weeks == 1:
        return t("Every {days} {time}", days=named, time=time)
    return t("{days} {time}, every {count} weeks", days=named, time=time, count=shown.every_weeks)


def weekdays(numbers: Sequence[int], t: Translator, *, long: bool = False) -> str:
    if long and numbers:
        names: dict[int, str] = dict(t.locale.days["stand-alone"]["wide"])
        return names[numbers[0] - 1]
    return t.listing([weekday(number, t) for number in numbers]) if numbers else "–"


def weekday(number: int, t: Translator) -> str:
    return t.weekday(A_MONDAY + timedelta(days=number - 1))


def places(shown: Repeat, t: Translator) -> str:
    if len(shown.quotas) == 1 and not shown.quotas[0][0]:
        return t.plural("{count} place", "{count} places", shown.quotas[0][1])
    return " · ".join(f"{name} {t.number(number)}" for name, number in shown.quotas)


def instructors(shown: Repeat, t: Translator) -> str:
    names = " / ".join(shown.instructors)
    return t("{names} in turn", names=names) if len(shown.instructors) > 1 else names


def about(shown: Repeat, t: Translator) -> list[str]:
    """From when to when, how long each lasts, and what is planned of it."""
    return [span(shown, t), t("It lasts {duration}.", duration=t.duration(shown.duration_minutes)), ahead(shown, t)]


def span(shown: Repeat, t: Translator) -> str:
    first = t.calendar_day(shown.begins_on)
    if shown.ends_on is None:
        return t("From {first}, without an end, {zone}", first=first, zone=t.zone(shown.time_zone))
    last = t.calendar_day(shown.ends_on)
    return t("From {first} to {last}, {zone}", first=first, last=last, zone=t.zone(shown.time_zone))


def ahead(shown: Repeat, t: Translator) -> str:
    weeks = t.plural("Planned {count} week ahead", "Planned {count} weeks ahead", shown.weeks_ahead)
    made = t.plural("{count} session to come", "{count} sessions to come", shown.planned)
    return t("{weeks}: {made}", weeks=weeks, made=made) if shown.id else weeks


def effect(found: Effect, t: Translator) -> impacts.Told:
    """What a change does, whom it concerns, and what it leaves alone."""
    moved = t.plural("{count} session is moved.", "{count} sessions are moved.", found.moved)
    cancelled = t.plural("{count} session is cancelled.", "{count} sessions are cancelled.", found.cancelled)
    people = t.plural("{count} person is told.", "{count} people are told.", found.told.people)
    left = t.plural("{count} session is left alone:", "{count} sessions are left alone:", len(found.left))
    made = t.plural("{count} new session.", "{count} new sessions.", found.made)
    done = [moved if found.moved else "", cancelled if found.cancelled else "", made if found.made else ""]
    if not found.moved and not found.cancelled:
        done.insert(0, t("All planned sessions keep their time."))
    concerns = [
        people if found.told.people else "",
        impacts.cut_off(found.told.cut_off, t),
        "" if found.told.is_anybody else t("Nobody has to be told."),
    ]
    alone = [left, *(_left(one, reason, t) for one, reason in found.left[:LEFT_SHOWN])] if found.left else []
    return impacts.told_in([*done, *concerns], alone)


def _left(starts_at: datetime, reason: str, t: Translator) -> str:
    why = {EDITED: t("it has something of its own"), TIME_TAKEN: t("the new time is taken or over")}.get(reason, "")
    return t("{when}: {problem}", when=t.moment(starts_at), problem=why or t("room or instructor are taken then"))


def ending(sessions: int, told: Told, t: Translator) -> list[str]:
    """What is planned of it, and whom cancelling that along concerns; nothing where nothing is."""
    planned = t.plural("{count} session is planned.", "{count} sessions are planned.", sessions)
    people = t.plural(
        "If you cancel them too, {count} person is told.",
        "If you cancel them too, {count} people are told.",
        told.people,
    )
    found = [planned, people if told.people else "", impacts.cut_off(told.cut_off, t)]
    return [line for line in found if line] if sessions else []


def deleted(cancelled: int, told: int, t: Translator) -> list[str]:
    sessions = t.plural("{count} session is cancelled.", "{count} sessions are cancelled.", cancelled)
    people = t.plural("{count} person is told.", "{count} people are told.", told)
    found = [t("✖️ The weekly time is deleted."), sessions if cancelled else "", people if told else ""]
    return [line for line in found if line]
