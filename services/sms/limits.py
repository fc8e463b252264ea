"""At most so many SMS a day to one person: what is over goes another way, or not at all."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import User
from db.queries import sms as queries

MOST_A_DAY = 10
REACHED = f"{MOST_A_DAY} SMS on this day already"


def is_reached(tx: Tx, user: User, *, now: datetime) -> bool:
    """Whether somebody got all that one can get on their day, from midnight to midnight by their own clock."""
    zone = ZoneInfo(user.time_zone)
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return queries.count_sent(tx, user.id, midnight) >= MOST_A_DAY
