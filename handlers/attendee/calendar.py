"""Bookings in the person's own calendar: a file of one or all, and a link that keeps it current."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import cards, screens
from handlers.topics import topic_router
from keyboards import calendars as keyboards
from keyboards.callbacks.attending import (
    AddToCalendar,
    OpenCalendar,
    SubscribeCalendar,
    UnsubscribeCalendar,
    WholeCalendar,
)
from services import calendars
from services.text import esc
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("calendar")
    router.callback_query.register(open_calendar, OpenCalendar.filter())
    router.callback_query.register(add, AddToCalendar.filter())
    router.callback_query.register(send_whole, WholeCalendar.filter())
    router.callback_query.register(subscribe, SubscribeCalendar.filter())
    router.callback_query.register(unsubscribe, UnsubscribeCalendar.filter())
    return router


async def add(
    query: CallbackQuery, callback_data: AddToCalendar, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    registration_id = callback_data.registration_id
    file = await db.read(calendars.of_booking, user_id=user.id, registration_id=registration_id, t=t, now=now)
    caption = t("<b>{title}</b> for your calendar: open the file.", title=esc(file.title))
    await screens.send_file(query, file.name, file.content, caption, keyboards.under_file(file.session_id, t))


async def send_whole(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    file = await db.read(calendars.of_all, user_id=user.id, t=t, now=now)
    if file.count:
        caption = t.plural(
            "{count} session for your calendar: open the file.",
            "{count} sessions for your calendar: open the file.",
            file.count,
        )
        await screens.send_file(query, file.name, file.content, caption, keyboards.under_calendar(t))
    else:
        await screens.show(
            query, t("You have nothing booked, so the file would be empty."), keyboards.under_calendar(t)
        )


async def open_calendar(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show_calendar(query, db, user, now, t)


async def show_calendar(
    query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator, said: str = ""
) -> None:
    until = await db.read(calendars.subscribed_until, user_id=user.id, now=now)
    keyboard = keyboards.calendar(t, is_subscribed=until is not None)
    await screens.show(query, cards.paragraphs(said, overview(until, now, t)), keyboard)


def overview(until: datetime | None, now: datetime, t: Translator) -> str:
    title = t("🗓 <b>Your sessions in your own calendar</b>")
    if until is None:
        return cards.paragraphs(
            title,
            t("Subscribe once, and your calendar follows whatever you book or cancel here. It reminds you, too."),
        )
    return cards.paragraphs(
        title,
        t("You have a link. It ends {distance}.", distance=t.in_words(until - now)),
        t("I keep no copy that I could show you. If you lost it, make a new one: the old one ends then."),
    )


async def subscribe(
    query: CallbackQuery, db: Database, public_url: str, user: Person, now: datetime, t: Translator
) -> None:
    subscription = await db.write(calendars.subscribe, user_id=user.id, now=now)
    https = f"{public_url}/calendar/{subscription.token}.ics"
    webcal = f"webcal://{https.partition('://')[2]}"
    await screens.show(query, link(https, webcal, t), keyboards.link(https, webcal, t))


def link(https: str, webcal: str, t: Translator) -> str:
    return cards.paragraphs(
        t("🗓 <b>Your calendar link</b>"),
        cards.lines(f"<code>{esc(https)}</code>", t("On an iPhone or Mac:"), f"<code>{esc(webcal)}</code>"),
        t("Whoever has it sees what you book, so keep it to yourself. It works for a year."),
        t("I cannot show it again; a new one ends this one."),
    )


async def unsubscribe(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await db.write(calendars.unsubscribe, user_id=user.id, now=now)
    await show_calendar(query, db, user, now, t, said=t("✖️ The link is switched off: it opens nothing any more."))
