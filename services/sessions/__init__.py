"""Sessions: planning and ending them, their cards, and finding them."""

from services.sessions.browsing import DAYS_AHEAD, Day, Line, Page, browse, find_to_share, of_series
from services.sessions.cards import Card, Mine, Places, card, find_id
from services.sessions.running import CancelImpact, cancel, complete_over, impact_of_cancelling, schedule

__all__ = [
    "DAYS_AHEAD",
    "CancelImpact",
    "Card",
    "Day",
    "Line",
    "Mine",
    "Page",
    "Places",
    "browse",
    "cancel",
    "card",
    "complete_over",
    "find_id",
    "find_to_share",
    "impact_of_cancelling",
    "of_series",
    "schedule",
]
