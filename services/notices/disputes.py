"""Disputes, as the owner of a host is told of them."""

from datetime import datetime

from db.models import Payment, User
from services.notices.matters import Matter
from services.text import esc
from services.translator import Translator, mark


def opened(matter: Matter, t: Translator) -> str:
    payment = matter.tx.get_one(Payment, matter.data["payment_id"])
    due_by = matter.data["due_by"]
    lines = [
        t("⏳ <b>A payer's bank took {amount} back.</b>", amount=t.money(matter.data["amount"], payment.currency)),
        t("Payment <code>{reference}</code> of {name}", reference=payment.reference, name=_payer(matter, payment)),
        t("Answer the bank until {moment}, on Stripe's pages.", moment=t.moment(datetime.fromisoformat(due_by)))
        if due_by
        else t("Answer the bank on Stripe's pages."),
        t("Until it has decided, nothing of this payment can be refunded."),
    ]
    return "\n".join(lines)


WON = mark("✅ The bank decided for you: {amount} is yours again.\nPayment <code>{reference}</code> of {name}")
LOST = mark("✖️ The bank decided for the payer: {amount} stays with them.\nPayment <code>{reference}</code> of {name}")


def won(matter: Matter, t: Translator) -> str:
    return _decided(WON, matter, t)


def lost(matter: Matter, t: Translator) -> str:
    return _decided(LOST, matter, t)


def _decided(how: str, matter: Matter, t: Translator) -> str:
    payment = matter.tx.get_one(Payment, matter.data["payment_id"])
    amount = t.money(matter.data["amount"], payment.currency)
    return t(how, amount=amount, reference=payment.reference, name=_payer(matter, payment))


def _payer(matter: Matter, payment: Payment) -> str:
    payer = matter.tx.get_one(User, payment.payer_id or payment.user_id)
    return esc(payer.called or payer.name)
