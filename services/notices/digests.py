"""What those who run a host hear in the morning: what takes place today, and how full it is."""

from datetime import datetime

from db.models import Host
from db.queries import digests as queries
from services.notices.matters import Matter
from services.text import esc
from services.translator import Translator

MOST = 12


def day(matter: Matter, t: Translator) -> str | None:
    """A line a session, as it is when this is sent; None where nothing is left of the day."""
    until = datetime.fromisoformat(matter.data["until"])
    rows = queries.list_sessions(matter.tx, matter.data["host_id"], matter.now, until)
    if not rows:
        return None
    host = matter.tx.get_one(Host, matter.data["host_id"])
    lines = [t("<b>Today at {host}</b>", host=esc(host.name))]
    for row in rows[:MOST]:
        parts = [f"{t.number(row.taken)}/{t.number(row.capacity)}"]
        if row.waiting:
            parts.append(t.plural("{count} waiting", "{count} waiting", row.waiting))
        if row.pending:
            parts.append(t.plural("{count} pending", "{count} pending", row.pending))
        lines.append(f"{t.clock(row.starts_at, row.time_zone)} <b>{esc(row.title)}</b> · {', '.join(parts)}")
    if len(rows) > MOST:
        lines.append(t.plural("and {count} more", "and {count} more", len(rows) - MOST))
    return "\n".join(lines)
