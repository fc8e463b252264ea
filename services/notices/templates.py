"""What the owner of a host is told of its templates: what was made, what could not be, and what has stopped."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from db.engine import Facts
from db.models import Series, Template, User
from db.models.templates import Outcome
from db.queries import templates as queries
from services.notices.matters import Matter
from services.templates.deciding import ROOM_TAKEN, read_conflict
from services.templates.generating import ROOM_DELETED, WRONG_PLACES
from services.text import esc
from services.translator import Translator

MOST_PROBLEMS = 10


def digest(matter: Matter, t: Translator) -> str | None:
    """In numbers by series, then the problems one by one."""
    since, until = (datetime.fromisoformat(matter.data[name]) for name in ("since", "until"))
    news = queries.list_news(matter.tx, matter.data["host_id"], since, until)
    made = [row for row in news if row.outcome == Outcome.CREATED]
    conflicts = [row for row in news if row.outcome == Outcome.CONFLICT]
    alone = [row for row in made if row.needs_instructor]
    if not made and not conflicts:
        return None
    lines = [t.plural("📆 {count} new session is planned.", "📆 {count} new sessions are planned.", len(made))]
    lines += [_in_numbers(list(rows), t) for _, rows in groupby(made, lambda row: row.series_id)]
    if conflicts:
        lines += ["", t("⚠️ <b>Not made: please assign somebody else, or another room</b>")]
        lines += _listed([_conflict(matter, row, t) for row in conflicts], t)
    if alone:
        lines += ["", t("⚠️ <b>Made, but they need an instructor</b>")]
        lines += _listed([_when(row, t) for row in alone], t)
    return "\n".join(lines)


def stopped(matter: Matter, t: Translator) -> str | None:
    """None where it is well again, or gone."""
    template = matter.tx.get(Template, matter.data["template_id"])
    if template is None or template.attention != matter.data["attention"]:
        return None
    title = matter.tx.get_one(Series, template.series_id).title
    return t("⚠️ <b>{title}</b>", title=esc(title)) + "\n" + attention(template.attention, t)


def attention(word: str, t: Translator) -> str:
    """Why a template makes nothing, and what to do."""
    if word == ROOM_DELETED:
        return t("Cannot generate classes - Room deleted. Update schedule.")
    if word == WRONG_PLACES:
        return t("Cannot generate classes - the number of places is wrong. Update schedule.")
    return t("Cannot generate classes - something went wrong on our side. We look into it and try again tomorrow.")


def problem(reason: str, name: str, t: Translator) -> str:
    """What is in the way of a day; `name` is of whose turn it was."""
    what, _ = read_conflict(reason)
    return t("the room is taken") if what == ROOM_TAKEN else t("{name} teaches already then", name=name)


def time_of_day(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _in_numbers(rows: Sequence[Facts], t: Translator) -> str:
    return t("{title}: {number}", title=esc(rows[0].title), number=t.number(len(rows)))


def _conflict(matter: Matter, row: Facts, t: Translator) -> str:
    _, turn = read_conflict(row.reason)
    person = matter.tx.get(User, turn) if turn else None
    name = (person.called or person.name) if person else ""
    return t("{when}: {problem}", when=_when(row, t), problem=problem(row.reason, esc(name), t))


def _when(row: Facts, t: Translator) -> str:
    day = t.calendar_day(row.day)
    return t("{day}, {time} {title}", day=day, time=time_of_day(row.starts_minute), title=esc(row.title))


def _listed(lines: list[str], t: Translator) -> list[str]:
    more = len(lines) - MOST_PROBLEMS
    if more <= 0:
        return lines
    return [*lines[:MOST_PROBLEMS], t.plural("and {count} more", "and {count} more", more)]
