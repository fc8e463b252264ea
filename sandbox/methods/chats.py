"""What the bot may ask about chats and their members."""

from typing import Any

from aiogram import methods as m

from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.world import World

_GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat(world: World, method: m.GetChat, _: Files) -> Json:
    chat = world.chat(method.chat_id)
    full: Json = {**world.chat_json(chat), "accent_color_id": abs(chat.id) % 7, "max_reaction_count": 11}
    full["accepted_gift_types"] = _GIFTS
    if chat.pinned in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned]
    return full


def get_chat_member(world: World, method: m.GetChatMember, _: Files) -> Json:
    chat = world.chat(method.chat_id)
    if method.user_id == world.bot_id:
        return {"user": world.bot, "status": "member" if chat.has_bot else "left"}
    if method.user_id not in world.people:
        raise bad_request("invalid user_id specified")
    return member(world.people[method.user_id], method.user_id, chat.members)


def member(person: Json, user_id: int, members: list[int]) -> Json:
    """Who made the group owns it."""
    if user_id not in members:
        return {"user": person, "status": "left"}
    if user_id == members[0]:
        return {"user": person, "status": "creator", "is_anonymous": False}
    return {"user": person, "status": "member"}


def get_chat_member_count(world: World, method: m.GetChatMemberCount, _: Files) -> int:
    chat = world.chat(method.chat_id)
    return len(chat.members) + chat.has_bot


def leave_chat(world: World, method: m.LeaveChat, _: Files) -> bool:
    chat = world.chat_to_write(method.chat_id)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    chat.has_bot = False
    return True


METHODS: dict[Any, Any] = {
    m.GetChat: get_chat,
    m.GetChatMember: get_chat_member,
    m.GetChatMemberCount: get_chat_member_count,
    m.LeaveChat: leave_chat,
}
