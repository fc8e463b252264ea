"""Cards of sessions in other people's chats, edited where they are."""

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from bot.channels.telegram import NOT_MODIFIED, TIMEOUT, outcome
from handlers import cards
from keyboards import sessions as keyboards
from services.living import LivingPost
from services.ports import Delivered, Outcome
from services.translator import Translator


class TelegramEditor:
    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def edit(self, post: LivingPost) -> Outcome:
        """Bring one card up to date; where it says so already, all is well."""
        t = Translator(post.language, post.time_zone)
        try:
            username = (await self._bot.me()).username
            await self._bot.edit_message_text(
                cards.shared(post.card, post.coming, t),
                inline_message_id=post.inline_message_id,
                reply_markup=keyboards.invitation(post.card, username, t),
                request_timeout=TIMEOUT,
            )
        except TelegramAPIError as error:
            return Delivered(post.inline_message_id) if NOT_MODIFIED in error.message else outcome(error)
        return Delivered(post.inline_message_id)
