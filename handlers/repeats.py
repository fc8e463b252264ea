"""What repeats, as text: in words, with what is in the way; the form for it, and what a change would do. Pure."""

from collections.abc import Iterable
from datetime import date

from handlers.cards import lines, paragraphs
from handlers.impacts import cut_off
from keyboards.callbacks.repeating import Field
from keyboards.repeats import CONFLICTS_SHOWN
from services.notices.templates import attention, problem, time_of_day
from services.templates import Choices, Conflict, Effect, Repeat, Repeats, Result, SkipImpact, wording
from services.templates.told import Told
from services.text import esc
from services.translator import Translator

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
    return _lines(wording.summary(shown, t))


def label(shown: Repeat, t: Translator) -> str:
    """On a button."""
    sign = "⚠️ " if shown.attention or shown.conflicts else "" if shown.is_active else "⏸ "
    return sign + wording.rhythm(shown, t)


def details(shown: Repeat, t: Translator, said: str = "") -> str:
    conflicts = [conflict_line(one, t) for one in shown.conflicts[:CONFLICTS_SHOWN]]
    more = len(shown.conflicts) - len(conflicts)
    rest = t.plural("and {count} more", "and {count} more", more) if more else ""
    return paragraphs(
        said,
        t("🔁 <b>{title}</b>", title=esc(shown.title)),
        summary(shown, t),
        _lines(wording.about(shown, t)),
        lines(t("⚠️ Not made:"), *conflicts, rest) if conflicts else "",
        t("Next time: {day}", day=t.calendar_day(shown.next_day)) if shown.next_day else "",
    )


def conflict_line(one: Conflict, t: Translator) -> str:
    return t("{when}: {problem}", when=conflict_when(one, t), problem=problem(one.reason, esc(one.name), t))


def conflict_when(one: Conflict, t: Translator) -> str:
    return t("{day}, {time}", day=t.calendar_day(one.day), time=time_of_day(one.starts_minute))


def form(shown: Repeat, t: Translator, said: str = "") -> str:
    heading = t("Change what repeats") if shown.id else t("A new weekly time")
    goes_on = t("Tap what shall be different. You see what becomes of planned sessions before anything changes.")
    hint = (goes_on if shown.id else "") if shown.weekdays else t("Choose the days first.")
    return paragraphs(
        said and f"✖️ {said}",
        lines(f"<b>{heading}</b>", esc(shown.title)),
        _lines([wording.in_words(shown, t), *wording.about(shown, t)]),
        hint,
    )


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
    return paragraphs(said and f"✖️ {said}", lines(f"<b>{esc(shown.title)}</b>", esc(wording.in_words(shown, t))), asked)


def answers(shown: Repeat, field: Field, choices: Choices, t: Translator) -> dict[int, str]:
    """What can be tapped for a field, by number."""
    match field:
        case "days":
            return {day: _ticked(wording.weekday(day, t), day in shown.weekdays) for day in range(1, 8)}
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
    return paragraphs(lines(f"<b>{head}</b>", esc(shown.title)), esc(wording.in_words(shown, t)), *_effect(found, t))


def saved(found: Effect, t: Translator) -> str:
    return paragraphs(t("✅ Changed."), *_effect(found, t))


def _effect(found: Effect, t: Translator) -> list[str]:
    return [_lines(one) for one in wording.effect(found, t)]


def _lines(found: Iterable[str]) -> str:
    return esc("\n".join(found))


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
    return paragraphs(
        lines(f"<b>{asked}</b>", esc(shown.title), esc(wording.in_words(shown, t))),
        _lines(wording.ending(sessions, told, t)),
    )


def ask_range(shown: Repeat, t: Translator, said: str = "") -> str:
    asked = t("For which days shall I make sessions? Type them, for example: 1.12. - 24.12.")
    return paragraphs(said and f"✖️ {said}", lines(f"<b>{esc(shown.title)}</b>", esc(wording.in_words(shown, t))), asked)


def conflict(shown: Conflict, t: Translator, said: str = "") -> str:
    head = t("Not made: {line}", line=conflict_line(shown, t))
    return paragraphs(
        said and f"✖️ {said}",
        f"<b>{head}</b>",
        t("How shall it go on? The other days are not touched."),
    )


def deleted(cancelled: int, told: int, t: Translator) -> str:
    return _lines(wording.deleted(cancelled, told, t))


def skipped(day: date, told: int, t: Translator) -> str:
    people = t.plural("{count} person is told.", "{count} people are told.", told)
    return lines(t("✖️ {day} is left out.", day=t.calendar_day(day)), people if told else "")
