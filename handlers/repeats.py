"""What repeats, as text: in words, with what is in the way; the form for it, and what a change would do. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.cards import lines, paragraphs
from handlers.impacts import cut_off
from keyboards.callbacks.repeating import Field
from keyboards.repeats import CONFLICTS_SHOWN
from services.notices.templates import attention, problem, time_of_day
from services.templates import Choices, Conflict, Effect, Repeat, Repeats, Result, SkipImpact
from services.templates.changing import EDITED, TIME_TAKEN
from services.templates.told import Told
from services.text import esc
from services.translator import Translator

A_MONDAY = date(2024, 1, 1)
LEFT_SHOWN = 6
TIMES = [*range(7 * 60, 22 * 60, 60), 18 * 60 + 30, 19 * 60 + 30, 20 * 60 + 30]
LENGTHS = (45, 60, 75, 90, 120, 180)


def listed(shown: Repeats, t: Translator, said: str = "") -> str:
    heading = t("🔁 <b>{title}: what repeats</b>", title=esc(shown.title))
    if not shown.repeats:
        return paragraphs(
            said, heading, t("Nothing repeats yet. Add a weekly time, and its sessions are planned by themselves.")
        )
    return paragraphs(said, heading, *(summary(one, t) for one in shown.repeats))


def summary(shown: Repeat, t: Translator) -> str:
    """In words, with whatever wants attention."""
    conflicts = t.plural("⚠️ {count} day in conflict", "⚠️ {count} days in conflict", len(shown.conflicts))
    return lines(
        in_words(shown, t),
        "" if shown.is_active else t("⏸ paused"),
        f"⚠️ {attention(shown.attention, t)}" if shown.attention else "",
        conflicts if shown.conflicts else "",
    )


def in_words(shown: Repeat, t: Translator) -> str:
    """Every Monday 19:30, 20 places, Ana / Ben in turn"""
    parts = [rhythm(shown, t), places(shown, t), instructors(shown, t), esc(shown.room)]
    return ", ".join(part for part in parts if part)


def label(shown: Repeat, t: Translator) -> str:
    """On a button."""
    sign = "⚠️ " if shown.attention or shown.conflicts else "" if shown.is_active else "⏸ "
    return sign + rhythm(shown, t)


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
    return " · ".join(f"{esc(name)} {t.number(number)}" for name, number in shown.quotas)


def instructors(shown: Repeat, t: Translator) -> str:
    names = " / ".join(esc(name) for name in shown.instructors)
    return t("{names} in turn", names=names) if len(shown.instructors) > 1 else names


def details(shown: Repeat, t: Translator, said: str = "") -> str:
    conflicts = [conflict_line(one, t) for one in shown.conflicts[:CONFLICTS_SHOWN]]
    more = len(shown.conflicts) - len(conflicts)
    rest = t.plural("and {count} more", "and {count} more", more) if more else ""
    return paragraphs(
        said,
        t("🔁 <b>{title}</b>", title=esc(shown.title)),
        summary(shown, t),
        lines(span(shown, t), t("It lasts {duration}.", duration=t.duration(shown.duration_minutes)), ahead(shown, t)),
        lines(t("⚠️ Not made:"), *conflicts, rest) if conflicts else "",
        t("Next time: {day}", day=t.calendar_day(shown.next_day)) if shown.next_day else "",
    )


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


def conflict_line(one: Conflict, t: Translator) -> str:
    return t("{when}: {problem}", when=conflict_when(one, t), problem=problem(one.reason, one.name, t))


def conflict_when(one: Conflict, t: Translator) -> str:
    return t("{day}, {time}", day=t.calendar_day(one.day), time=time_of_day(one.starts_minute))


def form(shown: Repeat, t: Translator, said: str = "") -> str:
    heading = t("Change what repeats") if shown.id else t("A new weekly time")
    goes_on = t("Tap what shall be different. You see what becomes of planned sessions before anything changes.")
    hint = (goes_on if shown.id else "") if shown.weekdays else t("Choose the days first.")
    return paragraphs(
        said and f"✖️ {said}",
        lines(f"<b>{heading}</b>", esc(shown.title)),
        lines(
            in_words(shown, t), span(shown, t),
            t("It lasts {duration}.", duration=t.duration(shown.duration_minutes)), ahead(shown, t),
        ),
        hint,
    )  # fmt: skip


def labels(t: Translator) -> dict[Field, str]:
    """The fields of the form, in order."""
    return {
        "days": t("Days"),
        "time": t("Time"),
        "from": t("From"),
        "until": t("Until"),
        "team": t("Instructors"),
        "room": t("Room"),
        "places": t("Places"),
        "length": t("Duration"),
        "weeks": t("Rhythm"),
        "ahead": t("Weeks ahead"),
    }


def question(shown: Repeat, field: Field, t: Translator, said: str = "") -> str:
    """What is asked for a field, below what it would be as it is."""
    asked = {
        "days": t("On which days?"),
        "time": t("At what time? Tap it, or type it, for example: 19:30"),
        "from": t("From which day on? Type it, for example: 24.12."),
        "until": t("Until which day? Type it, for example: 24.12."),
        "team": t("Who gives it? Several people take turns, in the order you tap them."),
        "room": t("In which room?"),
        "places": t("How many places? Type a number; by role: base 10, flyer 10"),
        "length": t("How long does it last? Tap it, or type the minutes."),
        "weeks": t("Every how many weeks?"),
        "ahead": t("How many weeks ahead shall sessions be planned?"),
    }[field]
    return paragraphs(said and f"✖️ {said}", lines(f"<b>{esc(shown.title)}</b>", in_words(shown, t)), asked)


def answers(shown: Repeat, field: Field, choices: Choices, t: Translator) -> dict[int, str]:
    """What can be tapped for a field, by number."""
    match field:
        case "days":
            return {day: _ticked(weekday(day, t), day in shown.weekdays) for day in range(1, 8)}
        case "time":
            return {minute: time_of_day(minute) for minute in sorted(TIMES)}
        case "length":
            return {minutes: t.duration(minutes) for minutes in LENGTHS}
        case "room":
            rooms = {room.id: _ticked(room.name, room.id == shown.space_id) for room in choices.rooms}
            return rooms | {0: t("No room")}
        case "from" | "until" | "places":
            usual = {"from": (1, t("Today")), "until": (0, t("Without an end")), "places": (0, t("As the series"))}
            return dict([usual[field]])
        case "team":
            return _team(shown, choices, t)
        case _:
            number = shown.weeks_ahead if field == "ahead" else shown.every_weeks
            return {weeks: _ticked(t.number(weeks), weeks == number) for weeks in range(1, 9)}


def _team(shown: Repeat, choices: Choices, t: Translator) -> dict[int, str]:
    """Everybody who can give it, with their turn."""
    turns = {user_id: turn for turn, user_id in enumerate(shown.instructor_ids, 1)}
    people = {one.id: f"{turns[one.id]}. {one.name}" if one.id in turns else str(one.name) for one in choices.team}
    return people | ({0: t("Nobody named")} if turns else {})


def _ticked(label: str, on: bool) -> str:
    return f"✅ {label}" if on else label


def effect(shown: Repeat, found: Effect, t: Translator) -> str:
    """What a change would do, before it is confirmed."""
    head = t("This is what changes")
    return paragraphs(lines(f"<b>{head}</b>", esc(shown.title)), in_words(shown, t), *_said(found, t))


def _said(found: Effect, t: Translator) -> list[str]:
    moved = t.plural("{count} session is moved.", "{count} sessions are moved.", found.moved)
    cancelled = t.plural("{count} session is cancelled.", "{count} sessions are cancelled.", found.cancelled)
    people = t.plural("{count} person is told.", "{count} people are told.", found.told.people)
    left = t.plural("{count} session is left alone:", "{count} sessions are left alone:", len(found.left))
    shown = [_left(starts_at_reason, t) for starts_at_reason in found.left[:LEFT_SHOWN]]
    made = t.plural("{count} new session.", "{count} new sessions.", found.made)
    done = [moved if found.moved else "", cancelled if found.cancelled else "", made if found.made else ""]
    if not found.moved and not found.cancelled:
        done.insert(0, t("All planned sessions keep their time."))
    return [
        lines(
            *done,
            people if found.told.people else "",
            cut_off(found.told.cut_off, t),
            "" if found.told.is_anybody else t("Nobody has to be told."),
        ),
        lines(left, *shown) if found.left else "",
    ]


def _left(one: tuple, t: Translator) -> str:  # type: ignore[type-arg]
    starts_at, reason = one
    why = {EDITED: t("it has something of its own"), TIME_TAKEN: t("the new time is taken or over")}.get(reason, "")
    return t("{when}: {problem}", when=t.moment(starts_at), problem=why or t("room or instructor are taken then"))


def saved(found: Effect, t: Translator) -> str:
    return paragraphs(t("✅ Changed."), *_said(found, t))


def generated(result: Result, t: Translator) -> str:
    """What a run by hand has made."""
    made = t.plural("✅ {count} session made.", "✅ {count} sessions made.", len(result.created))
    conflicts = t.plural("{count} day is in conflict.", "{count} days are in conflict.", len(result.conflicts))
    left_out = t.plural("{count} day is left out.", "{count} days are left out.", result.skipped)
    if result.attention:
        return f"⚠️ {attention(result.attention, t)}"
    nothing = not (result.created or result.conflicts or result.skipped)
    return lines(
        t("Everything is made already.") if nothing else made,
        conflicts if result.conflicts else "",
        left_out if result.skipped else "",
    )


def ask_skip(shown: Repeat, impact: SkipImpact, t: Translator) -> str:
    asked = t("Leave out {when}?", when=t.moment(impact.starts_at, impact.time_zone))
    told = t.plural(
        "{count} person is told that it is cancelled.",
        "{count} people are told that it is cancelled.",
        impact.told.people,
    )
    happens = lines(told if impact.told.people else "", cut_off(impact.told.cut_off, t)) or t("Nobody is registered.")
    return paragraphs(lines(f"<b>{asked}</b>", esc(shown.title)), happens, t("The other weeks stay as they are."))


def ask_delete(shown: Repeat, sessions: int, told: Told, t: Translator) -> str:
    asked = t("Delete this weekly time?")
    planned = t.plural("{count} session is planned.", "{count} sessions are planned.", sessions)
    people = t.plural(
        "If you cancel them too, {count} person is told.",
        "If you cancel them too, {count} people are told.",
        told.people,
    )
    return paragraphs(
        lines(f"<b>{asked}</b>", esc(shown.title), in_words(shown, t)),
        lines(planned, people if told.people else "", cut_off(told.cut_off, t)) if sessions else "",
    )


def ask_range(shown: Repeat, t: Translator, said: str = "") -> str:
    asked = t("For which days shall I make sessions? Type them, for example: 1.12. - 24.12.")
    return paragraphs(said and f"✖️ {said}", lines(f"<b>{esc(shown.title)}</b>", in_words(shown, t)), asked)


def conflict(shown: Conflict, t: Translator, said: str = "") -> str:
    head = t("Not made: {line}", line=conflict_line(shown, t))
    return paragraphs(
        said and f"✖️ {said}",
        f"<b>{head}</b>",
        t("How shall it go on? The other days are not touched."),
    )


def deleted(cancelled: int, told: int, t: Translator) -> str:
    sessions = t.plural("{count} session is cancelled.", "{count} sessions are cancelled.", cancelled)
    people = t.plural("{count} person is told.", "{count} people are told.", told)
    return lines(t("✖️ The weekly time is deleted."), sessions if cancelled else "", people if told else "")


def skipped(day: date, told: int, t: Translator) -> str:
    people = t.plural("{count} person is told.", "{count} people are told.", told)
    return lines(t("✖️ {day} is left out.", day=t.calendar_day(day)), people if told else "")
