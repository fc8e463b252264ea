"""Money that goes back, as whoever paid is told of it."""

from db.models import Package, Payment, Refund, Registration, Series, Session, User
from db.models.payments import PaymentKind, Provider, RefundCause, RefundStatus
from services.notices.matters import Matter
from services.refunds import failing
from services.text import esc
from services.translator import Translator, mark
from services.wording import back_within

BECAUSE = {
    RefundCause.LATE: mark("It came when the place was gone already."),
    RefundCause.TWICE: mark("It was paid twice."),
    RefundCause.MISMATCH: mark("It was not what was asked for."),
    RefundCause.SESSION_CANCELLED: mark("The session was cancelled."),
}


def sent(matter: Matter, t: Translator) -> str | None:
    """It is on its way, or there; nothing where it failed since, for that has a message of its own."""
    refund = matter.tx.get(Refund, matter.data["refund_id"])
    if refund is None or refund.status not in {RefundStatus.PENDING, RefundStatus.SUCCEEDED}:
        return None
    payment = matter.tx.get_one(Payment, refund.payment_id)
    amount = t.money(refund.amount, refund.currency)
    if refund.is_by_hand:
        head, days = t("↩️ {amount} was paid back to you by hand.", amount=amount), ""
    else:
        head = t("↩️ {amount} is on its way back to you.", amount=amount)
        days = back_within(t, is_instant=payment.provider == Provider.STARS)
    return _lines(f"<b>{head}</b>", _about(matter, payment, t), _because(refund, t), days, _named(refund, t))


def delayed(matter: Matter, t: Translator) -> str | None:
    """The provider could not pay it back; nothing where it is done since."""
    refund = matter.tx.get(Refund, matter.data["refund_id"])
    if refund is None or refund.status != RefundStatus.FAILED:
        return None
    payment = matter.tx.get_one(Payment, refund.payment_id)
    head = t("⏳ Your refund of {amount} is delayed.", amount=t.money(refund.amount, refund.currency))
    why = t("Your bank did not take it. It is still owed to you: the organizer knows, and will see to it.")
    return _lines(f"<b>{head}</b>", _about(matter, payment, t), why, _named(refund, t))


def failed(matter: Matter, t: Translator) -> str | None:
    """For whoever owns the host, who has to see to it; nothing where it is done since, or asked for once more."""
    refund = matter.tx.get(Refund, matter.data["refund_id"])
    if refund is None or refund.status != RefundStatus.FAILED:
        return None
    payment = matter.tx.get_one(Payment, refund.payment_id)
    payer = matter.tx.get_one(User, payment.payer_id or payment.user_id)
    head = t("✖️ {amount} could not be paid back.", amount=t.money(refund.amount, refund.currency))
    named = t("Payment <code>{reference}</code> of {name}", reference=payment.reference, name=esc(_name(payer)))
    why = failing.in_words(refund.failure, t)
    what = t("It is still owed. Ask for it once more, or pay it back in another way and say so here.")
    return _lines(f"<b>{head}</b>", _about(matter, payment, t), named, why, what)


def _name(person: User) -> str:
    return person.called or person.name


def _about(matter: Matter, payment: Payment, t: Translator) -> str:
    """What it had been paid for."""
    if payment.package_id is not None:
        return t("For the package: {name}", name=esc(matter.tx.get_one(Package, payment.package_id).name))
    registration = matter.tx.get(Registration, payment.registration_id) if payment.registration_id else None
    if registration is None:
        return ""
    session = matter.tx.get_one(Session, registration.session_id)
    title = esc(matter.tx.get_one(Series, session.series_id).title)
    moment = t.moment(session.starts_at, session.time_zone)
    if payment.kind == PaymentKind.FEE:
        return t("For the fee: {title}, {moment}", title=title, moment=moment)
    return t("For: {title}, {moment}", title=title, moment=moment)


def _because(refund: Refund, t: Translator) -> str:
    if refund.reason:
        return t("Reason: {reason}", reason=esc(refund.reason))
    return t(BECAUSE[refund.cause]) if refund.cause in BECAUSE else ""


def _named(refund: Refund, t: Translator) -> str:
    return t("Refund <code>{reference}</code>", reference=refund.reference)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
