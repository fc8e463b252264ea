"""Calendar files: one booking, everything to come, one session for whoever has its link."""

import re
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.queries import calendars as queries
from services import codes
from services.calendars import entries, rendering
from services.errors import NotFound
from services.translator import Translator

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class File:
    """A calendar as a file; `title` and `session_id` are of its one entry."""

    name: str
    content: bytes
    title: str = ""
    session_id: int = 0
    count: int = 1


def of_booking(tx: Tx, *, user_id: int, registration_id: int, t: Translator, now: datetime) -> File:
    """A look: a person's own booking as it is now. Raises NotFound."""
    row = queries.find_of_user(tx, user_id, registration_id)
    if row is None:
        raise NotFound
    return File(_name(row.title), rendering.file([entries.booking(row)], t, now=now), row.title, row.session_id)


def of_all(tx: Tx, *, user_id: int, t: Translator, now: datetime) -> File:
    """A look: everything that is to come for a person."""
    rows = queries.list_upcoming(tx, user_id, now=now)
    content = rendering.file([entries.booking(row) for row in rows], t, now=now)
    return File("turnout.ics", content, count=len(rows))


def of_session(tx: Tx, *, typed: str, t: Translator) -> File:
    """A look: a session that whoever has its code may see. Raises NotFound."""
    code = codes.read(typed)
    row = queries.find_session(tx, code) if code else None
    if row is None:
        raise NotFound
    return File(f"{row.code}.ics", rendering.feed([entries.session(row)], t, name=row.title), row.title, row.session_id)


def _name(title: str) -> str:
    """A name that every system takes: Monday Jam is `monday-jam.ics`."""
    words = re.sub(r"\W+", "-", title).strip("-_").lower()[:LONGEST_NAME]
    return f"{words or 'session'}.ics"
