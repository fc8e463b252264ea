"""What the bot shows of itself: commands, descriptions, name, menu button; per language and scope."""

import json
import re
from collections.abc import Callable
from typing import Any

from aiogram import methods as m
from aiogram.types import BotCommandScopeChat
from pydantic import BaseModel

from sandbox import markup
from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.world import World

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


def commands_for(world: World, chat_id: int, *, private: bool, language: str) -> list[Json]:
    """The commands that a person sees in a chat: the narrowest scope that has any, their language first."""
    scopes: list[Json] = [
        {"type": "chat", "chat_id": chat_id},
        {"type": "all_private_chats" if private else "all_group_chats"},
        {"type": "default"},
    ]
    for scope in scopes:
        for tongue in (language, ""):
            if found := world.settings.get(_key("commands", tongue, scope)):
                return list(found)
    return []


def description_for(world: World, language: str) -> str:
    """What an empty chat says of the bot, in the person's language where it was given."""
    return str(world.settings.get(_key("description", language, None)) or world.settings.get("description::") or "")


def set_my_commands(world: World, method: m.SetMyCommands, _: Files) -> bool:
    for command in method.commands:
        if not _COMMAND.fullmatch(command.command):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command.description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    if len(method.commands) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    if isinstance(method.scope, BotCommandScopeChat) and method.scope.chat_id not in world.chats:
        raise bad_request("chat not found")
    world.settings[_commands_key(method)] = [markup.plain(command) for command in method.commands]
    world.events.emit("commands")
    return True


def get_my_commands(world: World, method: m.GetMyCommands, _: Files) -> list[Json]:
    return list(world.settings.get(_commands_key(method), []))


def delete_my_commands(world: World, method: m.DeleteMyCommands, _: Files) -> bool:
    world.settings.pop(_commands_key(method), None)
    world.events.emit("commands")
    return True


def set_chat_menu_button(world: World, method: m.SetChatMenuButton, _: Files) -> bool:
    button = markup.plain(method.menu_button) if method.menu_button else {"type": "default"}
    world.settings[f"menu_button:{method.chat_id or ''}"] = button
    return True


def get_chat_menu_button(world: World, method: m.GetChatMenuButton, _: Files) -> Json:
    default: Json = {"type": "commands"}
    button: Json = world.settings.get(f"menu_button:{method.chat_id or ''}", default)
    return button


def _setter(name: str, limit: int) -> Callable[[World, Any, Files], bool]:
    def act(world: World, method: Any, _: Files) -> bool:
        given = getattr(method, name) or ""
        if len(given) > limit:
            raise bad_request(f"BOT_{name.upper()}_TOO_LONG")
        world.settings[_key(name, method.language_code or "", None)] = given
        return True

    return act


def _getter(name: str, default: str = "") -> Callable[[World, Any, Files], Json]:
    def act(world: World, method: Any, _: Files) -> Json:
        return {name: world.settings.get(_key(name, method.language_code or "", None), default)}

    return act


def _commands_key(method: Any) -> str:
    scope: BaseModel | None = method.scope
    return _key("commands", method.language_code or "", markup.plain(scope) if scope else {"type": "default"})


def _key(name: str, language: str, scope: Json | None) -> str:
    return f"{name}:{language}:{json.dumps(scope, sort_keys=True) if scope else ''}"


METHODS: dict[Any, Any] = {
    m.SetMyCommands: set_my_commands,
    m.GetMyCommands: get_my_commands,
    m.DeleteMyCommands: delete_my_commands,
    m.SetChatMenuButton: set_chat_menu_button,
    m.GetChatMenuButton: get_chat_menu_button,
    m.SetMyName: _setter("name", 64),
    m.GetMyName: _getter("name"),
    m.SetMyDescription: _setter("description", 512),
    m.GetMyDescription: _getter("description"),
    m.SetMyShortDescription: _setter("short_description", 120),
    m.GetMyShortDescription: _getter("short_description"),
}
