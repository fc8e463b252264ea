"""The demo's content: two hosts, their series, the people who come, and some weeks that are behind them."""

from services.examples.plans import ZONE
from services.examples.planting import list_uncharged, note_charge, plant

__all__ = ["ZONE", "list_uncharged", "note_charge", "plant"]
