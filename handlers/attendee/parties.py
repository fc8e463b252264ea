"""Somebody of a party does not come: who, what it costs, and then their place goes on."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import forms, screens
from handlers.attendee.sessions import show_card
from handlers.topics import topic_router
from keyboards import booking as keyboards
from keyboards.callbacks import AskChange, ChangePlaces, Origin, ShrinkParty
from services import registrations, sessions
from services.errors import NothingToCancel, PartyChanged
from services.sessions import Card, Mine
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("party")
    router.callback_query.register(ask_who, AskChange.filter())
    router.callback_query.register(ask_whether, ChangePlaces.filter())
    router.callback_query.register(shrink, ShrinkParty.filter())
    return router


async def own_party(session_id: int, db: Database, user: Person, now: datetime) -> tuple[Card, Mine]:
    """The person's registration for more than one; raises where there is none, or none any more."""
    card = await db.read(sessions.card, session_id=session_id, viewer_id=user.id, now=now)
    if card.mine is None or not card.mine.is_in or card.mine.places == 1:
        raise NothingToCancel(session_id)
    return card, card.mine


async def ask_who(
    query: CallbackQuery, callback_data: AskChange, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    card, mine = await own_party(callback_data.session_id, db, user, now)
    await screens.show(query, forms.change_places(card, mine, t), keyboards.change_places(card, mine, t))


async def ask_whether(
    query: CallbackQuery, callback_data: ChangePlaces, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    card, mine = await own_party(callback_data.session_id, db, user, now)
    wanted = callback_data
    if wanted.sequence != mine.sequence or wanted.guest > len(mine.guests) or not 0 < wanted.places < mine.places:
        raise PartyChanged(card.id)
    text = forms.confirm_change(card, mine, wanted, t)
    await screens.show(query, text, keyboards.confirm_change(card, mine, wanted, t))


async def shrink(
    query: CallbackQuery, callback_data: ShrinkParty, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    party = await db.write(registrations.shrink, user_id=user.id, **callback_data.model_dump(), now=now)
    said = t.plural("Done. You keep {count} place.", "Done. You keep {count} places.", party.places)
    await show_card(query, party.session_id, db, user, now, t, origin=Origin.MINE, said=said)
