"""The pages in a browser: a link that signs in, for whoever asks in the chat."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from db import Database
from handlers import screens
from handlers.cards import paragraphs
from handlers.topics import topic_router
from keyboards import pages as keyboards
from keyboards.callbacks.profile import OpenPages
from services import logins
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("pages")
    router.callback_query.register(open_pages, OpenPages.filter())
    return router


async def open_pages(
    query: CallbackQuery, db: Database, public_url: str, app_url: str, user: Person, now: datetime, t: Translator
) -> None:
    await screens.show(query, *await _link(db, public_url, app_url, user, now, t))


async def show_link(
    message: Message, db: Database, public_url: str, app_url: str, user: Person, now: datetime, t: Translator
) -> None:
    await screens.show(message, *await _link(db, public_url, app_url, user, now, t))


async def _link(
    db: Database, public_url: str, app_url: str, user: Person, now: datetime, t: Translator
) -> tuple[str, InlineKeyboardMarkup]:
    token = await db.write(logins.issue, user_id=user.id, now=now)
    text = paragraphs(
        t("<b>Your pages in the browser</b>"),
        t("This button signs you in there. It works once, for ten minutes; do not forward it: whoever has it is you."),
    )
    return text, keyboards.sign_in(f"{public_url.rstrip('/')}/login?token={token}", app_url, t)
