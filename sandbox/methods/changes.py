"""Changing what was said: edits of text, caption, media and keyboard, and deletes."""

from typing import Any

from aiogram import methods as m

from sandbox import contents, markup
from sandbox.chats import Chat, author
from sandbox.errors import bad_request, same_message
from sandbox.kinds import Files, Json
from sandbox.methods.media import attachment
from sandbox.world import World

_TEXT = ("text", "entities")
_CAPTION = ("caption", "caption_entities")
_MEDIA = ("photo", "document", *_CAPTION)
_TWO_DAYS = 48 * 3600


def edit_text(world: World, method: m.EditMessageText, _: Files) -> Json | bool:
    chat, message = _target(world, method)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _put(
        world, method, chat, message, _TEXT, contents.text(method.text or "", method.parse_mode, method.entities)
    )


def edit_caption(world: World, method: m.EditMessageCaption, _: Files) -> Json | bool:
    chat, message = _target(world, method)
    if not message.keys() & {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    caption = contents.caption(method.caption, method.parse_mode, method.caption_entities)
    return _put(world, method, chat, message, _CAPTION, caption)


def edit_media(world: World, method: m.EditMessageMedia, files: Files) -> Json | bool:
    chat, message = _target(world, method)
    media: Any = method.media
    if media.type not in {"photo", "document"}:
        raise bad_request("unsupported media type")
    content = attachment(world, media.type, media.media, files)
    content |= contents.caption(media.caption, media.parse_mode, media.caption_entities)
    return _put(world, method, chat, message, (*_TEXT, *_MEDIA), content)


def edit_markup(world: World, method: m.EditMessageReplyMarkup, _: Files) -> Json | bool:
    chat, message = _target(world, method)
    return _put(world, method, chat, message, (), {})


def _target(world: World, method: Any) -> tuple[Chat, Json]:
    if method.inline_message_id:
        return world.inline(method.inline_message_id)
    if method.chat_id is None or method.message_id is None:
        raise bad_request("message identifier is not specified")
    chat = world.chat_to_write(method.chat_id)
    return chat, world.own(chat, method.message_id)


def _put(world: World, method: Any, chat: Chat, message: Json, dropped: tuple[str, ...], content: Json) -> Json | bool:
    keys = markup.inline(method.reply_markup)
    content = content | ({"reply_markup": keys} if keys else {})
    former = {key: value for key, value in message.items() if key not in {*dropped, "reply_markup", "edit_date"}}
    if {**former, **content} == {key: value for key, value in message.items() if key != "edit_date"}:
        raise same_message()
    edited = world.change(chat, {**former, **content, "edit_date": world.now()})
    return True if method.inline_message_id else edited


def delete_message(world: World, method: m.DeleteMessage, _: Files) -> bool:
    _delete(world, world.chat_to_write(method.chat_id), method.message_id)
    return True


def delete_messages(world: World, method: m.DeleteMessages, _: Files) -> bool:
    chat = world.chat_to_write(method.chat_id)
    for message_id in method.message_ids:
        if message_id in chat.messages:  # unknown ones are skipped
            _delete(world, chat, message_id)
    return True


def _delete(world: World, chat: Chat, message_id: int) -> None:
    message = chat.messages.get(message_id)
    if message is None:
        raise bad_request("message to delete not found")
    foreign = author(message) != world.bot_id and not chat.is_private
    if foreign or world.now() - message["date"] > _TWO_DAYS:
        raise bad_request("message can't be deleted")
    world.remove(chat, message_id)


METHODS = {
    m.EditMessageText: edit_text,
    m.EditMessageCaption: edit_caption,
    m.EditMessageMedia: edit_media,
    m.EditMessageReplyMarkup: edit_markup,
    m.DeleteMessage: delete_message,
    m.DeleteMessages: delete_messages,
}
