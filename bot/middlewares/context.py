"""What every handler gets: `now`, the person as `user`, their language as `t`, and the database of this update."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Chat, TelegramObject, Update
from aiogram.types import User as TelegramUser

from bot.settings import Settings
from db import Database
from services import users
from services.translator import Translator
from services.users import Person, Profile


class Context(BaseMiddleware):
    """Outer middleware of updates. It talks to people in private; what is said in groups is none of our business."""

    def __init__(self, db: Database, settings: Settings, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._settings = settings
        self._clock = clock

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        sender: TelegramUser | None = data.get("event_from_user")
        chat: Chat | None = data.get("event_chat")
        if not isinstance(event, Update) or sender is None:
            return None
        if event.message and (chat is None or chat.type != "private"):
            return None
        now = self._clock()
        person = await self._payer(event) if sender.is_bot else await self._person(sender, now)
        if person is None:
            return None
        data["now"] = now
        data["user"] = person
        data["t"] = Translator(person.language, person.time_zone)
        data["db"] = self._db.for_update(event.update_id)
        return await handler(event, data)

    async def _person(self, sender: TelegramUser, now: datetime) -> Person:
        """The person as we know them; a newcomer, or one who changed, is written down first."""
        profile = self._profile(sender)
        known = await self._db.glance(users.find, telegram_id=sender.id)
        if known and known.is_reachable and (known.name, known.is_admin) == (profile.name, profile.is_admin):
            return known
        return await self._db.write(users.welcome, profile=profile, now=now)

    async def _payer(self, event: Update) -> Person | None:
        """No bot is heard but ourselves, where Telegram says that Stars went back to whom the chat is with."""
        if event.message is None or event.message.refunded_payment is None:
            return None
        return await self._db.glance(users.find, telegram_id=event.message.chat.id)

    def _profile(self, sender: TelegramUser) -> Profile:
        return users.profile(
            telegram_id=sender.id,
            name=sender.full_name,
            language_code=sender.language_code,
            default_zone=self._settings.default_time_zone,
            default_language=self._settings.default_language,
            is_admin=sender.id in self._settings.admin_ids,
        )
