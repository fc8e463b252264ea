"""The screen of one person, found in the roster or by the reference that somebody types."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Filter, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import fitting, screens
from handlers import people as texts
from handlers import rosters as roster_texts
from handlers.cards import paragraphs
from handlers.organizer.people import dialogs
from handlers.topics import Typed
from keyboards import people as keyboards
from keyboards.callbacks.organizing import OpenPerson
from keyboards.callbacks.people import LiftSuspension
from services import people, rosters, suspensions
from services.translator import Translator
from services.users import Person


class Reference(Filter):
    """The reference of somebody whom the sender may see, typed while nothing was asked."""

    async def __call__(self, message: Message, db: Database, user: Person) -> bool | dict[str, int]:
        found = await db.read(people.find_by_reference, user_id=user.id, typed=message.text or "")
        return {"found": found} if found else False


def register(router: Router) -> None:
    router.callback_query.register(open_person, OpenPerson.filter())
    router.callback_query.register(lift, LiftSuspension.filter())
    router.message.register(open_found, StateFilter(None), Typed(), Reference())


async def open_person(
    query: CallbackQuery,
    callback_data: OpenPerson,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show(query, callback_data.registration_id, db, user, now, t)
    await dialogs.drop(state)


async def open_found(message: Message, found: int, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show(message, found, db, user, now, t)


async def show(
    event: CallbackQuery | Message,
    registration_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    """`said` is what has just been done, or why it was not."""
    one = await db.read(people.look, user_id=user.id, registration_id=registration_id, now=now)
    history = await db.read(rosters.of_person, registration_id=registration_id, viewer_id=user.id, now=now)
    await screens.show(event, in_words(one, history, t, said), keyboards.person(one, t))


def in_words(one: people.PersonView, history: rosters.History, t: Translator, said: str = "") -> str:
    """All about them, as far as a message takes it."""
    past = roster_texts.with_host(history, t)
    return fitting.fitted(
        lambda longest: paragraphs(texts.person(fitting.person(one, longest, t), t, said), past),
    )


async def lift(
    query: CallbackQuery, callback_data: LiftSuspension, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine = callback_data.registration_id
    await db.write(suspensions.lift_by_hand, user_id=user.id, registration_id=mine, now=now)
    await show(query, mine, db, user, now, t, said=t("✅ They can book here again."))
