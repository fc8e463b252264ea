"""Inline mode: a session or a series put into any chat, for others to register."""

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
from handlers import boards as texts
from handlers import cards
from keyboards import posts as post_keyboards
from keyboards import sessions as keyboards
from services import boards, posts, sessions
from services.boards import Board
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
    """What a Share button names, or the sessions to come whose title has the typed words."""
    username = (await bot.me()).username
    board = await db.read(boards.find_to_share, typed=query.query, viewer_id=user.id, now=now)
    results: list[InlineQueryResultUnion]
    if board:
        results = [series_article(board, username, t)]
    else:
        found = await db.read(sessions.find_to_share, typed=query.query, viewer_id=user.id, now=now)
        results = [article(card, username, t) for card in found]
    await query.answer(results, cache_time=FRESH_SECONDS, is_personal=True)


async def remember(chosen: ChosenInlineResult, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """Something was put into a chat: its card there is kept current from now on, in the language of who did it."""
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


def series_article(board: Board, username: str | None, t: Translator) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=post_keyboards.shared_series(board.code),
        title=board.title,
        description=board.host_name,
        input_message_content=InputTextMessageContent(message_text=texts.series(board, username, t)),
        reply_markup=post_keyboards.to_series(board.code, username, t),
    )
