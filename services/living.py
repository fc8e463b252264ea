"""What a card of a session tells in somebody else's chat: the card as all see it, and who comes."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Series
from db.queries import posts as queries
from services import sessions
from services.sessions import Card

MOST_NAMES = 8
"""More than these are told as a number."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes, as far as a chat may know: the first names of those who allow it, and how many more."""

    names: tuple[str, ...]
    more: int

    @property
    def people(self) -> int:
        return len(self.names) + self.more


@dataclass(frozen=True, slots=True)
class LivingPost:
    """A card in another chat, as it is to look now."""

    inline_message_id: str
    language: str
    time_zone: str
    card: Card
    coming: Coming | None


def coming(tx: Tx, *, series_id: int, session_id: int) -> Coming | None:
    """A look at who comes; None where the series keeps it to itself. A guest is one more."""
    if not tx.get_one(Series, series_id).shows_names:
        return None
    rows = queries.list_coming(tx, session_id)
    people = sum(row.places for row in rows)
    names = tuple(row.name.split()[0] for row in rows if row.shows_name)
    shown = names if people <= MOST_NAMES else ()
    return Coming(shown, people - len(shown))


def post(tx: Tx, *, post_id: int, now: datetime) -> LivingPost:
    """A look at what a card is to say now. Raises NotFound."""
    row = queries.get(tx, post_id)
    card = sessions.card(tx, session_id=row.session_id, viewer_id=None, now=now)
    return LivingPost(
        inline_message_id=row.inline_message_id,
        language=row.language,
        time_zone=row.time_zone,
        card=card,
        coming=coming(tx, series_id=card.series_id, session_id=card.id),
    )
