"""A refusal becomes a sentence in the person's language, and the screen shows what is true now."""

from datetime import datetime

import structlog
from aiogram import Router
from aiogram.exceptions import (
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.filters import ExceptionTypeFilter
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, ErrorEvent, Message

from db import Busy, Database, Repeated
from handlers import cards, screens
from handlers.attendee.sessions import show_card
from keyboards import common as keyboards
from keyboards import sessions as session_keyboards
from services import sessions
from services.errors import DomainError, NotFound, SessionError, SessionFull, TooManyAttempts
from services.text import esc
from services.translator import Translator
from services.users import Person

LONGEST_ALERT = 200
OUT_OF_REACH = (TelegramForbiddenError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError)

log = structlog.get_logger()


def new_router() -> Router:
    router = Router(name="errors")
    router.errors.register(ignore_repetition, ExceptionTypeFilter(Repeated))
    router.errors.register(offer_waitlist, ExceptionTypeFilter(SessionFull))
    router.errors.register(slow_down, ExceptionTypeFilter(TooManyAttempts))
    router.errors.register(refuse, ExceptionTypeFilter(DomainError))
    router.errors.register(say_busy, ExceptionTypeFilter(Busy))
    router.errors.register(miss_the_screen, ExceptionTypeFilter(*OUT_OF_REACH))
    router.errors.register(apologise)
    return router


async def ignore_repetition(_event: ErrorEvent) -> None:
    """Telegram delivered an update again whose effect is there: the person has been told."""


async def offer_waitlist(
    event: ErrorEvent, db: Database, user: Person, now: datetime, t: Translator
) -> AnswerCallbackQuery | None:
    """Somebody else was faster: no dead end, but the waitlist and other sessions."""
    query, full = event.update.callback_query, event.exception
    if query is None or not isinstance(full, SessionFull):
        return None
    card = await db.read(sessions.card, session_id=full.session_id, viewer_id=user.id, now=now)
    keyboard = session_keyboards.lost_race(card, full.quota_id, t, places=full.places)
    await screens.show(query, cards.lost_race(full, card, t), keyboard)
    return query.answer()


async def slow_down(event: ErrorEvent, t: Translator) -> AnswerCallbackQuery | None:
    """Nothing but an alert: the screen is as true as it was, and may be the card of what the first tap booked."""
    error = event.exception
    return await tell(event, error.text(t)) if isinstance(error, TooManyAttempts) else None


async def refuse(
    event: ErrorEvent, db: Database, user: Person, now: datetime, t: Translator
) -> AnswerCallbackQuery | None:
    """Say why, and show the session as it is now, or the way home."""
    error = event.exception
    if not isinstance(error, DomainError):
        return None
    asked = event.update.callback_query or event.update.message
    if isinstance(error, SessionError) and asked:
        await show_truth(asked, error.session_id, db, user, now, t)
    elif asked:
        await screens.show(asked, esc(error.text(t)), keyboards.to_home(t))
    return alert(event.update.callback_query, error.text(t))


async def show_truth(
    asked: CallbackQuery | Message, session_id: int, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    try:
        await show_card(asked, session_id, db, user, now, t)
    except NotFound as gone:
        await screens.show(asked, esc(gone.text(t)), keyboards.to_home(t))


async def say_busy(event: ErrorEvent, t: Translator) -> AnswerCallbackQuery | None:
    log.warning("database.busy")
    return await tell(event, t("A lot of people are booking right now. Nothing was changed; please try again."))


async def miss_the_screen(event: ErrorEvent, t: Translator) -> AnswerCallbackQuery | None:
    """Telegram did not take a screen. What was done is done; one more message would only be refused like the last."""
    log.warning("update.not_shown", reason=type(event.exception).__name__)
    return alert(event.update.callback_query, apology(t))


async def apologise(event: ErrorEvent, t: Translator | None = None) -> AnswerCallbackQuery | None:
    log.error("update.failed", exc_info=event.exception)
    return None if t is None else await tell(event, apology(t))


def apology(t: Translator) -> str:
    return t("Sorry, that went wrong on our side. Nothing was lost; please try again in a minute.")


async def tell(event: ErrorEvent, sentence: str) -> AnswerCallbackQuery | None:
    """An alert where there was a tap, else a message."""
    if event.update.message:
        await event.update.message.answer(esc(sentence))
    return alert(event.update.callback_query, sentence)


def alert(query: CallbackQuery | None, sentence: str) -> AnswerCallbackQuery | None:
    return query.answer(sentence[:LONGEST_ALERT], show_alert=True) if query else None
