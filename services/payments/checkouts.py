"""Paying on the provider's own page: opened for a payment that waits, looked at from wherever there is news, and ended
with the hold. Whether somebody paid is what the provider says when it is asked, never what a browser or an event says.
"""

from datetime import datetime, timedelta

import structlog

from db.engine import Database, Tx
from db.models import Host, Package, Payment, Registration, Series, Session
from db.models.payments import PaymentKind, PaymentStatus, Provider
from db.models.registrations import Status
from db.queries import payments as queries
from db.queries import registrations as registration_queries
from services import audit, codes, holds, outbox
from services.errors.paying import PaymentUnknown, PriceChanged
from services.payments.approving import to_be_paid
from services.payments.receiving import Charge, receive
from services.ports import CheckoutGateway, Opened, Page, PageNow, PageState, ProviderAway

LONGEST = timedelta(hours=23)
"""From when a page is opened; the provider's own limit is a day. A hold ends its page long before."""
SHORTEST = timedelta(hours=1)
"""The provider opens no page for less than half of it."""

log = structlog.get_logger()


async def address(db: Database, gateway: CheckoutGateway, *, reference: str, now: datetime) -> str | PriceChanged:
    """Where somebody pays for what a payment is for: always the same page, as long as that can be paid.

    Raises PaymentUnknown, AlreadyPaid, PaymentOver; ProviderAway, ProviderRefuses.
    """
    page = await db.write(prepare, reference=reference, now=now)
    if not isinstance(page, Page):
        return page
    opened = await gateway.open(page)
    return await db.write(keep, reference=page.reference, opened=opened)


def prepare(tx: Tx, *, reference: str, now: datetime) -> Page | str | PriceChanged:
    """What to open; the address where that is open already. Key and end of a page are kept before it is asked for, so
    there is one at a time, whatever dies in between. After it another one may be opened, as long as it can be paid.
    """
    known = _find(tx, reference)
    if known.status == PaymentStatus.PENDING and known.checkout_url:
        return known.checkout_url
    payment = to_be_paid(tx, reference=known.reference, now=now)
    if isinstance(payment, PriceChanged):
        return payment
    if payment.checkout_ends_at is None or payment.checkout_ends_at < now + SHORTEST:
        payment.checkout_round += 1
        payment.checkout_ends_at = now + LONGEST
    title, about = _what(tx, payment)
    return Page(
        key=f"checkout-{payment.reference}-{payment.checkout_round}",
        reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
        title=title,
        about=about,
        named=_named(tx, payment),
        ends_at=payment.checkout_ends_at,
    )


def _find(tx: Tx, reference: str) -> Payment:
    payment = queries.find_by_reference(tx, codes.read(reference) or "")
    if payment is None:
        raise PaymentUnknown
    return payment


def _what(tx: Tx, payment: Payment) -> tuple[str, str]:
    """What is paid for, as it stands on the provider's page: a name, and whose."""
    host = tx.get_one(Host, payment.host_id).name if payment.host_id else ""
    if payment.kind == PaymentKind.PACKAGE:
        return tx.get_one(Package, payment.package_id).name, host
    registration = tx.get_one(Registration, payment.registration_id)
    session = tx.get_one(Session, registration.session_id)
    return tx.get_one(Series, session.series_id).title, f"{host} · {registration.reference}"


def _named(tx: Tx, payment: Payment) -> dict[str, str]:
    """By numbers and references alone: who that is nobody reads there."""
    named = {"payment": payment.reference, "kind": payment.kind.value, "client": str(payment.user_id)}
    if payment.package_id is not None:
        named["package"] = tx.get_one(Package, payment.package_id).code
    if payment.registration_id is not None:
        named["registration"] = tx.get_one(Registration, payment.registration_id).reference
    return named


def keep(tx: Tx, *, reference: str, opened: Opened) -> str:
    """The page is open. Where the payment ended meanwhile the sweep closes the page."""
    payment = queries.lock(tx, _find(tx, reference).id)
    payment.checkout_id, payment.checkout_url = opened.page_id, opened.url
    return opened.url


async def refresh(db: Database, gateway: CheckoutGateway, *, reference: str, now: datetime) -> None:
    """Ask the provider whether somebody has paid, where that is not known yet. Raises ProviderAway."""
    page_id = await db.read(find_open, reference=reference)
    if page_id:
        await db.write(settle, page=await gateway.look(page_id), now=now)


def find_open(tx: Tx, *, reference: str) -> str | None:
    """A look: the page on which something may happen still. Raises PaymentUnknown."""
    payment = _find(tx, reference)
    return payment.checkout_id if payment.checkout_url else None


async def close_over(db: Database, gateway: CheckoutGateway, *, now: datetime) -> int:
    """End the pages that nobody shall pay on any more; what was paid there a moment ago is taken in."""
    closed = 0
    for page_id in await db.read(list_over, now=now):
        try:
            closed += await db.write(settle, page=await gateway.close(page_id), now=now)
        except ProviderAway as away:
            log.warning("checkout.not_closed", reason=str(away))
            break
        except Exception:
            log.exception("checkout.not_closed", checkout_id=page_id)
    return closed


def list_over(tx: Tx, *, now: datetime) -> list[str]:
    return list(queries.list_open_pages(tx, now))


def settle(tx: Tx, *, page: PageNow, now: datetime) -> bool:
    """What became of a page; the same twice changes nothing. False where it is not known."""
    payment = queries.find_by_checkout(tx, page.page_id) or queries.find_by_reference(tx, page.reference)
    if payment is None:
        return False
    if page.state == PageState.PAID and page.charge:
        there = page.charge
        charge = Charge(Provider.STRIPE, there.charge_id, there.amount, there.currency, there.provider_charge_id)
        receive(tx, reference=payment.reference, charge=charge, now=now)
        _leave(tx, payment, page, now=now)
    elif page.state == PageState.ON_ITS_WAY:
        _wait_for(tx, payment, now=now)
    elif page.state == PageState.FAILED:
        _fail(tx, payment, page, now=now)
    elif page.state == PageState.OVER:
        _leave(tx, payment, page, now=now)
    return True


def _is_over(tx: Tx, payment: Payment, page: PageNow) -> bool:
    """Nobody comes to this page any more, if it is the newest; whether its payment waits still, locked from here on."""
    queries.lock(tx, payment.id)
    if payment.checkout_id != page.page_id:
        return False
    payment.checkout_url = None
    return payment.status == PaymentStatus.PENDING


def _leave(tx: Tx, payment: Payment, page: PageNow, *, now: datetime) -> None:
    """Nothing comes along this page any more. What is to be paid still may be paid on another one, as long as there is
    time for it.
    """
    if not _is_over(tx, payment, page):
        return
    payment.checkout_id = payment.checkout_ends_at = None
    if payment.expires_at is not None and payment.expires_at <= now:
        payment.status, payment.cancelled_at = PaymentStatus.CANCELLED, now
        audit.record(tx, "payment.cancelled", actor_id=None, subject=("payment", payment.id), at=now)


def _wait_for(tx: Tx, payment: Payment, *, now: datetime) -> None:
    """They have done what they can: the place is theirs until the bank has spoken."""
    registration = None
    if payment.registration_id is not None:
        registration = registration_queries.lock(tx, payment.registration_id)
    payment = queries.lock(tx, payment.id)
    if payment.status != PaymentStatus.PENDING:
        return
    payment.approved_at = payment.approved_at or now
    payment.checkout_ends_at = None  # what was done there does not end by itself
    payment.expires_at = holds.until(now, holds.WHILE_PAYING)
    if registration and registration.status == Status.PENDING_PAYMENT:
        registration.hold_expires_at = max(registration.hold_expires_at or now, payment.expires_at)


def _fail(tx: Tx, payment: Payment, page: PageNow, *, now: datetime) -> None:
    """The money that was on its way does not come; the sweep ends the hold, or the person asks for another page. A fee
    is owed still.
    """
    if not _is_over(tx, payment, page):
        return
    payment.failure = page.failure[:500]
    if payment.kind == PaymentKind.FEE:
        payment.checkout_id = payment.approved_at = payment.expires_at = None
    else:
        payment.status, payment.failed_at = PaymentStatus.FAILED, now
        _tell_failed(tx, payment, now=now)
    subject = ("payment", payment.id)
    audit.record(tx, "payment.failed", actor_id=None, subject=subject, at=now, reason=page.failure[:200])


def _tell_failed(tx: Tx, payment: Payment, *, now: datetime) -> None:
    if payment.registration_id is not None:
        outbox.put(
            tx,
            "payment_failed",
            user_id=payment.user_id,
            registration_id=payment.registration_id,
            due_at=now,
            version=payment.id,
        )
    elif payment.package_id is not None:
        outbox.put_matter(
            tx,
            "package_failed",
            user_id=payment.user_id,
            subject=("payment", payment.id),
            due_at=now,
            package_id=payment.package_id,
        )
