"""Before somebody gives back their own place: the session as they have it, and what comes back."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from services import access, sessions
from services.errors import NothingToCancel
from services.refunds import foreseeing
from services.refunds.policies import Verdict
from services.sessions import Card


@dataclass(frozen=True, slots=True)
class Leaving:
    card: Card
    verdict: Verdict


def look(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Leaving:
    """Raises NotFound; NothingToCancel also where they wait in line, or are offered a place."""
    registration = access.own_registration(tx, registration_id, user_id)
    card = sessions.card(tx, session_id=registration.session_id, viewer_id=user_id, now=now)
    mine = card.mine
    if mine is None or mine.id != registration_id or mine.waits or mine.held_until:
        raise NothingToCancel(card.id)
    return Leaving(card, foreseeing.of_cancelling(tx, user_id=user_id, registration_id=registration_id, now=now))
