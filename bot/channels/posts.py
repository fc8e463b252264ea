"""Cards in other people's chats, and rosters on organizers' screens, edited where they are."""

import asyncio

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import InlineKeyboardMarkup

from bot.channels.counting import paced
from bot.channels.telegram import NOT_MODIFIED, TIMEOUT, outcome
from handlers import announcing, boards, cards, rosters
from keyboards import announcements, posts
from keyboards import rosters as roster_keyboards
from keyboards import sessions as keyboards
from services.living import Living, LivingPost, LivingResult, LivingSeries
from services.pacing import NoLimit
from services.ports import Delivered, Later, Outcome, Pace
from services.rosters import LivingRoster
from services.translator import Translator

BREATH_SECONDS = 0.03
TRIES = 50


class TelegramEditor:
    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        self._bot = bot
        self._pace = pace or NoLimit()

    async def edit(self, post: Living) -> Outcome:
        """Bring one message up to date when its turn comes; where it says so already, all is well."""
        rest = await self._turn(post.chat_id if isinstance(post, LivingRoster | LivingResult) else None)
        if rest:
            return Later("too fast", rest)
        with paced():
            return await self._edit(post)

    async def _turn(self, chat_id: int | None) -> float:
        """Wait a little for the turn of this edit; seconds that are still to be waited, 0 where it is now.

        The chat is unknown of a card that somebody put into one: `services/posts.py` keeps those apart.
        """
        for _ in range(TRIES):
            if await self._pace.take(1):
                return await self._pace.wait(chat_id) if chat_id else 0
            await asyncio.sleep(BREATH_SECONDS)
        return TRIES * BREATH_SECONDS

    async def _edit(self, post: Living) -> Outcome:
        if isinstance(post, LivingRoster | LivingResult):
            return await self._edit_screen(post)
        t = Translator(post.language, post.time_zone)
        try:
            text, keyboard = shown(post, (await self._bot.me()).username, t)
            await self._bot.edit_message_text(
                text,
                inline_message_id=post.inline_message_id,
                reply_markup=keyboard,
                request_timeout=TIMEOUT,
            )
        except TelegramAPIError as error:
            return Delivered(post.inline_message_id) if NOT_MODIFIED in error.message else outcome(error)
        return Delivered(post.inline_message_id)

    async def _edit_screen(self, post: LivingRoster | LivingResult) -> Outcome:
        """In the private chat of who looks at it."""
        t = Translator(post.language, post.time_zone)
        text, keyboard = on_screen(post, t)
        try:
            await self._bot.edit_message_text(
                text,
                chat_id=post.chat_id,
                message_id=post.message_id,
                reply_markup=keyboard,
                request_timeout=TIMEOUT,
            )
        except TelegramAPIError as error:
            return Delivered(str(post.message_id)) if NOT_MODIFIED in error.message else outcome(error)
        return Delivered(str(post.message_id))


def on_screen(post: LivingRoster | LivingResult, t: Translator) -> tuple[str, InlineKeyboardMarkup]:
    if isinstance(post, LivingRoster):
        return rosters.living(post, t), roster_keyboards.below(post.shown, t)
    return announcing.result(post.result, t), announcements.result(post.announcement_id, post.result, t)


def shown(
    post: LivingPost | LivingSeries, username: str | None, t: Translator
) -> tuple[str, InlineKeyboardMarkup | None]:
    """A card in another chat: its text, and the way to what it shows."""
    if isinstance(post, LivingSeries):
        return boards.series(post.board, username, t), posts.to_series(post.board.code, username, t)
    return cards.shared(post.card, post.coming, t), keyboards.invitation(post.card, username, t)
