"""Money in words: what comes back before somebody cancels, what was paid and went back, and takings. Pure."""

from collections.abc import Sequence

from handlers.cards import lines, paragraphs
from services.money import STARS, Money
from services.refunds import failing
from services.refunds.by_hand import Plan
from services.refunds.policies import Verdict
from services.refunds.viewing import MoneyView, PaymentLine, RefundLine, RefundView
from services.registrations import telling
from services.takings import Open, OpenLine, SessionTakings, Sum, Takings
from services.text import esc
from services.translator import Translator, mark
from services.wording import PAYMENTS, REFUNDS, back_within, refunded

WHAT = {
    "place": mark("place"),
    "package": mark("package"),
    "fee": mark("fee"),
}


def before(verdict: Verdict, t: Translator) -> str:
    """What comes back if they cancel now; empty where nothing was paid and nothing is asked."""
    return lines(*telling.money_back(verdict, t))


def after(view: MoneyView, t: Translator) -> str:
    """What follows from a cancellation that was just made: what is on its way, or that nothing is."""
    owed = [refund for refund in view.refunds if refund.is_coming]
    said = [
        lines(
            t("↩️ {amount} comes back.", amount=t.money(refund.amount, refund.currency)),
            back_within(t, is_instant=refund.is_instant),
        )
        for refund in owed
    ]
    paid = any(payment.has_arrived and payment.kind == "place" for payment in view.payments)
    fees = [payment for payment in view.payments if payment.is_unpaid_fee]
    asked = [
        t("💶 A fee of {amount} is asked for. The invoice comes in two minutes.", amount=_amount(one, t))
        for one in fees
    ]
    return lines(*(said or ([t("Nothing comes back.")] if paid else [])), *asked)


def own(view: MoneyView, t: Translator) -> str:
    return paragraphs(_head(view, t), *_told(view, t))


def of_registration(view: MoneyView, t: Translator, said: str = "") -> str:
    return paragraphs(said, lines(f"👤 <b>{esc(view.name)}</b>", _head(view, t)), *_told(view, t))


def _head(view: MoneyView, t: Translator) -> str:
    moment = t.moment(view.starts_at, view.time_zone)
    return lines(f"💶 <b>{esc(view.title)}</b>", f"🗓 {moment} · <code>{view.reference}</code>")


def _told(view: MoneyView, t: Translator) -> list[str]:
    held = ""
    if view.held_until:
        until = t.deadline(view.held_until, view.time_zone)
        held = t("⏳ The place is kept until {until}.", until=until)
    used = t.plural("🎟 Paid by {count} credit.", "🎟 Paid by {count} credits.", view.credits) if view.credits else ""
    told = [part for part in (held, used, *(_payment(one, view, t) for one in view.payments)) if part]
    return told or [t("Nothing was paid here.")]


def _amount(payment: PaymentLine, t: Translator) -> str:
    return t.money(payment.amount, payment.currency)


def _payment(payment: PaymentLine, view: MoneyView, t: Translator) -> str:
    said = t(PAYMENTS[payment.status], amount=_amount(payment, t))
    about = [t.moment(payment.at, view.time_zone)]
    if payment.kind == "fee":
        about.insert(0, t("for a late cancellation"))
    if payment.paid_by:
        about.append(t("paid by {name}", name=esc(payment.paid_by)))
    if payment.receipt_number:
        about.append(t("receipt {number}", number=payment.receipt_number))
    return lines(said, " · ".join(about), *(refund(one, t, view.time_zone) for one in payment.refunds))


def refund(one: RefundLine, t: Translator, time_zone: str | None = None) -> str:
    """Its number, and how long it takes; by the reader's clock, or that of a place."""
    said = refunded(t, one.status, t.money(one.amount, one.currency), is_by_hand=one.is_by_hand)
    return lines(
        f"{said} · {t.moment(one.at, time_zone)} · <code>{one.reference}</code>",
        back_within(t, is_instant=one.is_instant) if one.is_coming else "",
        t("Reason: {reason}", reason=esc(one.reason)) if one.reason else "",
    )


def failures(refunds: Sequence[RefundLine], t: Translator) -> str:
    """Why refunds are stuck; for the organizer."""
    return lines(*(failing.in_words(one.failure, t) for one in refunds if one.has_failed))


def of_refund(view: RefundView, t: Translator, said: str = "") -> str:
    """One that is about no place."""
    of = t("Payment <code>{reference}</code> of {name}", reference=view.payment, name=esc(view.name))
    package = t("For the package: {name}", name=esc(view.package)) if view.package else ""
    told = lines(refund(view.line, t), failures([view.line], t))
    return paragraphs(said, lines(f"💶 {of}", package), told)


def ask_amount(plan: Plan, t: Translator, said: str = "") -> str:
    left = t.money(plan.left.amount, plan.left.currency)
    typed = "" if plan.left.currency == STARS else t("Tap it, or type an amount.")
    return paragraphs(said, lines(t("<b>How much goes back?</b>"), _of(plan.payer, left, t)), typed)


def _of(paid: Money, left: str, t: Translator) -> str:
    return t("{paid} was paid, {left} can go back.", paid=t.money(paid.amount, paid.currency), left=left)


def confirm(plan: Plan, reason: str, t: Translator, said: str = "") -> str:
    """What a refund by hand means, before it is made."""
    amount = t.money(plan.amount.amount, plan.amount.currency)
    kept = t.money(plan.left.amount - plan.amount.amount, plan.left.currency)
    return paragraphs(
        said,
        lines(
            t("<b>Refund {amount}?</b>", amount=amount),
            t("{amount} of it stay here.", amount=kept) if plan.left.amount > plan.amount.amount else "",
            t("The place stays as it is. This cannot be undone."),
        ),
        t("Reason: {reason}", reason=esc(reason)) if reason else t("Type a reason if you like. Whoever paid reads it."),
    )


def confirm_paid(refund: RefundLine, t: Translator) -> str:
    amount = t.money(refund.amount, refund.currency)
    return lines(
        t("<b>Was {amount} paid back in another way?</b>", amount=amount),
        t("They are told so, and nothing more is sent. This cannot be undone."),
    )


def of_session(shown: SessionTakings, t: Translator) -> str:
    when = f"🗓 {t.when(shown.starts_at, shown.ends_at, shown.time_zone)}"
    return paragraphs(lines(f"💶 <b>{esc(shown.title)}</b>", when), *([_sum(one, t) for one in shown.sums] or _none(t)))


def takings(shown: Takings, t: Translator) -> str:
    title = f"<b>{esc(shown.title)}</b> · {esc(shown.host_name)}" if shown.title else f"<b>{esc(shown.host_name)}</b>"
    months = [
        lines(f"<b>{t.month(month.begins_on)}</b>", *(_sum(one, t) for one in month.sums))
        for month in shown.months
        if month.sums
    ]
    return paragraphs(f"💶 {title}", *(months or _none(t)))


def _none(t: Translator) -> list[str]:
    return [t("Nothing was paid here yet.")]


def _sum(one: Sum, t: Translator) -> str:
    """A currency of its own: what came, what went, what is open."""

    def money(amount: int) -> str:
        return t.money(amount, one.currency)

    count = t.plural("{count} payment", "{count} payments", one.payments)
    return lines(
        t("✅ Paid: {amount}, {payments}", amount=money(one.paid), payments=count),
        t("↩️ Refunded: {amount}", amount=money(one.refunded)) if one.refunded else "",
        t("⏳ Going back: {amount}", amount=money(one.going_back)) if one.going_back else "",
        t("⏳ Not paid yet: {amount}", amount=money(one.to_pay)) if one.to_pay else "",
        t("Kept: {amount}", amount=money(one.kept)) if one.refunded or one.going_back else "",
    )


def opened(shown: Open, t: Translator) -> str:
    head = f"💶 <b>{esc(shown.title or shown.host_name)}</b>"
    if not shown.refunds and not shown.payments:
        return paragraphs(head, t("Nothing is open: all refunds are done, and no payment failed."))
    return paragraphs(
        head,
        lines(t("<b>Refunds</b>"), *(_open_refund(one, t) for one in shown.refunds[:MOST])) if shown.refunds else "",
        lines(t("<b>Payments</b>"), *(_open_payment(one, t) for one in shown.payments[:MOST]))
        if shown.payments
        else "",
    )


MOST = 12
"""Lines of each that a screen takes."""


def _open_refund(line: OpenLine, t: Translator) -> str:
    said = t(REFUNDS[line.status], amount=t.money(line.amount, line.currency))
    return " · ".join(part for part in (said, esc(line.name), esc(line.title)) if part)


def _open_payment(line: OpenLine, t: Translator) -> str:
    said = t(PAYMENTS[line.status], amount=t.money(line.amount, line.currency))
    return " · ".join(part for part in (said, t(WHAT[line.kind]), esc(line.name), esc(line.title)) if part)
