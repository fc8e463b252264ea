"""One message to the owner of a host for all that its templates made or could not make, at most one a day.

It is a message in the chat; the same as an e-mail comes with the channel for those.
"""

from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Host
from db.queries import audit as audit_queries
from db.queries import notifications as notification_queries
from db.queries import templates as queries
from services import audit, outbox
from services.templates import days

OLDEST = timedelta(days=7)
"""What is older is no news, where no digest was ever owed or runs were missed."""


def list_hosts_with_news(tx: Tx, *, now: datetime) -> list[int]:
    """A look: hosts that a digest may be owed to."""
    return list(queries.list_hosts_with_news(tx, now - OLDEST))


def owe_digest(tx: Tx, host_id: int, *, now: datetime) -> bool:
    """Owe the owner what is new since the last digest; False where there is nothing, or one is owed for today."""
    host = tx.get_one(Host, host_id)
    last = audit_queries.find_latest(tx, "host", host_id, "templates.digested")
    since = max(now - OLDEST, last.at) if last else now - OLDEST
    today = days.day_of(now, host.time_zone).toordinal()
    key = f"{host.owner_id}:templates_digest:host-{host_id}:{today}"
    if notification_queries.find(tx, key) or not queries.list_news(tx, host_id, since, now + timedelta(seconds=1)):
        return False
    until = now + timedelta(seconds=1)  # what this very run has made bears its own time
    about: dict[str, Any] = {"host_id": host_id, "since": since.isoformat(), "until": until.isoformat()}
    outbox.put_matter(
        tx, "templates_digest", user_id=host.owner_id, subject=("host", host_id), due_at=now, version=today, **about
    )
    audit.record(tx, "templates.digested", actor_id=None, subject=("host", host_id), at=until)
    return True
