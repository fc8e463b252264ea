"""Receipts: numbered by the host without a gap, for whoever paid and for who may see the host's money; as a PDF."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fpdf import FPDF

from db.engine import Tx
from db.models import Host, Package, Payment, Registration, Series, Session, User
from db.models.payments import PaymentKind, RefundStatus
from db.queries import refunds as refund_queries
from services import access, fonts
from services.access import Right
from services.errors import NotFound
from services.translator import Translator

LEFT, WIDTH = 20, 170  # millimetres on A4


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was paid, to whom, for what. Amounts in minor units."""

    number: int
    reference: str
    paid_at: datetime
    host: str
    address: str
    tax_line: str
    buyer: str
    what: str
    starts_at: datetime | None
    time_zone: str
    places: int
    amount: int
    currency: str
    refunded: int
    """What of it went back, or is on its way."""

    @property
    def file_name(self) -> str:
        return f"receipt-{self.number}.pdf"


def receipt(tx: Tx, *, user_id: int, payment_id: int) -> Receipt:
    """A look. Raises NotFound, also where nothing was paid yet."""
    payment = tx.get(Payment, payment_id)
    if payment is None or payment.receipt_number is None or payment.host_id is None:
        raise NotFound
    if user_id not in {payment.user_id, payment.payer_id}:
        access.host_to(tx, Right.SEE_MONEY, payment.host_id, user_id)
    host, buyer = tx.get_one(Host, payment.host_id), tx.get_one(User, payment.payer_id or payment.user_id)
    what, starts_at, time_zone, places = _bought(tx, payment, host)
    return Receipt(
        number=payment.receipt_number,
        reference=payment.reference,
        paid_at=payment.succeeded_at or payment.created_at,
        host=host.legal_name or host.name,
        address=host.address,
        tax_line=host.tax_line,
        buyer=buyer.called or buyer.name,
        what=what,
        starts_at=starts_at,
        time_zone=time_zone,
        places=places,
        amount=payment.amount,
        currency=payment.currency,
        refunded=_refunded(tx, payment),
    )


def _bought(tx: Tx, payment: Payment, host: Host) -> tuple[str, datetime | None, str, int]:
    if payment.kind == PaymentKind.PACKAGE and payment.package_id is not None:
        return tx.get_one(Package, payment.package_id).name, None, host.time_zone, 1
    if payment.registration_id is None:
        return "", None, host.time_zone, 1
    registration = tx.get_one(Registration, payment.registration_id)
    session = tx.get_one(Session, registration.session_id)
    title = tx.get_one(Series, session.series_id).title
    return title, session.starts_at, session.time_zone, registration.places


def _refunded(tx: Tx, payment: Payment) -> int:
    counted = {RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.SUCCEEDED}
    return sum(one.amount for one in refund_queries.list_of_payment(tx, payment.id) if one.status in counted)


def pdf(shown: Receipt, t: Translator) -> bytes:
    """A page of A4, in the reader's language."""
    page = FPDF(format="A4")
    page.set_title(t("Receipt {number}", number=shown.number))
    for style, name in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold")):
        page.add_font("DejaVu", style, str(fonts.path(name)))
    page.add_page()
    page.set_margins(LEFT, 20)
    page.set_y(20)
    _lines(page, 11, "B", shown.host)
    _lines(page, 9, "", shown.address, shown.tax_line)
    page.ln(10)
    _lines(page, 18, "B", t("Receipt {number}", number=shown.number))
    _lines(
        page,
        9,
        "",
        t("Paid on {moment}", moment=t.dated(shown.paid_at, shown.time_zone)),
        t("Payment {reference}", reference=shown.reference),
        t("Paid by {name}", name=shown.buyer),
    )
    page.ln(8)
    _sums(page, shown, t)
    return bytes(page.output())


def _lines(page: Any, size: int, style: str, *texts: str) -> None:
    page.set_font("DejaVu", style, size)
    for text in texts:
        if text:
            page.multi_cell(WIDTH, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")


def _sums(page: Any, shown: Receipt, t: Translator) -> None:
    what = shown.what
    if shown.starts_at:
        what = f"{what}\n{t.dated(shown.starts_at, shown.time_zone)}, {t.clock(shown.starts_at, shown.time_zone)}"
    if shown.places > 1:
        what = f"{what}\n{t.plural('{count} place', '{count} places', shown.places)}"
    _sum(page, "", what, t.money(shown.amount, shown.currency))
    _sum(page, "B", t("Paid"), t.money(shown.amount, shown.currency))
    if shown.refunded:
        _sum(page, "", t("Paid back"), f"−{t.money(shown.refunded, shown.currency)}")
        _sum(page, "B", t("Left"), t.money(shown.amount - shown.refunded, shown.currency))


def _sum(page: Any, style: str, what: str, amount: str) -> None:
    """A line with its amount on the right, and a rule under it."""
    page.set_font("DejaVu", style, 11)
    top = page.get_y()
    page.multi_cell(WIDTH - 50, 7, what, new_x="LMARGIN", new_y="NEXT")
    bottom = page.get_y()
    page.set_xy(LEFT + WIDTH - 50, top)
    page.cell(50, 7, amount, align="R")
    page.line(LEFT, bottom + 1, LEFT + WIDTH, bottom + 1)
    page.set_xy(LEFT, bottom + 2)
