"""Sessions: planning and ending them, their cards, and finding them."""

from services.sessions.browsing import Day, Line, Page, browse, browse_as_chosen, of_series
from services.sessions.capacities import (
    ResizeImpact,
    add_role,
    impact_of_resizing,
    remove_role,
    rename_role,
    resize,
    session_of_role,
)
from services.sessions.cards import Card, Mine, Places, card, find_id, find_ids
from services.sessions.changing import (
    PriceImpact,
    complete,
    impact_of_pricing,
    set_instructor,
    set_note,
    set_price,
)
from services.sessions.filters import DAYS_AHEAD, Filters
from services.sessions.moving import MoveImpact, impact_of_moving, move, shifted
from services.sessions.placing import PlaceImpact, impact_on_series, place_series, read_link, read_place, set_place
from services.sessions.planning import Desk, PlannedSession, PlanPage, Staff, desk, past, plan, staff
from services.sessions.reach import ONE, Impact, Outcome, Reach, impact
from services.sessions.rooms import Crowded, list_rooms, set_room
from services.sessions.running import call_off, cancel, complete_over, impact_of_cancelling, read_reason, schedule
from services.sessions.searching import Found, find_to_share, search, search_again

__all__ = [
    "DAYS_AHEAD",
    "ONE",
    "Card",
    "Crowded",
    "Day",
    "Desk",
    "Filters",
    "Found",
    "Impact",
    "Line",
    "Mine",
    "MoveImpact",
    "Outcome",
    "Page",
    "PlaceImpact",
    "Places",
    "PlanPage",
    "PlannedSession",
    "PriceImpact",
    "Reach",
    "ResizeImpact",
    "Staff",
    "add_role",
    "browse",
    "browse_as_chosen",
    "call_off",
    "cancel",
    "card",
    "complete",
    "complete_over",
    "desk",
    "find_id",
    "find_ids",
    "find_to_share",
    "impact",
    "impact_of_cancelling",
    "impact_of_moving",
    "impact_of_pricing",
    "impact_of_resizing",
    "impact_on_series",
    "list_rooms",
    "move",
    "of_series",
    "past",
    "place_series",
    "plan",
    "read_link",
    "read_place",
    "read_reason",
    "remove_role",
    "rename_role",
    "resize",
    "schedule",
    "search",
    "search_again",
    "session_of_role",
    "set_instructor",
    "set_note",
    "set_place",
    "set_price",
    "set_room",
    "shifted",
    "staff",
]
