"""What people do in a chat, and the updates that follow from it; the page and the tests act through here."""

import re
from urllib.parse import parse_qs, urlsplit

from sandbox import contents
from sandbox.chats import Chat, author
from sandbox.errors import bad_request
from sandbox.files import File
from sandbox.kinds import Json
from sandbox.queries import Query
from sandbox.updates import Update
from sandbox.world import World, new_id


def write(world: World, person: int, chat: Chat, text: str, **where: int | None) -> Update | None:
    """A typed message; the update, or None where the bot does not hear it."""
    return say(world, person, chat, contents.text(text, None, None), **where)


def say(
    world: World, person: int, chat: Chat, content: Json, *, reply_to: int | None = None, thread: int | None = None
) -> Update | None:
    """A person's message of any sort; the update, or None where the bot does not hear it."""
    return post(world, person, chat, content, reply_to=reply_to, thread=thread)[1]


def post(
    world: World, person: int, chat: Chat, content: Json, *, reply_to: int | None = None, thread: int | None = None
) -> tuple[Json, Update | None]:
    """A person's message of any sort: itself, and its update where the bot hears it."""
    if person not in chat.members:
        raise bad_request("this person is not in the chat")
    if chat.blocked:
        raise bad_request("this person has blocked the bot; unblock it first")
    chat.started = True
    head: Json = {"message_thread_id": thread, "is_topic_message": True} if thread else {}
    if reply_to is None and (chat.keyboard or {}).get("force_reply"):
        reply_to = (chat.last_from(world.bot_id) or {}).get("message_id")
    if reply_to in chat.messages:
        replied = chat.messages[reply_to]
        head["reply_to_message"] = {key: value for key, value in replied.items() if key != "reply_to_message"}
    message = world.post(chat, world.people[person], {**head, **content})
    _put_keyboard_away(world, chat)
    return message, world.updates.put("message", message, chat=chat.id) if _hears(world, chat, message) else None


def contact(world: World, person: int, phone: str) -> Json:
    """The person's own card, as the button that asks for it sends it."""
    user = world.people[person]
    names = {key: user[key] for key in ("first_name", "last_name") if key in user}
    return {"contact": {"phone_number": phone, **names, "user_id": person}}


def picture(file: File, text: str = "") -> Json:
    return {"photo": file.photo(), **contents.caption(text, None, None)}


def paper(file: File, text: str = "") -> Json:
    return {"document": file.document(), **contents.caption(text, None, None)}


def edit(world: World, chat: Chat, message_id: int, text: str) -> Update | None:
    """A person rewrites their own message."""
    message = {key: value for key, value in chat.messages[message_id].items() if key != "entities"}
    edited = world.change(chat, {**message, **contents.text(text, None, None), "edit_date": world.now()})
    return world.updates.put("edited_message", edited, chat=chat.id) if _hears(world, chat, edited) else None


def tap(world: World, person: int, chat: Chat, message_id: int, data: str) -> tuple[Query, Update]:
    """A press of a callback button, or of one that was forged."""
    query_id = new_id()
    subject: Json = {"id": query_id, "from": world.people[person], "chat_instance": str(chat.id), "data": data}
    message = chat.messages.get(message_id)
    inline = next((key for key, place in world.inline_messages.items() if place == (chat.id, message_id)), None)
    if inline:
        subject["inline_message_id"] = inline
    else:
        subject["message"] = message or {"chat": world.chat_json(chat), "message_id": message_id, "date": 0}
    query = Query(query_id, person, chat.id, subject, world.clock() + world.query_lifetime)
    world.queries.ask(query)
    return query, world.updates.put("callback_query", subject, chat=chat.id)


def payload(world: World, link: str) -> str | None:
    """What a deep link to this bot carries; None where it leads elsewhere."""
    address = urlsplit(link)
    parameters = parse_qs(address.query)
    if address.scheme == "tg":
        bot, known = parameters.get("domain", [""])[0], address.netloc == "resolve"
    else:
        bot, known = address.path.strip("/"), address.netloc.lower() in {"t.me", "telegram.me"}
    if not known or bot.lower() != str(world.bot["username"]).lower():
        return None
    return parameters.get("start", [""])[0]


def start(world: World, person: int, payload: str = "") -> Update | None:
    """Press start, by way of a deep link or without."""
    return write(world, person, world.chats[person], f"/start {payload}".strip())


def block(world: World, person: int, *, blocked: bool) -> Update | None:
    """Block the bot or let it in again; None where nothing changed."""
    chat = world.chats[person]
    if chat.blocked == blocked:
        return None
    chat.blocked = blocked
    chat.started = chat.started or not blocked
    member, kicked = {"user": world.bot, "status": "member"}, {"user": world.bot, "status": "kicked", "until_date": 0}
    subject = {
        "chat": world.chat_json(chat),
        "from": world.people[person],
        "date": world.now(),
        "old_chat_member": member if blocked else kicked,
        "new_chat_member": kicked if blocked else member,
    }
    world.events.emit("people")
    return world.updates.put("my_chat_member", subject, chat=person)


def _put_keyboard_away(world: World, chat: Chat) -> None:
    shown = chat.keyboard
    if shown and (shown.get("force_reply") or shown.get("one_time_keyboard")):
        chat.keyboard = None
        world.events.emit("keyboard", chat=chat.id, keyboard=None)


def _hears(world: World, chat: Chat, message: Json) -> bool:
    """In a group with privacy on: commands, answers to the bot, and what was sent by way of it."""
    if chat.is_private:
        return True
    if not chat.has_bot:
        return False
    if not world.privacy or "via_bot" in message:
        return True
    replied = message.get("reply_to_message")
    if replied and author(replied) == world.bot_id:
        return True
    command = re.match(r"/\w+(?:@(\w+))?", message.get("text", ""))
    name = str(world.bot["username"]).lower()
    return command is not None and (command[1] or name).lower() == name
