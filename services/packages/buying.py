"""Packages as those see them who may buy them; and buying one: money is asked for, and starts it when it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Host, Package, Payment
from db.models.payments import PaymentKind, PaymentStatus
from db.queries import notifications as notification_queries
from db.queries import packages as queries
from db.queries import payments as payment_queries
from db.queries import users as user_queries
from services import audit, codes, outbox
from services.errors import NotFound, PersonBlocked
from services.errors.selling import PackageOver
from services.payments import asking

WAITS = timedelta(days=7)
"""So long may be paid what somebody was asked for a package; then they ask anew."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A package, for whoever may buy it. The price is in minor units."""

    id: int
    code: str
    name: str
    host_name: str
    host_code: str
    credits: int
    price: int
    currency: str
    valid_days: int
    is_on_sale: bool
    owned: int = 0
    """Credits of this host that the viewer has, and can still use."""


@dataclass(frozen=True, slots=True)
class Offers:
    host_name: str
    host_code: str
    offers: tuple[Offer, ...]


def find(tx: Tx, *, typed: str, viewer_id: int, now: datetime) -> Offer | None:
    """A look at the package that a link names."""
    row = queries.find_by_code(tx, codes.read(typed) or "")
    return _offer(row, queries.count_left(tx, viewer_id, row.host_id, now)) if row else None


def look(tx: Tx, *, package_id: int, viewer_id: int, now: datetime) -> Offer:
    """Raises NotFound."""
    row = queries.find(tx, package_id)
    if row is None:
        raise NotFound
    return _offer(row, queries.count_left(tx, viewer_id, row.host_id, now))


def of_host(tx: Tx, *, host_id: int) -> Offers:
    """A look at all that a host sells, the cheapest first. Raises NotFound."""
    host = tx.get(Host, host_id)
    if host is None or host.deactivated_at is not None:
        raise NotFound
    return Offers(host.name, host.code, tuple(_offer(row) for row in queries.list_on_sale(tx, host_id)))


def _offer(row: Facts, owned: int = 0) -> Offer:
    return Offer(
        id=row.id,
        code=row.code,
        name=row.name,
        host_name=row.host_name,
        host_code=row.host_code,
        credits=row.credits,
        price=row.price,
        currency=row.currency,
        valid_days=row.valid_days,
        is_on_sale=row.archived_at is None and row.deactivated_at is None,
        owned=owned,
    )


def buy(tx: Tx, *, user_id: int, package_id: int, now: datetime) -> Payment:
    """Ask somebody for the price of a package; who was asked already is sent the invoice once more.

    Raises NotFound, PackageOver, PersonBlocked.
    """
    person = user_queries.find_standing(tx, user_id)
    if person is None or person.blocked_at is not None:
        raise PersonBlocked
    row = queries.find(tx, package_id)
    if row is None:
        raise NotFound
    if row.archived_at is not None or row.deactivated_at is not None:
        raise PackageOver
    package = tx.get_one(Package, package_id)
    payment = _pending(tx, user_id, package, now=now) or _new(tx, user_id, package, now=now)
    _owe_invoice(tx, payment, now=now)
    return payment


def _owe_invoice(tx: Tx, payment: Payment, *, now: datetime) -> None:
    """Once for whoever taps twice in a second."""
    kind, subject, second = "package_invoice", ("payment", payment.id), int(now.timestamp())
    if notification_queries.find(tx, outbox.matter_key(kind, payment.user_id, subject, second)):
        return
    outbox.put_matter(
        tx, kind, user_id=payment.user_id, subject=subject, due_at=now, version=second, payment_id=payment.id
    )


def _pending(tx: Tx, user_id: int, package: Package, *, now: datetime) -> Payment | None:
    """What they were asked for this package before; at another price, or when its time is over, it is asked anew."""
    pending = payment_queries.find_pending_package(tx, user_id, package.id)
    if pending is None:
        return None
    is_over = pending.expires_at is not None and pending.expires_at <= now
    if pending.amount == package.price and not is_over:
        return pending
    _drop(tx, pending, now=now)
    return None


def _drop(tx: Tx, payment: Payment, *, now: datetime) -> None:
    payment.status, payment.cancelled_at = PaymentStatus.CANCELLED, now
    audit.record(tx, "payment.cancelled", actor_id=None, subject=("payment", payment.id), at=now)


def list_unpaid(tx: Tx, *, now: datetime) -> Sequence[int]:
    """A look: payments for packages whose time ran out."""
    return payment_queries.list_unpaid_packages(tx, now)


def give_up(tx: Tx, payment_id: int, *, now: datetime) -> bool:
    """Nobody paid in time. False where somebody did, or is at it, a moment ago."""
    payment = payment_queries.lock(tx, payment_id)
    is_over = payment.expires_at is not None and payment.expires_at <= now
    if payment.status != PaymentStatus.PENDING or not is_over or payment.checkout_url:
        return False
    _drop(tx, payment, now=now)
    return True


def _new(tx: Tx, user_id: int, package: Package, *, now: datetime) -> Payment:
    payment = Payment(
        reference=codes.new(),
        kind=PaymentKind.PACKAGE,
        user_id=user_id,
        host_id=package.host_id,
        package_id=package.id,
        provider=asking.rail(package.currency),
        amount=package.price,
        currency=package.currency,
        created_at=now,
        expires_at=now + WAITS,
    )
    tx.add(payment)
    tx.flush()
    about = {"amount": payment.amount, "currency": payment.currency}
    audit.record(tx, "payment.asked", actor_id=user_id, subject=("payment", payment.id), at=now, **about)
    return payment
