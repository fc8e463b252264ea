"""The Bot API's methods: one small function each, and the table that finds them by name."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.methods import TelegramMethod

from sandbox.kinds import Files
from sandbox.methods import answers, changes, chats, connection, media, messages, money, profile
from sandbox.world import World

Act = Callable[[World, Any, Files], Any | Awaitable[Any]]
Entry = tuple[type[TelegramMethod[Any]], Act]

TABLE: dict[str, Entry] = {
    kind.__api_method__.lower(): (kind, act)
    for module in (answers, changes, chats, connection, media, messages, money, profile)
    for kind, act in module.METHODS.items()
}
