"""The ticket: a picture for the door, and what its link opens."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, rosters, screens
from handlers.attendee.sessions import show_card
from handlers.topics import topic_router
from keyboards import calendars as keyboards
from keyboards import rosters as roster_keyboards
from keyboards.callbacks.attending import ShowTicket
from services import tickets
from services.attendance import Marked
from services.errors import DomainError, NotFound
from services.text import esc
from services.tickets import Ticket
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
    """A scanned ticket: its holder sees the card; scanned by those at the door, it checks the holder in.

    False where the link opens nothing. Raises NotYourTicket.
    """
    try:
        scan = await db.write(tickets.scan, token=token, viewer_id=user.id, now=now)
    except NotFound:
        return False
    if scan.marked:
        await screens.show(message, let_in(scan.marked, t), roster_keyboards.scanned(scan.marked, t))
    elif scan.refusal:
        text = not_let_in(scan.reference, scan.refusal, t)
        await screens.show(message, text, roster_keyboards.not_let_in(scan.session_id, t))
    else:
        await show_card(message, scan.session_id, db, user, now, t)
    return True


def let_in(marked: Marked, t: Translator) -> str:
    """Who it is, and whether they were here before."""
    if marked.is_news:
        said = rosters.here(marked.name, marked.places, t, is_late=marked.is_late)
    else:
        said = f"ℹ️ {esc(rosters.already(marked, t))}"
    session = f"{esc(marked.title)} · {t.moment(marked.starts_at, marked.time_zone)}"
    places = t.plural("{count} place", "{count} places", marked.places)
    about = [esc(marked.role), places, f"<code>{marked.reference}</code>"]
    return cards.paragraphs(
        cards.lines(f"<b>{said}</b>", session, " · ".join(part for part in about if part)),
        t("Next: just scan the next ticket."),
    )


def not_let_in(reference: str, refusal: DomainError, t: Translator) -> str:
    return cards.lines(f"✖️ {esc(refusal.text(t))}", f"<code>{reference}</code>")
