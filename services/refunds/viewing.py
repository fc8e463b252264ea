"""The money of one registration, as its person and as an organizer see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Package, Payment, Refund, Registration, Session, User
from db.models.payments import PaymentKind, PaymentStatus, Provider, RefundStatus
from db.models.registrations import Status
from db.queries import takings as queries
from services import access
from services.access import Right
from services.refunds import by_hand


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Amounts in minor units, here and below."""

    id: int
    reference: str
    amount: int
    currency: str
    status: RefundStatus
    is_by_hand: bool
    reason: str
    failure: str
    due_at: datetime
    at: datetime
    """When it came to be what it is."""
    is_instant: bool
    """Whether it is there as soon as it is sent: Stars are."""

    @property
    def is_coming(self) -> bool:
        return self.status in {RefundStatus.OWED, RefundStatus.PENDING}

    @property
    def has_failed(self) -> bool:
        return self.status == RefundStatus.FAILED


@dataclass(frozen=True, slots=True)
class PaymentLine:
    id: int
    kind: PaymentKind
    status: PaymentStatus
    provider: Provider
    amount: int
    currency: str
    left: int
    """What of it can go back."""
    paid_by: str
    """Who paid, where it was somebody else."""
    receipt_number: int | None
    at: datetime
    refunds: tuple[RefundLine, ...]

    @property
    def has_arrived(self) -> bool:
        return self.status.has_arrived

    @property
    def can_be_refunded(self) -> bool:
        return self.has_arrived and self.left > 0 and self.status != PaymentStatus.DISPUTED

    @property
    def is_unpaid_fee(self) -> bool:
        return self.kind == PaymentKind.FEE and self.status == PaymentStatus.PENDING


@dataclass(frozen=True, slots=True)
class MoneyView:
    registration_id: int
    session_id: int
    reference: str
    title: str
    starts_at: datetime
    time_zone: str
    name: str
    status: Status
    held_until: datetime | None
    """Until when the place is kept that is not paid yet."""
    price: int
    currency: str
    credits: int
    payments: tuple[PaymentLine, ...]
    seen_at: datetime

    @property
    def is_empty(self) -> bool:
        return not self.payments and not self.credits

    @property
    def refunds(self) -> tuple[RefundLine, ...]:
        return tuple(refund for payment in self.payments for refund in payment.refunds)


def own(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> MoneyView:
    """A look at the money of one's own registration. Raises NotFound."""
    return _view(tx, access.own_registration(tx, registration_id, user_id), now=now)


def of_registration(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> MoneyView:
    """The same for who may see the money of the host. Raises NotFound."""
    return _view(tx, access.registration_to(tx, Right.SEE_MONEY, registration_id, user_id), now=now)


def _view(tx: Tx, registration: Registration, *, now: datetime) -> MoneyView:
    session, series = tx.get_one(Session, registration.session_id), access.series_of(tx, registration)
    payments = queries.list_of_registration(tx, registration.id)
    refunds = queries.list_refunds_of(tx, [payment.id for payment in payments])
    holds = registration.status == Status.PENDING_PAYMENT
    return MoneyView(
        registration_id=registration.id,
        session_id=session.id,
        reference=registration.reference,
        title=series.title,
        starts_at=session.starts_at,
        time_zone=session.time_zone,
        name=_name(tx, registration.user_id),
        status=registration.status,
        held_until=registration.hold_expires_at if holds else None,
        price=registration.price,
        currency=registration.currency,
        credits=registration.credits,
        payments=tuple(_payment(tx, payment, registration, refunds) for payment in payments),
        seen_at=now,
    )


def _payment(tx: Tx, payment: Payment, registration: Registration, refunds: Sequence[Refund]) -> PaymentLine:
    payer_id = payment.payer_id or payment.user_id
    mine = [refund for refund in refunds if refund.payment_id == payment.id]
    return PaymentLine(
        id=payment.id,
        kind=payment.kind,
        status=payment.status,
        provider=payment.provider,
        amount=payment.amount,
        currency=payment.currency,
        left=payment.amount - payment.refunded,
        paid_by=_name(tx, payer_id) if payer_id != registration.user_id else "",
        receipt_number=payment.receipt_number,
        at=payment.succeeded_at or payment.created_at,
        refunds=tuple(line(refund, payment.provider) for refund in mine),
    )


def line(refund: Refund, provider: Provider) -> RefundLine:
    return RefundLine(
        id=refund.id,
        reference=refund.reference,
        amount=refund.amount,
        currency=refund.currency,
        status=refund.status,
        is_by_hand=refund.is_by_hand,
        reason=refund.reason,
        failure=refund.failure,
        due_at=refund.due_at,
        at=refund.succeeded_at or refund.failed_at or refund.sent_at or refund.created_at,
        is_instant=provider == Provider.STARS,
    )


def _name(tx: Tx, user_id: int) -> str:
    user = tx.get_one(User, user_id)
    return user.called or user.name


@dataclass(frozen=True, slots=True)
class RefundView:
    """One refund, and what it is about."""

    line: RefundLine
    registration_id: int | None
    host_id: int | None
    payment: str
    """Its reference."""
    name: str
    """Who paid it."""
    package: str
    """What it bought, where that was one."""


def refund(tx: Tx, *, user_id: int, refund_id: int) -> RefundView:
    """A look at one refund for who may see the money. Raises NotFound."""
    found = by_hand.refund_to_work_on(tx, refund_id, user_id)
    payment = tx.get_one(Payment, found.payment_id)
    return RefundView(
        line=line(found, payment.provider),
        registration_id=payment.registration_id,
        host_id=payment.host_id,
        payment=payment.reference,
        name=_name(tx, payment.payer_id or payment.user_id),
        package=tx.get_one(Package, payment.package_id).name if payment.package_id else "",
    )
