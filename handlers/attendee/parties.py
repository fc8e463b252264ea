"""Somebody of a party does not come: who, what it costs, and then their place goes on."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, forms, money, screens
from handlers.attendee.sessions import show_card
from handlers.topics import Typed, topic_router
from keyboards import booking as keyboards
from keyboards.callbacks.attending import AskChange, AskNames, ChangePlaces, Origin, ShrinkParty
from services import registrations, sessions
from services.errors import NothingToCancel, PartyChanged
from services.refunds import foreseeing
from services.sessions import Card, Mine
from services.translator import Translator
from services.users import Person


class Naming(StatesGroup):
    """Somebody is asked who comes along."""

    guests = State()


def new_router() -> Router:
    router = topic_router("party")
    router.callback_query.register(ask_who, AskChange.filter())
    router.callback_query.register(ask_whether, ChangePlaces.filter())
    router.callback_query.register(shrink, ShrinkParty.filter())
    router.callback_query.register(ask_names, AskNames.filter())
    router.message.register(take_names, StateFilter(Naming.guests), Typed())
    router.message.register(ask_names_again, StateFilter(Naming.guests))
    return router


async def own_party(session_id: int, db: Database, user: Person, now: datetime) -> tuple[Card, Mine]:
    """The person's registration for more than one; raises where there is none, or none any more."""
    card = await db.read(sessions.card, session_id=session_id, viewer_id=user.id, now=now)
    if card.mine is None or not card.mine.is_in or card.mine.places == 1:
        raise NothingToCancel(session_id)
    return card, card.mine


async def ask_who(
    query: CallbackQuery,
    callback_data: AskChange,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if await state.get_state() == Naming.guests.state:
        await state.clear()
    card, mine = await own_party(callback_data.session_id, db, user, now)
    await screens.show(query, forms.change_places(card, mine, t), keyboards.change_places(card, mine, t))


async def ask_whether(
    query: CallbackQuery, callback_data: ChangePlaces, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    card, mine = await own_party(callback_data.session_id, db, user, now)
    wanted = callback_data
    if wanted.sequence != mine.sequence or wanted.guest > len(mine.guests) or not 0 < wanted.places < mine.places:
        raise PartyChanged(card.id)
    given = {"user_id": user.id, "registration_id": mine.id, "places": 1 if wanted.guest else wanted.places}
    verdict = await db.read(foreseeing.of_shrinking, **given, now=now)
    text = cards.paragraphs(forms.confirm_change(card, mine, wanted, t), money.before(verdict, t))
    await screens.show(query, text, keyboards.confirm_change(card, mine, wanted, t))


async def ask_names(
    query: CallbackQuery,
    callback_data: AskNames,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    card, mine = await own_party(callback_data.session_id, db, user, now)
    await state.set_state(Naming.guests)
    await state.set_data({"session_id": card.id, "registration_id": mine.id, "guests": mine.places - 1})
    await screens.show(query, forms.ask_names(mine, t), keyboards.ask_names(card.id, t))


async def take_names(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """The names as they are from now on; more of them than places are asked for again."""
    kept, names = await state.get_data(), registrations.read_names(message.text or "")
    if not 1 <= len(names) <= kept["guests"]:
        said = forms.too_many_names(kept["guests"], t) if names else forms.not_a_text(t)
        keyboard = keyboards.ask_names(kept["session_id"], t)
        await screens.show(message, forms.ask_guests(kept["guests"], t, said), keyboard)
        return
    await state.clear()
    mine = kept["registration_id"]
    party = await db.write(registrations.name_guests, user_id=user.id, registration_id=mine, names=names, now=now)
    said = t("✅ The organizer sees who comes along.")
    await show_card(message, party.session_id, db, user, now, t, origin=Origin.MINE, said=said)


async def ask_names_again(message: Message, state: FSMContext, t: Translator) -> None:
    kept = await state.get_data()
    text = forms.ask_guests(kept["guests"], t, forms.not_a_text(t))
    await screens.show(message, text, keyboards.ask_names(kept["session_id"], t))


async def shrink(
    query: CallbackQuery, callback_data: ShrinkParty, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    party = await db.write(registrations.shrink, user_id=user.id, **callback_data.model_dump(), now=now)
    said = t.plural("Done. You keep {count} place.", "Done. You keep {count} places.", party.places)
    await show_card(query, party.session_id, db, user, now, t, origin=Origin.MINE, said=said)
