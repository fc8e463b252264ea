"""Invoices: what is asked for in the chat, told so short that Telegram takes it."""

from datetime import datetime

from db.engine import Tx
from db.models import Host, Package, Payment
from db.models.payments import PaymentKind, PaymentStatus
from services.notices.messages import Invoice
from services.notices.registrations import title as session
from services.notices.subject import Subject
from services.refunds import tiers
from services.text import esc
from services.translator import Translator

LONGEST_TITLE, LONGEST_DESCRIPTION = 32, 255
"""https://core.telegram.org/bots/api#sendinvoice"""


def is_open(payment: Payment | None) -> bool:
    """Whether somebody may still pay it."""
    return payment is not None and payment.status == PaymentStatus.PENDING


def of_place(tx: Tx, payment: Payment, subject: Subject, t: Translator) -> Invoice:
    """For a place, or the fee for having cancelled one late: which session, when, and what comes back."""
    what = subject.title if payment.kind == PaymentKind.PLACE else t("Fee: {title}", title=subject.title)
    host = tx.get_one(Host, payment.host_id).name if payment.host_id else ""
    when = t.when(subject.starts_at, subject.ends_at, subject.time_zone)
    whose = t("For {name}", name=subject.person) if subject.data.get("for_other") else ""
    named = "" if host and subject.place.startswith(host) else host  # the place says it already
    about = [whose, when, subject.place, named, _until(payment, t), _policy(payment, subject, t)]
    return _invoice(payment, what, about)


def of_package(tx: Tx, payment: Payment, t: Translator) -> Invoice:
    package = tx.get_one(Package, payment.package_id)
    entries = t.plural("{count} credit", "{count} credits", package.credits)
    days = t.plural("good for {count} day", "good for {count} days", package.valid_days)
    host = tx.get_one(Host, package.host_id).name
    return _invoice(payment, package.name, [f"{entries}, {days}", host, package.description])


def _invoice(payment: Payment, title: str, about: list[str]) -> Invoice:
    description = ". ".join(part.rstrip(". ") for part in about if part)
    return Invoice(
        title=shortened(title, LONGEST_TITLE),
        description=shortened(description, LONGEST_DESCRIPTION),
        reference=payment.reference,
        amount=payment.amount,
        currency=payment.currency,
    )


def _until(payment: Payment, t: Translator) -> str:
    return t("Please pay by {moment}", moment=t.moment(payment.expires_at)) if payment.expires_at else ""


def _policy(payment: Payment, subject: Subject, t: Translator) -> str:
    if payment.kind != PaymentKind.PLACE or subject.free_until is None:
        return ""
    if subject.refund_tiers is not None:
        return tiers.promised(subject.refund_tiers, subject.starts_at, subject.time_zone, t, at=subject.now)
    if subject.now > subject.free_until:
        return t("Cancelled now, nothing comes back")
    return t("All comes back until {moment}", moment=t.deadline(subject.free_until, subject.time_zone))


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def asked(subject: Subject, t: Translator) -> str:
    """In words, where no invoice can be sent."""
    if fee := subject.data.get("fee"):
        price = t.money(fee, subject.currency)
        return t("💶 A late cancellation costs {price}: <b>{title}</b>", price=price, title=session(subject, t))
    if subject.data.get("for_other"):
        return t(
            "⏳ A place is kept for {name}: <b>{title}</b>\nIt costs {price}.",
            name=esc(subject.person),
            title=session(subject, t),
            price=t.money(subject.price, subject.currency),
        )
    asks = t(
        "⏳ A place is kept for you: <b>{title}</b>\nIt costs {price}.",
        title=session(subject, t),
        price=t.money(subject.price, subject.currency),
    )
    until = subject.data.get("until")
    return f"{asks} {t('Please pay by {moment}', moment=t.moment(datetime.fromisoformat(until)))}." if until else asks


def failed(subject: Subject, t: Translator) -> str:
    """The money that was on its way did not come."""
    return t(
        "✖️ Your payment did not go through: <b>{title}</b>\n"
        "Nothing was charged, and your place is kept for a while. Please try another card.",
        title=session(subject, t),
    )


def hold_expired(subject: Subject, t: Translator) -> str:
    """The time to pay ran out."""
    return t(
        "✖️ The time to pay ran out: <b>{title}</b>\n"
        "The place is free for others again, and nothing was charged. You can register again.",
        title=session(subject, t),
    )


def offer_to_pay(subject: Subject, t: Translator) -> str:
    """The last words of an offer whose place has to be paid."""
    return t(
        "⏳ Claimed: <b>{title}</b>\nThe invoice is below. Pay it in time, and you are in.", title=session(subject, t)
    )
