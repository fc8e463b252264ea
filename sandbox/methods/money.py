"""Invoices, the last word before a payment, and Stars given back."""

from typing import Any

from aiogram import methods as m

from sandbox import markup
from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.methods.messages import say
from sandbox.money import amount
from sandbox.world import World

_TITLE, _DESCRIPTION, _PAYLOAD = 32, 255, 128
_BY_DEFAULT = 100  # entries of a list, and no more at once


def send_invoice(world: World, method: m.SendInvoice, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    invoice = _invoice(method)
    keys = markup.inline(method.reply_markup)
    pay = f"Pay {amount(invoice['total_amount'], method.currency)}"
    if keys is None:
        keys = {"inline_keyboard": [[{"text": pay, "pay": True}]]}
    elif not keys["inline_keyboard"][0][0].get("pay"):
        raise bad_request("the first button of an invoice must be a Pay button")
    message = say(world, chat, method.model_copy(update={"reply_markup": None}), {"invoice": invoice})
    hidden = {
        "payload": method.payload,
        "lines": [markup.plain(price) for price in method.prices],
        "most_tip": _most_tip(method),
    }
    world.invoices[chat.id, message["message_id"]] = hidden
    return world.change(chat, {**message, "reply_markup": keys})


def _invoice(method: m.SendInvoice) -> Json:
    if not 1 <= len(method.title) <= _TITLE:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= len(method.description) <= _DESCRIPTION:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    if not 1 <= len(method.payload.encode()) <= _PAYLOAD:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if len(method.currency) != 3:
        raise bad_request("CURRENCY_INVALID")
    if method.currency == "XTR":
        if method.provider_token or len(method.prices) != 1:
            raise bad_request("STARS_INVOICE_INVALID")
    elif not method.provider_token:
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    total = sum(price.amount for price in method.prices)
    if total <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return {
        "title": method.title,
        "description": method.description,
        "start_parameter": method.start_parameter or "",
        "currency": method.currency,
        "total_amount": total,
    }


def _most_tip(method: m.SendInvoice) -> int:
    most, suggested = method.max_tip_amount or 0, method.suggested_tip_amounts or []
    if any(not 0 < tip <= most for tip in suggested):
        raise bad_request("TIP_AMOUNTS_INVALID")
    return most


def answer_pre_checkout_query(world: World, method: m.AnswerPreCheckoutQuery, _: Files) -> bool:
    if not method.ok and not method.error_message:
        raise bad_request("there is no error message in the request")
    query = world.queries.take(method.pre_checkout_query_id, world.clock())
    query.settle({"ok": method.ok, "error_message": method.error_message or ""})
    return True


def refund_star_payment(world: World, method: m.RefundStarPayment, _: Files) -> bool:
    payment = world.payments.get(method.telegram_payment_charge_id)
    if payment is None or payment["person"] != method.user_id or payment["currency"] != "XTR":
        raise bad_request("CHARGE_ID_INVALID")
    if payment.get("refunded_at"):
        raise bad_request("CHARGE_ALREADY_REFUNDED")
    payment["refunded_at"] = world.now()
    chat = world.chats[method.user_id]
    fields = ("currency", "total_amount", "invoice_payload", "telegram_payment_charge_id")
    message = world.post(chat, world.bot, {"refunded_payment": {key: payment[key] for key in fields}})
    world.updates.put("message", message, chat=chat.id)
    return True


def get_star_transactions(world: World, method: m.GetStarTransactions, _: Files) -> Json:
    listed: list[Json] = []
    for payment in world.payments.values():
        if payment["currency"] != "XTR":
            continue
        partner = {
            "type": "user",
            "transaction_type": "invoice_payment",
            "user": world.people[payment["person"]],
            "invoice_payload": payment["invoice_payload"],
        }
        entry = {"id": payment["telegram_payment_charge_id"], "amount": payment["total_amount"]}
        listed.append({**entry, "date": payment["at"], "source": partner})
        if payment.get("refunded_at"):
            listed.append({**entry, "date": payment["refunded_at"], "receiver": partner})
    listed.sort(key=lambda entry: entry["date"])
    start, limit = method.offset or 0, method.limit or _BY_DEFAULT
    if not 1 <= limit <= _BY_DEFAULT:
        raise bad_request("LIMIT_INVALID")
    return {"transactions": listed[start : start + limit]}


METHODS: dict[Any, Any] = {
    m.SendInvoice: send_invoice,
    m.AnswerPreCheckoutQuery: answer_pre_checkout_query,
    m.RefundStarPayment: refund_star_payment,
    m.GetStarTransactions: get_star_transactions,
}
