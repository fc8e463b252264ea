"""A refund as pages tell it: to whoever paid, and to whoever sees the money."""

from dataclasses import dataclass

from services.refunds import failing
from services.refunds.viewing import RefundLine
from services.translator import Translator
from services.wording import back_within, refunded


@dataclass(frozen=True, slots=True)
class Back:
    id: int
    has_failed: bool
    state: str
    at: str
    reference: str
    within: str
    """How long it takes, while it is on its way."""
    reason: str
    failure: str
    """Why, where it failed: for the organizer."""


def back(one: RefundLine, t: Translator) -> Back:
    return Back(
        id=one.id,
        has_failed=one.has_failed,
        state=refunded(t, one.status, t.money(one.amount, one.currency), is_by_hand=one.is_by_hand),
        at=t.moment(one.at),
        reference=one.reference,
        within=back_within(t, is_instant=one.is_instant) if one.is_coming else "",
        reason=one.reason,
        failure=failing.in_words(one.failure, t) if one.has_failed else "",
    )
