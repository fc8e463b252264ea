"""In the morning, by a host's own clock, those who run it hear what takes place today: at most once a day."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Host
from db.queries import digests as queries
from db.queries import reminders as promise_queries
from services import outbox

KIND = "organizer_digest"
BEGINS, ENDS = time(8), time(12)
"""A morning that nobody swept is made up for until noon."""
LONGEST_DAY = timedelta(hours=25)


def list_due(tx: Tx, *, now: datetime) -> list[int]:
    """A look: hosts with a session today, where it is morning and somebody was not told of the day."""
    rows = queries.list_hosts(tx, now, now + LONGEST_DAY)
    morning = [row.id for row in rows if BEGINS <= now.astimezone(ZoneInfo(row.time_zone)).time() < ENDS]
    return [host_id for host_id in morning if _untold(tx, tx.get_one(Host, host_id), now)]


def owe(tx: Tx, host_id: int, *, now: datetime) -> int:
    """Owe it to everybody who was not told of the day; returns how many. Twice is as good as once."""
    host = tx.get_one(Host, host_id)
    untold, until = _untold(tx, host, now), _end_of_day(host, now)
    for user_id in untold:
        outbox.put_matter(
            tx,
            KIND,
            user_id=user_id,
            subject=("host", host_id),
            due_at=now,
            useful_until=until,
            version=_day(host, now),
            host_id=host_id,
            until=until.isoformat(),
        )
    return len(untold)


def _untold(tx: Tx, host: Host, now: datetime) -> list[int]:
    """Whom the day was not promised to yet; nobody where nothing takes place."""
    if not queries.list_sessions(tx, host.id, now, _end_of_day(host, now)):
        return []
    subject, day = ("host", host.id), _day(host, now)
    keys = {user_id: outbox.matter_key(KIND, user_id, subject, day) for user_id in queries.list_leaders(tx, host.id)}
    known = promise_queries.list_known(tx, list(keys.values()))
    return [user_id for user_id, key in keys.items() if key not in known]


def _day(host: Host, now: datetime) -> int:
    return now.astimezone(ZoneInfo(host.time_zone)).date().toordinal()


def _end_of_day(host: Host, now: datetime) -> datetime:
    zone = ZoneInfo(host.time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
