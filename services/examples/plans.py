"""What the demo offers: hosts with their series, as their organizers would describe them, and who comes."""

from dataclasses import dataclass, field
from datetime import time
from typing import Any

from db.models.series import BookingMode, WaitlistWay

ZONE = "Europe/Berlin"
EVERY_DAY = range(7)
MON, TUE, WED, THU, FRI, SAT, SUN = EVERY_DAY


@dataclass(frozen=True)
class Plan:
    """A series as its organizer would describe it; `days` are weekdays from 0, Monday."""

    title: str
    description: str
    place: str
    days: tuple[int, ...] | range
    at: time
    minutes: int
    quotas: dict[str, int]
    price: int = 0
    others_in: dict[str, int] = field(default_factory=dict)
    """How many of the regulars are in the next session from the start, a role each."""
    others_waiting: int = 0
    past_weeks: int = 0
    """So many weeks that took place before the demo began."""
    settings: dict[str, Any] = field(default_factory=dict)
    """What else its organizer chose: columns of the series."""


PACKAGE = "Ten evenings, 10, 180, 120"
"""What the studio sells, as one types it."""
STUDIO_MAP = "https://www.openstreetmap.org/?mlat=52.4986&mlon=13.4251"
JAM_MAP = "https://www.openstreetmap.org/?mlat=52.5450&mlon=13.3910"
STUDIO_PLANS = (
    Plan("Reformer Pilates", "Three machines, one teacher, your back says thank you.", "Studio Lumen, Room 2",
         (MON, WED, FRI), time(18), 55, {"": 3}, price=1800, others_in={"": 2}, past_weeks=4,
         settings={"waitlist_way": WaitlistWay.OFFER, "promotion_cutoff_minutes": 60, "map_url": STUDIO_MAP}),
    Plan("Handstands", "From the first kick-up to ten quiet seconds.", "Studio Lumen, Room 1",
         (TUE, THU, SAT), time(10), 75, {"": 6}, price=1400, others_in={"": 5}, others_waiting=1, past_weeks=4,
         settings={"map_url": STUDIO_MAP}),
    Plan("Aerial Silks", "Paid in the chat before it is yours: try it, the card of this demo costs nothing.",
         "Studio Lumen, Room 1", (TUE, THU, SUN), time(17), 90, {"": 8}, price=2200, others_in={"": 3},
         settings={"mode": BookingMode.PAID, "credits": 1, "map_url": STUDIO_MAP}),
    Plan("Sunrise Yoga", "Slow and warm, for every body. Mats are there.", "Studio Lumen, Roof",
         EVERY_DAY, time(7, 30), 60, {"": 15}, others_in={"": 6}, settings={"places_limit": 2}),
)  # fmt: skip
JAM_PLANS = (
    Plan("Monday Jam", "Acrobatics for two. Bring barefoot shoes and a friend.", "Tanzfabrik, Studio 3",
         (MON,), time(19, 30), 150, {"base": 6, "flyer": 6}, others_in={"base": 3, "flyer": 5}, past_weeks=9,
         settings={"shows_names": True, "map_url": JAM_MAP}),
    Plan("Night Jam", "Music, mats and no programme.", "Tanzfabrik, Studio 1",
         EVERY_DAY, time(21, 30), 120, {"": 20}, others_in={"": 4},
         settings={"places_limit": 4, "still_coming_minutes": 180, "map_url": JAM_MAP}),
    Plan("Acro Lab", "For those who train together: say what you work on, and we say yes.", "Tanzfabrik, Studio 2",
         (WED, SAT), time(19), 90, {"": 8}, others_in={"": 2},
         settings={"mode": BookingMode.APPROVAL, "map_url": JAM_MAP}),
)  # fmt: skip
REGULARS = (
    "Aoife Byrne", "Björn Sjöberg", "Chiara Conti", "Дарья Соколова", "Emre Yıldız", "Fatou Diop",
    "Giorgos Pappas", "Hanna Nowak", "İpek Demir", "João Pereira", "Kenji Mori", "Łukasz Wójcik",
)  # fmt: skip
