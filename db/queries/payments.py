"""Reads of payments."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_, select, update

from db.engine import Facts, Tx, run
from db.models import Host, LedgerEntry, Payment, PromoUse, Registration
from db.models.payments import ARRIVED, PaymentKind, PaymentStatus, Provider
from db.models.registrations import LIVE, Status


def find_by_reference(tx: Tx, reference: str) -> Payment | None:
    return tx.scalar(select(Payment).where(Payment.reference == reference))


def find_by_charge(tx: Tx, charge_id: str) -> Payment | None:
    return tx.scalar(select(Payment).where(Payment.charge_id == charge_id))


def find_by_checkout(tx: Tx, checkout_id: str) -> Payment | None:
    return tx.scalar(select(Payment).where(Payment.checkout_id == checkout_id))


def find_there(tx: Tx, *names: str) -> Payment | None:
    """The payment of a charge by what the card provider calls it, and the attempt that led to it. Either may stand in
    either place: which of them Telegram hands on nobody says.
    """
    found = select(Payment).where(_is_called([name for name in names if name]))
    return tx.scalar(found.order_by(Payment.id).limit(1))


def list_there(tx: Tx, names: Sequence[str]) -> Sequence[Facts]:
    """Payments of those charges: `charge_id`, `provider_charge_id`, `amount`, `currency`."""
    facts = select(Payment.charge_id, Payment.provider_charge_id, Payment.amount, Payment.currency)
    return tx.execute(facts.where(_is_called(names))).all()


def _is_called(names: Sequence[str]) -> ColumnElement[bool]:
    return or_(Payment.charge_id.in_(names), Payment.provider_charge_id.in_(names))


def find_pending(tx: Tx, registration_id: int, provider: Provider) -> Payment | None:
    pending = select(Payment).where(Payment.registration_id == registration_id, Payment.provider == provider)
    return tx.scalar(pending.where(Payment.status == PaymentStatus.PENDING, Payment.kind == PaymentKind.PLACE))


def find_pending_package(tx: Tx, user_id: int, package_id: int) -> Payment | None:
    """What somebody was asked for a package and has not paid, kept so until the commit."""
    asked = select(Payment).where(Payment.user_id == user_id, Payment.package_id == package_id)
    pending = asked.where(Payment.status == PaymentStatus.PENDING).order_by(Payment.id.desc()).limit(1)
    return tx.scalar(pending.with_for_update(key_share=True))


def list_arrived(tx: Tx, registration_id: int, kind: PaymentKind = PaymentKind.PLACE) -> Sequence[Payment]:
    """What came in for a registration, whatever went back of it since."""
    paid = select(Payment).where(Payment.registration_id == registration_id, Payment.kind == kind)
    return tx.scalars(paid.where(Payment.status.in_(ARRIVED)).order_by(Payment.id)).all()


def list_pending(tx: Tx, registration_id: int) -> Sequence[Payment]:
    pending = select(Payment).where(Payment.registration_id == registration_id, Payment.kind == PaymentKind.PLACE)
    return tx.scalars(pending.where(Payment.status == PaymentStatus.PENDING).order_by(Payment.id)).all()


def list_unpaid_fees(tx: Tx, registration_id: int) -> Sequence[Payment]:
    fees = select(Payment).where(Payment.registration_id == registration_id, Payment.kind == PaymentKind.FEE)
    return tx.scalars(fees.where(Payment.status == PaymentStatus.PENDING).order_by(Payment.id)).all()


def list_unpaid_packages(tx: Tx, now: datetime) -> Sequence[int]:
    """Those that nobody paid in time, on no page that may still be open."""
    asked = select(Payment.id).where(Payment.kind == PaymentKind.PACKAGE, Payment.status == PaymentStatus.PENDING)
    over = asked.where(Payment.expires_at <= now, Payment.checkout_url.is_(None))
    return tx.scalars(over.order_by(Payment.id)).all()


def list_returned_by_host(tx: Tx, session_ids: Sequence[int]) -> Sequence[Facts]:
    """By currency, what is left of what people with a place in some sessions paid: `places`, `amount`, `currency`."""
    left = (Payment.amount - Payment.refunded).label("left")
    each = (
        select(Registration.id, Registration.places, Payment.currency, func.sum(left).label("amount"))
        .join(Registration, Registration.id == Payment.registration_id)
        .where(
            Registration.session_id.in_(session_ids),
            Registration.status.in_(LIVE),
            Payment.kind == PaymentKind.PLACE,
            Payment.status.in_(ARRIVED - {PaymentStatus.DISPUTED}),
            Payment.refunded < Payment.amount,
        )
        .group_by(Registration.id, Registration.places, Payment.currency)
        .subquery()
    )
    sums = select(each.c.currency, func.sum(each.c.places).label("places"), func.sum(each.c.amount).label("amount"))
    return tx.execute(sums.group_by(each.c.currency).order_by(each.c.currency)).all()


def lock(tx: Tx, payment_id: int) -> Payment:
    """The payment as it is now, kept so until the commit. Money is locked last."""
    mine = select(Payment).where(Payment.id == payment_id).with_for_update(key_share=True)
    return tx.execute(mine.execution_options(populate_existing=True)).scalar_one()


def next_receipt(tx: Tx, host_id: int) -> int:
    """The next number of a host's receipts, which have no gaps: its row is kept until the commit."""
    raised = update(Host).where(Host.id == host_id).values(receipts=Host.receipts + 1)
    run(tx, raised, {})
    number = tx.scalar(select(Host.receipts).where(Host.id == host_id))
    assert number is not None
    return number


def list_overheld(tx: Tx, now: datetime) -> Sequence[int]:
    """Registrations whose time to pay ran out. A page for paying that may still be open has to be ended before."""
    is_open = (
        select(Payment.id)
        .where(
            Payment.registration_id == Registration.id,
            Payment.status == PaymentStatus.PENDING,
            Payment.checkout_id.is_not(None),
        )
        .exists()
    )
    overheld = select(Registration.id).where(
        Registration.status == Status.PENDING_PAYMENT, Registration.hold_expires_at <= now, ~is_open
    )
    return tx.scalars(overheld.order_by(Registration.hold_expires_at)).all()


def list_open_pages(tx: Tx, now: datetime) -> Sequence[str]:
    """Pages for paying that nobody shall pay on any more: the time ran out, or what they were for is not wanted. And
    those that ended by themselves.
    """
    is_over = or_(Payment.status != PaymentStatus.PENDING, Payment.expires_at <= now, Payment.checkout_ends_at <= now)
    pages = select(Payment.checkout_id).where(Payment.checkout_url.is_not(None), is_over)
    return [page for page in tx.scalars(pages.order_by(Payment.id).limit(200)) if page]


def list_arrived_by(tx: Tx, since: datetime, until: datetime, *providers: Provider) -> Sequence[Facts]:
    """What came in along some rails in that time: `id`, the provider's own `charge`, `amount`, `currency`."""
    charge = case((Payment.provider == Provider.STARS, Payment.charge_id), else_=Payment.provider_charge_id)
    facts = select(Payment.id, charge.label("charge"), Payment.amount, Payment.currency)
    came = facts.where(Payment.provider.in_(providers), Payment.status.in_(ARRIVED), charge.is_not(None))
    return tx.execute(came.where(Payment.succeeded_at >= since, Payment.succeeded_at < until)).all()


def list_balances(tx: Tx, payment_id: int) -> Sequence[Facts]:
    """What lies in each account of a payment: `account` and `amount`."""
    summed = select(LedgerEntry.account, func.sum(LedgerEntry.amount).label("amount"))
    return tx.execute(summed.where(LedgerEntry.payment_id == payment_id).group_by(LedgerEntry.account)).all()


def taken_off(tx: Tx, registration_id: int) -> int:
    """What a promo code took off the price of a registration, in minor units."""
    off = select(func.coalesce(func.sum(PromoUse.taken_off), 0)).where(PromoUse.registration_id == registration_id)
    off = off.where(PromoUse.returned_at.is_(None))
    return tx.scalar(off) or 0


def pass_on(tx: Tx, given_id: int, taken_id: int) -> None:
    """A place was given to somebody: what was paid for it stands for their registration now. It stays its payer's."""
    run(tx, update(Payment).where(Payment.registration_id == given_id).values(registration_id=taken_id), {})
