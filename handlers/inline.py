"""Inline mode: a session put into any chat, for others to register."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import (
    ChosenInlineResult,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultUnion,
    InputTextMessageContent,
)

from db import Database
from handlers import cards
from keyboards import sessions as keyboards
from services import posts, sessions
from services.sessions import Card
from services.translator import Translator
from services.users import Person

FRESH_SECONDS = 10
"""How long Telegram may show the same answer to the same person: places come and go."""


def new_router() -> Router:
    router = Router(name="inline")
    router.inline_query.register(offer_sessions)
    router.chosen_inline_result.register(remember)
    return router


async def offer_sessions(
    query: InlineQuery, bot: Bot, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """The session that a Share button names, or those to come whose title has the typed words."""
    found = await db.read(sessions.find_to_share, typed=query.query, viewer_id=user.id, now=now)
    username = (await bot.me()).username
    results: list[InlineQueryResultUnion] = [article(card, username, t) for card in found]
    await query.answer(results, cache_time=FRESH_SECONDS, is_personal=True)


async def remember(chosen: ChosenInlineResult, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """A session was put into a chat: its card there is kept current from now on, in the language of who did it."""
    if chosen.inline_message_id:
        await db.write(
            posts.remember,
            code=chosen.result_id,
            user_id=user.id,
            inline_message_id=chosen.inline_message_id,
            language=t.language,
            time_zone=t.time_zone,
            now=now,
        )


def article(card: Card, username: str | None, t: Translator) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=card.code,
        title=card.title,
        description=t.when(card.starts_at, card.ends_at, card.time_zone),
        input_message_content=InputTextMessageContent(message_text=cards.shared(card, None, t)),
        reply_markup=keyboards.invitation(card, username, t),
    )
