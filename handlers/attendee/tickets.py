"""The ticket: a picture for the door, and what its link opens."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, screens
from handlers.attendee.sessions import show_card
from handlers.topics import topic_router
from keyboards import calendars as keyboards
from keyboards.callbacks import ShowTicket
from services import tickets
from services.errors import NotFound
from services.text import esc
from services.tickets import Scan, Ticket
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("ticket")
    router.callback_query.register(show_ticket, ShowTicket.filter())
    return router


async def show_ticket(
    query: CallbackQuery,
    callback_data: ShowTicket,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    ticket = await db.write(tickets.issue, user_id=user.id, registration_id=callback_data.registration_id, now=now)
    link = f"https://t.me/{(await bot.me()).username}?start={tickets.PAYLOAD}{ticket.token}"
    keyboard = keyboards.under_file(ticket.session_id, t)
    await screens.send_picture(query, "ticket.png", tickets.picture(link), caption(ticket, t), keyboard)


def caption(ticket: Ticket, t: Translator) -> str:
    title = esc(ticket.title)
    if ticket.quota_name:
        title = t("{title} as {role}", title=title, role=esc(ticket.quota_name))
    places = t.plural("{count} place", "{count} places", ticket.places) if ticket.places > 1 else ""
    return cards.lines(
        f"🎟 <b>{title}</b>",
        f"🗓 {t.when(ticket.starts_at, ticket.ends_at, ticket.time_zone)}",
        f"📍 {esc(ticket.place)}" if ticket.place else "",
        places,
        f"<code>{ticket.reference}</code>",
        t("Show this at the door."),
    )


async def open_ticket(message: Message, token: str, db: Database, user: Person, now: datetime, t: Translator) -> bool:
    """A scanned ticket: its holder sees the card, those who run the session whose it is. Checking in belongs here.

    False where the link opens nothing. Raises NotYourTicket.
    """
    try:
        scan = await db.read(tickets.scan, token=token, viewer_id=user.id, now=now)
    except NotFound:
        return False
    said = "" if scan.is_holder else holder(scan, t)
    await show_card(message, scan.session_id, db, user, now, t, said=said)
    return True


def holder(scan: Scan, t: Translator) -> str:
    """For those who run the session."""
    name = esc(scan.holder_name)
    if not scan.is_in:
        return t("✖️ {name} has no place any more · <code>{reference}</code>", name=name, reference=scan.reference)
    if scan.quota_name:
        role = esc(scan.quota_name)
        return t("🎟 {name} is in as {role} · <code>{reference}</code>", name=name, role=role, reference=scan.reference)
    return t("🎟 {name} is in · <code>{reference}</code>", name=name, reference=scan.reference)
