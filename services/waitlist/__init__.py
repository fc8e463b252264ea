"""The waitlist of a quota: first come, first served, and a freed place is never left lying.

`settle` gives on what is free. It is called in the transaction of whatever frees a place, and by the sweep for what no
event announced: an offer whose time ran out, a line that ended with a place still free.
"""

from services.waitlist.by_hand import Attempt, move_up, pass_line, why_not_up
from services.waitlist.claiming import claim, pass_on
from services.waitlist.explaining import History, Step, history
from services.waitlist.joining import join
from services.waitlist.settling import list_unsettled, settle, sweep
from services.waitlist.wishes import Chosen, Wish, find_wish, wish

__all__ = [
    "Attempt",
    "Chosen",
    "History",
    "Step",
    "Wish",
    "claim",
    "find_wish",
    "history",
    "join",
    "list_unsettled",
    "move_up",
    "pass_line",
    "pass_on",
    "settle",
    "sweep",
    "why_not_up",
    "wish",
]
