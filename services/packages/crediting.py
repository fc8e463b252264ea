"""Credits: taken with a place, given back by the rules, and counted here alone; each step is a line in their ledger."""

from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import CreditEntry, Package, Payment, Purchase, Registration
from db.models.packages import CreditCause
from db.models.series import BookingMode
from db.queries import credits as queries
from db.queries import packages as package_queries
from services import audit
from services.errors import DomainError
from services.errors.paying import CreditsExpired, CreditsNotTaken, NoCredit


def start(tx: Tx, payment: Payment, *, now: datetime) -> Purchase:
    """The package of a payment is theirs from now on, with all its credits."""
    package = tx.get_one(Package, payment.package_id)
    return give(tx, package, user_id=payment.user_id, payment_id=payment.id, actor_id=None, now=now)


def give(
    tx: Tx, package: Package, *, user_id: int, payment_id: int | None, actor_id: int | None, now: datetime
) -> Purchase:
    """A package becomes somebody's; without a payment an organizer gives it."""
    purchase = Purchase(
        user_id=user_id,
        host_id=package.host_id,
        package_id=package.id,
        payment_id=payment_id,
        name=package.name,
        credits=package.credits,
        remaining=0,
        bought_at=now,
        expires_at=now + timedelta(days=package.valid_days),
    )
    tx.add(purchase)
    tx.flush()
    change(tx, purchase, package.credits, CreditCause.BOUGHT, actor_id=actor_id, now=now)
    audit.record(tx, "package.bought", actor_id=actor_id or user_id, subject=("purchase", purchase.id), at=now)
    return purchase


def end(tx: Tx, payment: Payment, *, now: datetime) -> None:
    """The money of a package goes back as a whole: what is left of its credits is good for nothing any more."""
    purchase = queries.find_of_payment(tx, payment.id)
    if purchase is None or purchase.ended_at is not None:
        return
    purchase.ended_at = now
    if purchase.remaining:
        change(tx, purchase, -purchase.remaining, CreditCause.REFUNDED, now=now)
    audit.record(tx, "package.ended", actor_id=None, subject=("purchase", purchase.id), at=now)


def take(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> None:
    """Pay for all places of a registration with credits, of the package that ends first.

    Raises CreditsNotTaken, NoCredit, CreditsExpired.
    """
    if not is_taken(session):
        raise CreditsNotTaken(session.id)
    wanted = session.credits * registration.places
    purchase = queries.lock_usable(tx, registration.user_id, session.host_id, wanted, at=now)
    if purchase is None:
        raise missing(tx, registration.user_id, session, wanted, now=now)
    registration.credits, registration.price = wanted, 0
    tx.flush()
    change(tx, purchase, -wanted, CreditCause.USED, registration=registration, now=now)


def is_taken(session: Facts) -> bool:
    """Whether places of a session are paid, and can be paid with credits."""
    return bool(session.mode == BookingMode.PAID and session.credits)


def reconsider(registration: Registration, session: Facts) -> None:
    """Whoever waited meant to pay with credits; where none are taken any more they get the place as others do."""
    registration.pays_by_credit = registration.pays_by_credit and is_taken(session)


def has_enough(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> bool:
    """Whether somebody's credits pay for all places of a registration now."""
    left = package_queries.count_left(tx, registration.user_id, session.host_id, now)
    return left >= int(session.credits) * registration.places


def missing(tx: Tx, user_id: int, session: Facts, wanted: int, *, now: datetime) -> DomainError:
    """Why there are no credits to take: all that would have done is over, or there are too few."""
    owned = [one for one in queries.list_of_host(tx, user_id, session.host_id) if one.ended_at is None]
    if owned and any(one.remaining >= wanted for one in owned) and all(one.expires_at <= now for one in owned):
        return CreditsExpired(session.id, session.host_id)
    return NoCredit(session.id, session.host_id)


def give_back(tx: Tx, registration: Registration, most: int | None = None, *, now: datetime) -> int:
    """Return credits of a registration to the package they came from: all, or so many. How many came back."""
    back = registration.credits if most is None else min(most, registration.credits)
    used = queries.find_use(tx, registration.id)
    if not back or used is None:
        return 0
    purchase = queries.lock(tx, used.purchase_id)
    registration.credits -= back
    change(tx, purchase, back, CreditCause.RETURNED, registration=registration, now=now)
    return back


def take_again(tx: Tx, registration: Registration, wanted: int, *, now: datetime) -> bool:
    """Take credits once more that came back a moment ago, from the same package; False where they were used since."""
    used = queries.find_use(tx, registration.id)
    purchase = queries.lock(tx, used.purchase_id) if used else None
    if purchase is None or purchase.remaining < wanted or purchase.ended_at is not None:
        return False
    registration.credits += wanted
    change(tx, purchase, -wanted, CreditCause.USED, registration=registration, now=now)
    return True


def pass_on(tx: Tx, given: Registration, taken: Registration, *, now: datetime) -> None:
    """A place that credits paid for was given to somebody: they stand for the new one, and stay the giver's."""
    used = queries.find_use(tx, given.id)
    if not given.credits or used is None:
        return
    purchase = queries.lock(tx, used.purchase_id)
    passed = give_back(tx, given, now=now)
    taken.credits, taken.pays_by_credit = passed, True
    change(tx, purchase, -passed, CreditCause.USED, registration=taken, now=now)


def change(
    tx: Tx,
    purchase: Purchase,
    amount: int,
    cause: CreditCause,
    *,
    registration: Registration | None = None,
    actor_id: int | None = None,
    reason: str = "",
    now: datetime,
) -> None:
    """Write a line and count it; the database refuses less than none and more than were bought."""
    purchase.remaining += amount
    tx.add(
        CreditEntry(
            purchase_id=purchase.id,
            registration_id=registration.id if registration else None,
            cause=cause,
            round=registration.sequence if registration else 0,
            amount=amount,
            actor_id=actor_id,
            reason=reason,
            at=now,
        )
    )
    tx.flush()
