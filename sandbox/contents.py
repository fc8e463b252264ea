"""What a message says: a text or a caption with its entities, a reply, a keyboard; sizes as Telegram allows."""

from collections.abc import Sequence
from typing import Any

from aiogram.types import MessageEntity
from pydantic import BaseModel

from sandbox import detect, markup, parse
from sandbox.chats import Chat
from sandbox.errors import bad_request
from sandbox.kinds import Json

TEXT_LIMIT, CAPTION_LIMIT = 4096, 1024


def text(given: str, parse_mode: object, entities: Sequence[MessageEntity] | None) -> Json:
    plain, found = _parsed(given, parse_mode, entities)
    if not plain:
        raise bad_request("message text is empty")
    if parse.utf16(plain) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return {"text": plain, "entities": found} if found else {"text": plain}


def caption(given: str | None, parse_mode: object, entities: Sequence[MessageEntity] | None) -> Json:
    plain, found = _parsed(given or "", parse_mode, entities)
    if parse.utf16(plain) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    if not plain:
        return {}
    return {"caption": plain, "caption_entities": found} if found else {"caption": plain}


def envelope(chat: Chat, method: Any) -> Json:
    """What every sending method may add: the topic, the message replied to, an inline keyboard."""
    content: Json = {}
    if thread := method.message_thread_id:
        if not chat.is_forum:
            raise bad_request("message thread not found")
        content |= {"message_thread_id": thread, "is_topic_message": True}
    if replied := _replied(chat, method):
        content["reply_to_message"] = replied
    if method.protect_content is True:
        content["has_protected_content"] = True
    return content


def keyboard(chat: Chat, given: BaseModel | None) -> Json:
    """The part of `reply_markup` that stays with the message; a reply keyboard goes to the chat's input."""
    keys = markup.checked(given)
    if keys is None:
        return {}
    if "inline_keyboard" in keys:
        return {"reply_markup": keys} if keys["inline_keyboard"] else {}
    chat.keyboard = None if keys.get("remove_keyboard") else keys
    return {}


def _replied(chat: Chat, method: Any) -> Json | None:
    parameters = method.reply_parameters
    wanted = parameters.message_id if parameters else method.reply_to_message_id
    if not wanted:
        return None
    message = chat.messages.get(wanted)
    lenient = parameters.allow_sending_without_reply if parameters else method.allow_sending_without_reply
    if message is None and lenient is not True:
        raise bad_request("message to be replied not found")
    return {key: value for key, value in (message or {}).items() if key != "reply_to_message"} or None


def _parsed(given: str, parse_mode: object, entities: Sequence[MessageEntity] | None) -> tuple[str, list[Json]]:
    mode = parse_mode.lower() if isinstance(parse_mode, str) else ""
    if mode and mode != "html":
        raise bad_request("unsupported parse_mode")  # the house writes HTML alone
    if mode:
        plain, found = parse.html(given)
    else:
        plain, found = parse.trim(given, [markup.plain(entity) for entity in entities or ()])
    return plain, detect.entities(plain, found)
