"""A message sent on by a person, to somebody else or into a group; what becomes of an invoice's Pay button then."""

from sandbox import acts
from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Json
from sandbox.updates import Update
from sandbox.world import World

_LEFT = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message", "reply_markup", "via_bot"}


def forward(world: World, person: int, source: Chat, message_id: int, to: Chat) -> tuple[Json, Update | None]:
    """The copy, and the update of it where the bot hears it.

    An invoice without a start parameter keeps its Pay button, so anyone may pay it; with one the button is a link to
    the bot.
    """
    message = source.messages.get(message_id)
    if message is None or person not in source.members:
        raise bad_request("message to forward not found")
    content = {key: value for key, value in message.items() if key not in _LEFT}
    content["forward_origin"] = {"type": "user", "date": message["date"], "sender_user": message["from"]}
    keys = _pay_keys(world, message)
    copy, update = acts.post(world, person, to, {**content, **keys})
    hidden = world.invoices.get((source.id, message_id))
    if hidden and keys and not message["invoice"]["start_parameter"]:
        world.invoices[to.id, copy["message_id"]] = hidden
    return copy, update


def _pay_keys(world: World, message: Json) -> Json:
    rows = message.get("reply_markup", {}).get("inline_keyboard")
    if "invoice" not in message or not rows:
        return {}
    key, start = dict(rows[0][0]), message["invoice"]["start_parameter"]
    if start:
        key = {"text": key["text"], "url": f"https://t.me/{world.bot['username']}?start={start}"}
    return {"reply_markup": {"inline_keyboard": [[key]]}}


def between(world: World, person: int, other: int) -> Chat:
    """Where two people talk without the bot: drawn as a group of two."""
    for chat in world.chats.values():
        if not chat.is_private and not chat.has_bot and sorted(chat.members) == sorted([person, other]):
            return chat
    title = " and ".join(world.people[one]["first_name"] for one in (person, other))
    return world.add_group(Chat(world.new_group_id(), "group", title, members=[person, other], has_bot=False))
