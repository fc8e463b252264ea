"""Saying something: text, contacts, places, copies and forwards."""

from typing import Any

from aiogram import methods as m

from sandbox import contents, markup
from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.world import World

_SERVICE = {"successful_payment", "refunded_payment", "new_chat_members", "left_chat_member", "pinned_message"}
_HEAD = {"message_id", "from", "chat", "date", "edit_date", "reply_to_message", "reply_markup", "via_bot"}


def say(world: World, chat: Chat, method: Any, content: Json) -> Json:
    """Post what the bot says, with all that sending methods have in common."""
    rest = contents.envelope(chat, method) | contents.keyboard(chat, method.reply_markup)
    message = world.post(chat, world.bot, content | rest)
    world.events.emit("keyboard", chat=chat.id, keyboard=chat.keyboard)
    return message


def send_message(world: World, method: m.SendMessage, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    content = contents.text(method.text, method.parse_mode, method.entities)
    if method.link_preview_options and not isinstance(method.link_preview_options, str):
        content["link_preview_options"] = _preview(method)
    return say(world, chat, method, {key: value for key, value in content.items() if value})


def _preview(method: m.SendMessage) -> Json:
    options = method.link_preview_options
    return {"is_disabled": True} if getattr(options, "is_disabled", None) is True else {}


def send_contact(world: World, method: m.SendContact, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    contact = {
        "phone_number": method.phone_number,
        "first_name": method.first_name,
        "last_name": method.last_name,
        "vcard": method.vcard,
    }
    return say(world, chat, method, {"contact": {key: value for key, value in contact.items() if value}})


def send_location(world: World, method: m.SendLocation, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    return say(world, chat, method, {"location": _location(method.latitude, method.longitude)})


def send_venue(world: World, method: m.SendVenue, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    location = _location(method.latitude, method.longitude)
    venue = {"location": location, "title": method.title, "address": method.address}
    return say(world, chat, method, {"venue": venue, "location": location})


def _location(latitude: float, longitude: float) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    return {"latitude": latitude, "longitude": longitude}


def send_chat_action(world: World, method: m.SendChatAction, _: Files) -> bool:
    chat = world.chat_to_write(method.chat_id)
    world.events.emit("action", chat=chat.id, action=method.action)
    return True


def forward_message(world: World, method: m.ForwardMessage, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    source = _source(world, method.from_chat_id, method.message_id, "forward")
    origin = {"type": "user", "date": source["date"], "sender_user": source["from"]}
    return world.post(chat, world.bot, {**_said(source), "forward_origin": origin})


def copy_message(world: World, method: m.CopyMessage, _: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    content = _said(_source(world, method.from_chat_id, method.message_id, "copy"))
    if method.caption is not None:
        content = {key: value for key, value in content.items() if not key.startswith("caption")}
        content |= contents.caption(method.caption, method.parse_mode, method.caption_entities)
    return {"message_id": say(world, chat, method, content)["message_id"]}


def _source(world: World, chat_id: int | str, message_id: int, verb: str) -> Json:
    message = world.chat(chat_id).messages.get(message_id)
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if _SERVICE & message.keys() or message.get("has_protected_content"):
        raise bad_request(f"the message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return message


def _said(message: Json) -> Json:
    return {key: value for key, value in message.items() if key not in _HEAD}


def pin_chat_message(world: World, method: m.PinChatMessage, _: Files) -> bool:
    chat = world.chat_to_write(method.chat_id)
    if method.message_id not in chat.messages:
        raise bad_request("message to pin not found")
    chat.pinned = method.message_id
    world.events.emit("pinned", chat=chat.id, message_id=method.message_id)
    return True


def unpin_chat_message(world: World, method: m.UnpinChatMessage, _: Files) -> bool:
    chat = world.chat_to_write(method.chat_id)
    chat.pinned = None
    world.events.emit("pinned", chat=chat.id, message_id=None)
    return True


def plain_markup(method: Any) -> Json:
    """An inline keyboard as a message keeps it, or nothing."""
    keys = markup.inline(method.reply_markup)
    return {"reply_markup": keys} if keys else {}


METHODS = {
    m.SendMessage: send_message,
    m.SendContact: send_contact,
    m.SendLocation: send_location,
    m.SendVenue: send_venue,
    m.SendChatAction: send_chat_action,
    m.ForwardMessage: forward_message,
    m.CopyMessage: copy_message,
    m.PinChatMessage: pin_chat_message,
    m.UnpinChatMessage: unpin_chat_message,
}
