"""Paying an invoice: the bot is asked once more, then the money is there or the person reads why not."""

import secrets

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Json
from sandbox.queries import Query
from sandbox.updates import Update
from sandbox.world import World, new_id

ANSWER_WITHIN = 10.0  # seconds; then Telegram cancels the payment


def ask(world: World, person: int, chat: Chat, message_id: int) -> tuple[Query, Update]:
    """The person confirmed the pay sheet: a pre-checkout query goes to the bot."""
    message = chat.messages.get(message_id, {})
    if "invoice" not in message:
        raise bad_request("there is no invoice in the message")
    query_id = new_id()
    subject = {
        "id": query_id,
        "from": world.people[person],
        "currency": message["invoice"]["currency"],
        "total_amount": message["invoice"]["total_amount"],
        "invoice_payload": world.invoices[chat.id, message_id]["payload"],
    }
    query = world.queries.ask(Query(query_id, person, chat.id, subject, world.clock() + ANSWER_WITHIN))
    return query, world.updates.put("pre_checkout_query", subject, chat=person)


def refusal(answer: Json | None) -> str:
    """What the person reads where nothing was paid; empty where the bot agreed."""
    if answer is None:
        return "The bot did not answer in time. Nothing was charged."
    return "" if answer["ok"] else str(answer["error_message"])


def settle(world: World, query: Query) -> Update:
    """The bot agreed: the money changes hands, and a service message says so."""
    chat, asked = world.chats[query.chat], query.subject
    stars = asked["currency"] == "XTR"
    payment: Json = {
        "currency": asked["currency"],
        "total_amount": asked["total_amount"],
        "invoice_payload": asked["invoice_payload"],
        "telegram_payment_charge_id": f"{'stx' if stars else 'tg'}_{secrets.token_urlsafe(24)}",
        "provider_payment_charge_id": "" if stars else f"ch_{secrets.token_hex(12)}",
    }
    world.payments[payment["telegram_payment_charge_id"]] = {**payment, "person": query.person, "at": world.now()}
    message = world.post(chat, world.people[query.person], {"successful_payment": payment})
    return world.updates.put("message", message, chat=chat.id)
