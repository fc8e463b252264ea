"""A world on disk: what a restart must not forget, as one JSON file."""

import base64
import json
from pathlib import Path

from sandbox.chats import Chat
from sandbox.files import File
from sandbox.kinds import Json
from sandbox.world import World

_CHAT = ("id", "kind", "title", "is_forum", "members", "has_bot", "started", "blocked", "keyboard", "pinned")


def save(world: World, path: Path) -> None:
    """Written beside and moved into place, so that a half-written file is never read."""
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(_told(world), ensure_ascii=False))
    beside.replace(path)


def restore(world: World, path: Path) -> bool:
    if not path.exists():
        return False
    told = json.loads(path.read_text())
    world.people.update({user["id"]: user for user in told["people"]})
    for chat in told["chats"]:
        messages = {message["message_id"]: message for message in chat.pop("messages")}
        world.chats[chat["id"]] = Chat(**chat, messages=messages)
    for file in told["files"]:
        content = base64.b64decode(file.pop("content"))
        world.files.files[file["id"]] = File(**file, content=content)
    world.mails.extend(told.get("mails", []))
    world.texts.extend(told.get("texts", []))
    world.settings.update(told["settings"])
    world.payments.update(told["payments"])
    world.inline_messages.update({key: (place[0], place[1]) for key, place in told["inline_messages"].items()})
    world.invoices.update({(chat, message): hidden for chat, message, hidden in told["invoices"]})
    world.last_message_id = max(world.last_message_id, told["last_message_id"])
    world.updates.last_id = max(world.updates.last_id, told["last_update_id"])
    return True


def _told(world: World) -> Json:
    return {
        "people": list(world.people.values()),
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": [
            {"id": one.id, "name": one.name, "mime": one.mime, "content": base64.b64encode(one.content).decode()}
            for one in world.files.files.values()
        ],
        "mails": world.mails,
        "texts": world.texts,
        "settings": world.settings,
        "payments": world.payments,
        "inline_messages": world.inline_messages,
        "invoices": [[*place, hidden] for place, hidden in world.invoices.items()],
        "last_message_id": world.last_message_id,
        "last_update_id": world.updates.last_id,
    }


def _chat(chat: Chat) -> Json:
    return {**{name: getattr(chat, name) for name in _CHAT}, "messages": list(chat.messages.values())}
