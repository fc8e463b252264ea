"""What would come back now: looks before somebody gives up places, and before an organizer ends them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from db.engine import Tx
from db.models import Payment, Registration, Series, Session, User
from db.models.payments import PaymentStatus
from db.models.registrations import Status
from db.queries import payments as queries
from services import access, agreements
from services.money import STARS, Money
from services.refunds import policies
from services.refunds.policies import Agreed, Verdict, Why


def agreed(tx: Tx, registration: Registration, series: Series) -> Agreed:
    """What holds for a registration."""
    session = tx.get_one(Session, registration.session_id)
    since = registration.confirmed_at or registration.booked_at
    return Agreed(
        starts_at=registration.starts_at,
        free_until=agreements.free_until(registration, series),
        tiers=registration.refund_tiers,
        was_moved=session.moved_at is not None and session.moved_at > since,
    )


def of_cancelling(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Verdict:
    """A look before a person cancels their own registration. Raises NotFound."""
    registration = access.own_registration(tx, registration_id, user_id)
    return given_up(tx, registration, access.series_of(tx, registration), now=now)


def of_shrinking(tx: Tx, *, user_id: int, registration_id: int, places: int, now: datetime) -> Verdict:
    """A look before so many of a party leave. Raises NotFound."""
    registration = access.own_registration(tx, registration_id, user_id)
    series = access.series_of(tx, registration)
    return given_up(tx, registration, series, places=min(places, registration.places - 1), now=now)


def given_up(
    tx: Tx, registration: Registration, series: Series, *, places: int | None = None, now: datetime
) -> Verdict:
    """What comes back if the person gives up all places, or so many of them, as their rules are."""
    rules = agreed(tx, registration, series)
    percent = policies.percent_at(rules, now)
    is_late = now > rules.free_until and not rules.was_moved
    leaving = registration.places if places is None else places
    freed = 0 if is_late else credits_of(registration, leaving)
    arrived = queries.list_arrived(tx, registration.id)
    paid = with_money_left(arrived)
    if not paid:
        is_paid = bool(arrived)
        owes = is_late and places is None and registration.status == Status.CONFIRMED
        owes = owes and tx.get_one(User, registration.user_id).telegram_id is not None  # that is where the invoice goes
        return Verdict(
            Why.RETURNED if is_paid else Why.UNPAID,
            registration.currency,
            credits_back=freed,
            credits_kept=credits_of(registration, leaving) - freed,
            fee=agreements.late_fee(registration, series) if owes and not is_paid and not registration.credits else 0,
        )
    price = price_of(registration, leaving)
    to_other = any((one.payer_id or one.user_id) != registration.user_id for one in paid)
    return replace(_verdict(paid, price, percent, is_all=places is None), goes_to_payer=to_other)


def _verdict(paid: Sequence[Payment], given_up: int, percent: int, *, is_all: bool) -> Verdict:
    currency, left = paid[0].currency, sum(left_of(one) for one in paid)
    if any(one.status == PaymentStatus.DISPUTED for one in paid):
        return Verdict(Why.DISPUTED, currency, left, 0, percent)
    back = policies.returned(currency, given_up=given_up, left=left, percent=percent, is_all=is_all)
    if percent and currency == STARS:
        return Verdict(Why.ALL if is_all else Why.WHOLE_ONLY, currency, left, back, percent)
    why = Why.LATE if not percent else Why.ALL if percent == policies.ALL else Why.PART
    return Verdict(why, currency, left, back, percent)


def price_of(registration: Registration, places: int) -> int:
    """What was agreed for so many of a registration's places: what the others do not cost any more."""
    return registration.price - registration.price * (registration.places - places) // registration.places


def credits_of(registration: Registration, places: int) -> int:
    return registration.credits - registration.credits * (registration.places - places) // registration.places


def left_of(payment: Payment) -> int:
    return payment.amount - payment.refunded


def with_money_left(payments: Iterable[Payment]) -> list[Payment]:
    return [one for one in payments if left_of(one) > 0]


def of_sessions(tx: Tx, session_ids: Sequence[int]) -> tuple[int, tuple[Money, ...]]:
    """A look at what goes back if the host cancels sessions: how many paid places, and sums by currency."""
    rows = queries.list_returned_by_host(tx, session_ids)
    return sum(row.places for row in rows), tuple(Money(int(row.amount), row.currency) for row in rows)
