"""Keyboards about money: of a registration, before a refund, under takings, and for what is stuck."""

from collections.abc import Mapping
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home, OpenSession, Origin, ShowOwnMoney
from keyboards.callbacks.desks import MoreOfSeries
from keyboards.callbacks.money import (
    AskPaid,
    AskRefund,
    ChooseAmount,
    ListOpen,
    MarkPaid,
    OpenMoney,
    OpenRefund,
    SendRefund,
    ShowTakings,
    TryAgain,
    WaiveFee,
)
from keyboards.callbacks.organizing import OpenHostDesk, OpenPerson, OpenRoster
from keyboards.callbacks.wallet import SendReceipt
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows
from services.money import STARS
from services.refunds.by_hand import Plan
from services.refunds.viewing import MoneyView, PaymentLine, RefundLine, RefundView
from services.takings import Open, OpenLine, SessionTakings, Takings
from services.translator import Translator


def own(view: MoneyView, t: Translator) -> InlineKeyboardMarkup:
    receipts = [
        button(t("Receipt {number}", number=one.receipt_number), SendReceipt(payment_id=one.id))
        for one in view.payments
        if one.receipt_number
    ]
    return rows(
        *in_pairs(receipts),
        [button(t("Details"), OpenSession(session_id=view.session_id, origin=Origin.MINE)), button(t("Home"), Home())],
    )


def to_own(registration_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Money"), ShowOwnMoney(registration_id=registration_id))]


def of_registration(view: MoneyView, t: Translator) -> InlineKeyboardMarkup:
    """A row for each thing that can be done; what is stuck comes first."""
    stuck = [row for refund in view.refunds for row in acts(refund, t)]
    return rows(
        *stuck,
        *(refund(payment, t) for payment in view.payments),
        [button(t("Back"), OpenPerson(registration_id=view.registration_id)), button(t("Home"), Home())],
    )


def acts(refund: RefundLine, t: Translator) -> list[list[InlineKeyboardButton]]:
    return [mend(refund.id, t)] if refund.has_failed else []


def mend(refund_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [
        button(t("Try again"), TryAgain(refund_id=refund_id), PRIMARY),
        button(t("Paid back by hand"), AskPaid(refund_id=refund_id)),
    ]


def refund(payment: PaymentLine, t: Translator) -> list[InlineKeyboardButton]:
    if payment.is_unpaid_fee:
        label = t("Drop the fee of {amount}", amount=t.money(payment.amount, payment.currency))
        return [button(label, WaiveFee(payment_id=payment.id))]
    if not payment.can_be_refunded:
        return []
    label = t("Refund up to {amount}", amount=t.money(payment.left, payment.currency))
    return [button(label, AskRefund(payment_id=payment.id))]


def ask_amount(plan: Plan, t: Translator) -> InlineKeyboardMarkup:
    """All that is left, or half of it; any other amount is typed. Stars go as a whole."""
    left, currency = plan.left.amount, plan.left.currency
    whole = t("All: {amount}", amount=t.money(left, currency))
    half = t("Half: {amount}", amount=t.money(left // 2, currency))
    has_half = currency != STARS and left > 1
    return rows(
        [
            button(whole, ChooseAmount(payment_id=plan.payment_id, amount=left), PRIMARY),
            *([button(half, ChooseAmount(payment_id=plan.payment_id, amount=left // 2))] if has_half else []),
        ],
        [to_money(plan.registration_id, t)],
    )


def confirm(plan: Plan, t: Translator) -> InlineKeyboardMarkup:
    amount = plan.amount.amount
    send = SendRefund(payment_id=plan.payment_id, amount=amount, left=plan.left.amount)
    label = t("Refund {amount}", amount=t.money(amount, plan.amount.currency))
    return rows([button(label, send, DANGER)], [to_money(plan.registration_id, t)])


def confirm_paid(view: RefundView, t: Translator) -> InlineKeyboardMarkup:
    registration_id, refund_id = view.registration_id, view.line.id
    back = to_money(registration_id, t) if registration_id else button(t("Back"), OpenRefund(refund_id=refund_id))
    return rows([button(t("Yes, it is paid back"), MarkPaid(refund_id=refund_id), DANGER)], [back])


def to_money(registration_id: int | None, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), OpenMoney(registration_id=registration_id) if registration_id else Home())


def of_session(shown: SessionTakings, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenRoster(session_id=shown.session_id)), button(t("Home"), Home())])


def takings(shown: Takings, t: Translator) -> InlineKeyboardMarkup:
    count = shown.open_refunds + shown.failed
    label = t("Open ({count})", count=t.number(count))
    to_open = [button(label, ListOpen(host_id=shown.host_id, series_id=shown.series_id), PRIMARY)] if count else []
    if shown.series_id:
        back = button(t("Back"), MoreOfSeries(series_id=shown.series_id))
    else:
        back = button(t("Back"), OpenHostDesk(host_id=shown.host_id))
    return rows(to_open, [back, button(t("Home"), Home())])


def opened(shown: Open, t: Translator) -> InlineKeyboardMarkup:
    """Each line leads to where something can be done about it."""
    acting = [(line, to) for line in (*shown.refunds, *shown.payments) if (to := _leads_to(line))][:LINES]
    return rows(
        *([button(_label(line, t), to)] for line, to in acting),
        [
            button(t("Back"), ShowTakings(host_id=shown.host_id, series_id=shown.series_id)),
            button(t("Home"), Home()),
        ],
    )


def _leads_to(line: OpenLine) -> CallbackData | None:
    """What is about no place has no money of a place: a refund of it that failed has a screen of its own."""
    if line.registration_id:
        return OpenMoney(registration_id=line.registration_id)
    return OpenRefund(refund_id=line.id) if (line.kind, line.status) == ("refund", "failed") else None


LINES = 12
"""As many have a button; the others come up when those are done."""


def _label(line: OpenLine, t: Translator) -> str:
    sign = "✖️" if line.status in {"failed", "disputed"} else "⏳"
    return f"{sign} {line.name} · {t.money(line.amount, line.currency)}"


def of_refund(view: RefundView, t: Translator) -> InlineKeyboardMarkup:
    """For one that is about no place."""
    back = [button(t("Back"), ListOpen(host_id=view.host_id))] if view.host_id else []
    return rows(*acts(view.line, t), [*back, button(t("Home"), Home())])


def failed(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under what tells the owner of a refund that failed."""
    of = data.get("of_registration")
    to_place = [button(t("Money"), OpenMoney(registration_id=of))] if of else []
    return rows(mend(data["refund_id"], t), [*to_place, button(t("Home"), Home())])


def notice(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under what tells of a refund."""
    of = data.get("of_registration")
    return rows([*(to_own(of, t) if of else []), button(t("Home"), Home())])
