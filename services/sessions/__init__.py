"""Sessions: planning and ending them, their cards, and finding them."""

from services.sessions.browsing import Day, Line, Page, browse, browse_as_chosen, of_series
from services.sessions.cards import Card, Mine, Places, card, find_id
from services.sessions.filters import DAYS_AHEAD, Filters
from services.sessions.running import CancelImpact, cancel, complete_over, impact_of_cancelling, schedule
from services.sessions.searching import Found, find_to_share, search, search_again

__all__ = [
    "DAYS_AHEAD",
    "CancelImpact",
    "Card",
    "Day",
    "Filters",
    "Found",
    "Line",
    "Mine",
    "Page",
    "Places",
    "browse",
    "browse_as_chosen",
    "cancel",
    "card",
    "complete_over",
    "find_id",
    "find_to_share",
    "impact_of_cancelling",
    "of_series",
    "schedule",
    "search",
    "search_again",
]
