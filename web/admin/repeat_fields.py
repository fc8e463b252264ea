"""The fields of what repeats: as they are, and what was typed into them as changes or as sentences why not."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from services.errors import DomainError
from services.errors.organizing import (
    EndsBeforeItBegins,
    NoWeekdayChosen,
    OutOfTeam,
    RoomGone,
)
from services.notices.templates import time_of_day
from services.templates import reading
from services.templates.days import WEEKDAYS
from services.templates.pages import Form
from services.translator import Translator
from web.admin.fields import LONGEST_TYPED

TYPED = ("time", "from", "until", "places", "length", "weeks", "ahead")
MOST_TURNS = 12
NOBODY = {"", "0"}
"""What a choice of a person or a room holds where none is chosen."""
FIELD_OF: dict[type[DomainError], str] = {
    NoWeekdayChosen: "days",
    EndsBeforeItBegins: "until",
    OutOfTeam: "team",
    RoomGone: "room",
}
"""Beside which field a refusal of the whole stands."""


@dataclass(frozen=True, slots=True)
class Read:
    """What could be understood, by column, and what is wrong, by field."""

    values: dict[str, Any]
    wrong: dict[str, str]


def turns(form: Form) -> list[str]:
    """A field for each turn: those that are given, one more, and three at least where there are people for them."""
    number = max(3, len(form.repeat.instructor_ids) + 1)
    return [f"turn{one}" for one in range(1, min(number, len(form.choices.team), MOST_TURNS) + 1)]


def as_it_is(form: Form) -> dict[str, str]:
    """What the fields hold before anybody typed; a day that is not chosen holds nothing."""
    shown = form.repeat
    places = ", ".join(f"{name} {number}".strip() for name, number in shown.quotas)
    given = dict(zip(turns(form), map(str, shown.instructor_ids), strict=False))
    return {
        **{f"day{day}": "yes" if day in shown.weekdays else "" for day in WEEKDAYS},
        "time": time_of_day(shown.starts_minute),
        "from": shown.begins_on.isoformat(),
        "until": shown.ends_on.isoformat() if shown.ends_on else "",
        "length": str(shown.duration_minutes),
        "places": places if shown.has_own_places else "",
        "room": str(shown.space_id or 0),
        "weeks": str(shown.every_weeks),
        "ahead": str(shown.weeks_ahead),
        **{name: given.get(name, "0") for name in turns(form)},
    }


def typed_into(form: Form, given: Mapping[str, Any]) -> dict[str, str]:
    """What the fields hold now. A box that is not ticked is not sent; whatever else is left out is as it is."""
    known = as_it_is(form)
    usual = {name: "" if name.startswith("day") else value for name, value in known.items()}
    return {name: str(given.get(name, usual[name]))[:LONGEST_TYPED].strip() for name in known}


def read(form: Form, typed: Mapping[str, str], t: Translator, *, now: datetime) -> Read:
    """Of one that is there only what differs is read, and so refused; of a new one all."""
    known, values, wrong = as_it_is(form), dict[str, Any](), dict[str, str]()
    for name, (fields, reader) in _readers(form, typed, t, now).items():
        if form.repeat.id and all(typed[one] == known[one] for one in fields):
            continue
        try:
            values |= reader()
        except DomainError as refused:
            wrong[name] = refused.text(t)
    return Read({name: value for name, value in values.items() if _is_new(form, name, value)}, wrong)


Reader = Callable[[], dict[str, Any]]


def _readers(
    form: Form, typed: Mapping[str, str], t: Translator, now: datetime
) -> dict[str, tuple[Sequence[str], Reader]]:
    """What each is read from, and how; a question may have several fields."""

    def typing(name: str) -> dict[str, Any]:
        if not typed[name] and name in reading.EMPTY:
            return reading.EMPTY[name]
        return reading.read_field(form.repeat, name, typed[name], language=t.language, now=now)

    boxes = [f"day{day}" for day in WEEKDAYS]
    return {
        "days": (boxes, lambda: {"weekdays": days_chosen(typed)}),
        "team": (turns(form), lambda: {"instructor_ids": _team(form, typed)}),
        "room": (["room"], lambda: {"space_id": _room(form, typed["room"])}),
        **{name: ([name], partial(typing, name)) for name in TYPED},
    }


def days_chosen(typed: Mapping[str, str]) -> list[int]:
    return [day for day in WEEKDAYS if typed[f"day{day}"]]


def _team(form: Form, typed: Mapping[str, str]) -> list[int]:
    """In the order of the turns, each once; whoever gives it already may stay. Raises OutOfTeam."""
    known = {str(one.id) for one in form.choices.team} | {str(one) for one in form.repeat.instructor_ids}
    chosen = [typed[name] for name in turns(form) if typed[name] not in NOBODY]
    if not set(chosen) <= known:
        raise OutOfTeam
    return [int(one) for one in dict.fromkeys(chosen)]


def _room(form: Form, typed: str) -> int | None:
    """Raises RoomGone."""
    if typed in NOBODY:
        return None
    if typed not in {str(one.id) for one in form.choices.rooms} | {str(form.repeat.space_id)}:
        raise RoomGone
    return int(typed)


def _is_new(form: Form, column: str, value: Any) -> bool:
    """Whether it is set otherwise now; of what is not there yet everything is."""
    shown = form.repeat
    if not shown.id:
        return True
    if column == "quotas":
        own = [{"name": name, "capacity": number} for name, number in shown.quotas] if shown.has_own_places else None
        return bool(value != own)
    now = getattr(shown, column)
    return bool((list(now) if isinstance(now, tuple) else now) != value)


def beside(refused: DomainError, t: Translator) -> dict[str, str]:
    """Where a refusal stands; nowhere where it is about the whole form."""
    name = FIELD_OF.get(type(refused))
    return {name: refused.text(t)} if name else {}
