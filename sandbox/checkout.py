"""Paying an invoice: the bot is asked once more, then the money is there or the person reads why not."""

import secrets

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Json
from sandbox.queries import Query
from sandbox.updates import Update
from sandbox.world import World, new_id

ANSWER_WITHIN = 10.0  # seconds; then Telegram cancels the payment


def ask(world: World, person: int, chat: Chat, message_id: int, tip: int = 0) -> tuple[Query, Update]:
    """The person confirmed the pay sheet: a pre-checkout query goes to the bot."""
    invoice = _invoice(world, chat, message_id)
    hidden = world.invoices[chat.id, message_id]
    if not 0 <= tip <= hidden.get("most_tip", 0):
        raise bad_request("the invoice takes no such tip")
    query_id = new_id()
    subject = {
        "id": query_id,
        "from": world.people[person],
        "currency": invoice["currency"],
        "total_amount": invoice["total_amount"] + tip,
        "invoice_payload": hidden["payload"],
    }
    query = world.queries.ask(Query(query_id, person, chat.id, subject, world.clock() + ANSWER_WITHIN))
    return query, world.updates.put("pre_checkout_query", subject, chat=person)


def _invoice(world: World, chat: Chat, message_id: int) -> Json:
    """What can be paid in this message: a copy with a link instead of a Pay button cannot."""
    message = chat.messages.get(message_id, {})
    if "invoice" not in message or (chat.id, message_id) not in world.invoices:
        raise bad_request("there is no invoice in the message")
    invoice: Json = message["invoice"]
    return invoice


def refusal(answer: Json | None) -> str:
    """What the person reads where nothing was paid; empty where the bot agreed."""
    if answer is None:
        return "The bot did not answer in time. Nothing was charged."
    return "" if answer["ok"] else str(answer["error_message"])


def decline(world: World, chat: Chat, message_id: int) -> str:
    """The card is refused before the bot is asked: it never hears of it. What the person reads."""
    return _no_money(_invoice(world, chat, message_id)["currency"])


def bounce(world: World, query: Query) -> str:
    """The bot agreed, and then the card was refused: no money, and no word of it to the bot. What the person reads."""
    asked = query.subject
    if world.charge_card and asked["currency"] != "XTR":
        world.charge_card(asked["total_amount"], asked["currency"], paid=False)
    return _no_money(asked["currency"])


def _no_money(currency: str) -> str:
    return "You have too few Stars." if currency == "XTR" else "Your card was declined."


def settle(world: World, query: Query) -> Update:
    """The bot agreed: the money changes hands, and a service message says so.

    Where the bot is not in the chat, it learns of it in the chat that it has with the payer.
    """
    chat, asked = world.chats[query.chat], query.subject
    if not chat.has_bot:
        chat = world.chats[query.person]
        chat.started = True  # a message of the payer's own, though they never pressed start
    stars = asked["currency"] == "XTR"
    payment: Json = {
        "currency": asked["currency"],
        "total_amount": asked["total_amount"],
        "invoice_payload": asked["invoice_payload"],
        "telegram_payment_charge_id": f"{'stx' if stars else 'tg'}_{secrets.token_urlsafe(24)}",
        "provider_payment_charge_id": "" if stars else _charge(world, asked),
    }
    world.payments[payment["telegram_payment_charge_id"]] = {**payment, "person": query.person, "at": world.now()}
    message = world.post(chat, world.people[query.person], {"successful_payment": payment})
    return world.updates.put("message", message, chat=chat.id)


def _charge(world: World, asked: Json) -> str:
    """A charge at the card provider, where there is one."""
    if world.charge_card is None:
        return f"ch_{secrets.token_hex(12)}"
    return world.charge_card(asked["total_amount"], asked["currency"])
