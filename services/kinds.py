"""What holds for each kind of notification: how urgent it is, who may refuse it, by which other channels it goes.

One table. Whoever adds a kind adds a line here, unless it is as the usual one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

URGENT = 1
"""Money, and a place that is lost or is elsewhere than people think."""
SOON = 2
"""What somebody has to answer, or to act on, before a time."""
USUAL = 5
CROWD = 8
"""What goes to very many at once: it never holds up the rest."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a kind is treated. The channel of all is Telegram; `copies` are the others, where the person can be reached
    there and wants it.
    """

    priority: int = USUAL
    wish: str = ""
    """Which of the person's wishes (`profiles.wishes`) it goes by on Telegram; "" cannot be refused there."""
    copies: frozenset[str] = frozenset()
    is_answer: bool = False
    """Whether it answers what the person has just done, and so comes at once, in quiet hours too."""
    edits_only: bool = False
    """It only changes an earlier message, so no other channel can stand in for it."""

    @property
    def wish_elsewhere(self) -> str:
        """The wish that its copies go by: nothing goes by mail or SMS that cannot be refused."""
        return self.wish or "bookings"

    @property
    def is_urgent(self) -> bool:
        return self.priority <= SOON

    @property
    def bears_repeating(self) -> bool:
        """Whether it is sent again where nobody knows if it arrived: rather twice than never."""
        return self.priority < CROWD


MAIL = frozenset({"email"})
BOTH = frozenset({"email", "sms"})
SMS = frozenset({"sms"})
COMMON = Terms()
TABLE = {
    # about a person's own place: what they did themselves
    "registration_confirmed": Terms(wish="bookings", copies=BOTH, is_answer=True),
    "registration_waitlisted": Terms(wish="bookings", copies=MAIL, is_answer=True),
    "registration_pending": Terms(wish="bookings", copies=MAIL, is_answer=True),
    "registration_cancelled": Terms(wish="bookings", copies=MAIL, is_answer=True),
    "registration_undone": Terms(wish="bookings", is_answer=True),
    "party_shrunk": Terms(wish="bookings", copies=MAIL, is_answer=True),
    "transfer_taken": Terms(wish="bookings", copies=MAIL, is_answer=True),
    "transfer_given": Terms(copies=MAIL),
    # what others did to it
    "session_cancelled": Terms(URGENT, copies=BOTH),
    "session_moved": Terms(URGENT, copies=BOTH),
    "session_moved_in_line": Terms(copies=MAIL),
    "session_place_changed": Terms(URGENT, copies=BOTH),
    "session_place_changed_in_line": Terms(copies=MAIL),
    "registration_removed": Terms(URGENT, copies=BOTH),
    "registration_rejected": Terms(URGENT, copies=MAIL),
    "registration_added": Terms(copies=MAIL),
    "request_expired": Terms(URGENT, copies=MAIL),
    "organizer_message": Terms(),
    # lines
    "waitlist_offer": Terms(SOON, copies=BOTH),
    "waitlist_offer_claimed": Terms(SOON, is_answer=True, edits_only=True),
    "waitlist_offer_requested": Terms(SOON, is_answer=True, edits_only=True),
    "waitlist_offer_passed": Terms(SOON, is_answer=True, edits_only=True),
    "waitlist_offer_moved": Terms(SOON, edits_only=True),
    "waitlist_offer_withdrawn": Terms(SOON, copies=MAIL),
    "waitlist_offer_taken_back": Terms(SOON, edits_only=True),
    "waitlist_offer_lapsed": Terms(SOON),
    "waitlist_first_tap": Terms(SOON, copies=BOTH),
    "registration_promoted": Terms(SOON, copies=BOTH),
    "promotion_pending": Terms(SOON, copies=BOTH),
    "waitlist_offer_to_pay": Terms(SOON, is_answer=True, edits_only=True),
    # money
    "payment_invoice": Terms(URGENT, is_answer=True),
    "hold_expired": Terms(URGENT, copies=MAIL),
    "package_invoice": Terms(URGENT, is_answer=True),
    "package_bought": Terms(URGENT, copies=MAIL, is_answer=True),
    "package_failed": Terms(URGENT, copies=MAIL),
    "package_ends": Terms(wish="reminders", copies=MAIL),
    "package_ends_soon": Terms(SOON, wish="reminders", copies=MAIL),
    "waitlist_no_credit": Terms(SOON, copies=MAIL),
    "waitlist_package_over": Terms(SOON, copies=MAIL),
    "payment_failed": Terms(URGENT, copies=MAIL),
    "dispute_opened": Terms(URGENT, copies=MAIL),
    "dispute_won": Terms(copies=MAIL),
    "dispute_lost": Terms(copies=MAIL),
    "refund_sent": Terms(URGENT, copies=MAIL),
    "refund_delayed": Terms(URGENT, copies=MAIL),
    "refund_failed": Terms(SOON, copies=MAIL),
    # what the clock says
    "reminder": Terms(wish="reminders", copies=MAIL),
    "reminder_soon": Terms(SOON, wish="reminders", copies=SMS),
    "coming_asked": Terms(SOON),
    "coming_nudged": Terms(SOON),
    "coming_released": Terms(URGENT, copies=BOTH),
    "no_show": Terms(copies=MAIL),
    "suspended": Terms(copies=MAIL),
    "suspension_over": Terms(copies=MAIL),
    # to an address that somebody typed
    "login_link": Terms(SOON, is_answer=True),
    "registered_by_link": Terms(SOON, is_answer=True),
    "refused_by_link": Terms(SOON, is_answer=True),
    "email_confirmation": Terms(SOON),
    "email_confirmed": Terms(is_answer=True),
    "co_organizer_invitation": Terms(),
    # organizers and admins
    "owner_pending": Terms(SOON),
    "owner_pending_over": Terms(edits_only=True),
    "owner_cancelled": Terms(copies=MAIL),
    "alert_raised": Terms(SOON),
    "organizer_digest": Terms(wish="reminders", copies=MAIL),
    # crowds
    "announcement": Terms(CROWD, copies=MAIL),
}


def terms(kind: str) -> Terms:
    return TABLE.get(kind, COMMON)


USUAL_WISHES = {("reminders", "telegram"), ("bookings", "telegram"), ("reminders", "email"), ("bookings", "email")}
"""What a person gets who chose nothing: no advertising, and nothing that costs money. Mail goes to those only who
confirmed an address.
"""


def wants(chosen: Mapping[str, Any], wish: str, channel: str) -> bool:
    """Whether somebody with these wishes (`users.wishes`) is written to about something on a channel."""
    said = chosen.get(channel, {}).get(wish)
    return (wish, channel) in USUAL_WISHES if said is None else bool(said)
