"""Inline mode: a query typed after the bot's name, its results, and the message that the chosen one becomes."""

from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Json
from sandbox.queries import Query
from sandbox.updates import Update
from sandbox.world import World, new_id

_KINDS = {"private": "sender", "group": "group", "supergroup": "supergroup"}


def ask(world: World, person: int, chat: Chat, text: str, offset: str = "") -> tuple[Query, Update]:
    query_id = new_id()
    subject = {
        "id": query_id,
        "from": world.people[person],
        "query": text,
        "offset": offset,
        "chat_type": _KINDS[chat.kind],
    }
    query = world.queries.ask(Query(query_id, person, chat.id, subject, world.clock() + world.query_lifetime))
    return query, world.updates.put("inline_query", subject, chat=person)


def choose(world: World, person: int, chat: Chat, query_id: str, result_id: str) -> tuple[Json, list[Update]]:
    """Send a result into a chat; the message, and the updates that the bot gets of it."""
    query = world.queries.find(query_id)
    results = (query.answer or {}).get("results", []) if query else []
    result = next((one for one in results if one["id"] == result_id), None)
    if query is None or result is None:
        raise bad_request("there is no such result")
    message = world.post(chat, world.people[person], {**result["message"], "via_bot": world.bot})
    chosen: Json = {"result_id": result_id, "from": world.people[person], "query": query.subject["query"]}
    if "reply_markup" in message:
        chosen["inline_message_id"] = new_id()
        world.inline_messages[chosen["inline_message_id"]] = (chat.id, message["message_id"])
    updates = [world.updates.put("chosen_inline_result", chosen, chat=person)]
    if chat.has_bot:
        updates.append(world.updates.put("message", message, chat=chat.id))
    return message, updates
