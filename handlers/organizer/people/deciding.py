"""Yes and no to a request, a place for somebody who waits, and taking somebody out: each with a reason."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zlib import crc32

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons, screens
from handlers import people as texts
from handlers.cards import refusal
from handlers.organizer.people import dialogs
from handlers.organizer.people.dialogs import Asked
from handlers.organizer.people.screen import show
from handlers.topics import Typed
from keyboards import people as keyboards
from keyboards.callbacks.people import Act, Approve, AskReason, Decide, DecideAsTyped, TypeReason
from services import people, registrations, waitlist
from services.access import Right
from services.errors import BookingClosed, NotFound, NothingToCancel, NotUnderstood
from services.errors.organizing import RequestOver
from services.people import PersonView
from services.translator import Translator
from services.users import Person
from services.waitlist import Attempt

ACTS: dict[Act, Callable[..., Any]] = {
    "reject": registrations.reject,
    "take_out": registrations.take_out,
    "move_up": waitlist.move_up,
}
OVER = (RequestOver, NothingToCancel, BookingClosed)


def register(router: Router) -> None:
    router.callback_query.register(approve, Approve.filter())
    router.callback_query.register(ask_reason, AskReason.filter())
    router.callback_query.register(type_reason, TypeReason.filter())
    router.callback_query.register(decide, Decide.filter())
    router.callback_query.register(decide_as_typed, DecideAsTyped.filter())
    router.message.register(look_at_reason, StateFilter(Asked.choice))
    router.message.register(take_reason, StateFilter(Asked.reason), Typed())
    router.message.register(ask_again, StateFilter(Asked.reason))


async def approve(
    query: CallbackQuery, callback_data: Approve, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """The tapped message becomes the person's screen: that is how a notice ends, too."""
    mine, tapped = callback_data.registration_id, screens.message_id(query)
    one = await looked_at(mine, db, user, now)
    try:
        await db.write(registrations.approve, user_id=user.id, registration_id=mine, tapped=tapped, now=now)
    except OVER as over:
        said = refusal(over, t)
    else:
        said = texts.done(one, "approve", t)
    await show(query, mine, db, user, now, t, said=said)


async def looked_at(registration_id: int, db: Database, user: Person, now: datetime) -> PersonView:
    """Somebody about whom the person may decide. Raises NotFound."""
    one = await db.read(people.look, user_id=user.id, registration_id=registration_id, now=now)
    if Right.MANAGE_PEOPLE not in one.rights:
        raise NotFound
    return one


async def ask_reason(
    query: CallbackQuery,
    callback_data: AskReason,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """What is about to be done to whom, and the usual reasons: a tap on one does it. Or why it cannot be done."""
    mine, act = callback_data.registration_id, callback_data.act
    one = await looked_at(mine, db, user, now)
    refused = ""
    if act == "move_up":
        refused = await db.read(waitlist.why_not_up, user_id=user.id, registration_id=mine, now=now)
    if refused:
        await screens.show(query, texts.cannot_move_up(one, refused, t), keyboards.no_place(one, t))
        return
    await dialogs.ask(state, Asked.choice, registration_id=mine, act=act)
    await screens.show(query, texts.ask_reason(one, act, t), keyboards.reasons(mine, act, t))


async def look_at_reason(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """What is typed below the usual reasons is one too. It is shown first: nobody is taken out by a stray word."""
    kept, typed = await dialogs.find(state), (message.text or "").strip()
    if kept is None:
        raise NotFound
    mine, act = kept["registration_id"], kept["act"]
    one = await looked_at(mine, db, user, now)
    if not typed or len(typed) > registrations.LONGEST_REASON:
        said = texts.too_long(registrations.LONGEST_REASON, t) if typed else buttons.please(t)
        await screens.show(message, texts.ask_reason(one, act, t, said), keyboards.reasons(mine, act, t))
        return
    version = crc32(typed.encode())
    await dialogs.ask(state, Asked.choice, registration_id=mine, act=act, typed=typed, version=version)
    await screens.show(message, texts.with_reason(one, act, typed, t), keyboards.typed_reason(mine, act, version, t))


async def decide_as_typed(
    query: CallbackQuery,
    callback_data: DecideAsTyped,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    mine, act, kept = callback_data.registration_id, callback_data.act, await dialogs.find(state) or {}
    shown = (kept.get("registration_id"), kept.get("act"), kept.get("version"))
    if shown != (mine, act, callback_data.version):
        raise NotUnderstood
    await dialogs.drop(state)
    await carry_out(query, mine, act, kept["typed"], db, user, now, t)


async def type_reason(
    query: CallbackQuery,
    callback_data: TypeReason,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    mine, act = callback_data.registration_id, callback_data.act
    one = await looked_at(mine, db, user, now)
    await dialogs.ask(state, Asked.reason, registration_id=mine, act=act)
    await screens.show(query, texts.type_reason(one, act, t), keyboards.back_to_person(mine, t))


async def decide(
    query: CallbackQuery, callback_data: Decide, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    mine, act = callback_data.registration_id, callback_data.act
    reason = keyboards.REASONS[act].get(callback_data.why, "")
    await carry_out(query, mine, act, reason, db, user, now, t)


async def take_reason(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kept, typed = await dialogs.find(state), message.text or ""
    if kept is None:
        raise NotFound
    mine, act = kept["registration_id"], kept["act"]
    if len(typed) > registrations.LONGEST_REASON:
        said = texts.too_long(registrations.LONGEST_REASON, t)
        one = await looked_at(mine, db, user, now)
        await screens.show(message, texts.type_reason(one, act, t, said), keyboards.back_to_person(mine, t))
    else:
        await dialogs.drop(state)
        await carry_out(message, mine, act, typed, db, user, now, t)


async def ask_again(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """What is no text is no reason."""
    kept = await dialogs.find(state)
    if kept is None:
        raise NotFound
    mine, said = kept["registration_id"], t("I can only take text here.")
    one = await looked_at(mine, db, user, now)
    await screens.show(message, texts.type_reason(one, kept["act"], t, said), keyboards.back_to_person(mine, t))


async def carry_out(
    event: CallbackQuery | Message,
    registration_id: int,
    act: Act,
    reason: str,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Do it, and show the person as they stand then; where it was too late, why."""
    one = await looked_at(registration_id, db, user, now)
    said = texts.done(one, act, t)
    try:
        came_of_it = await db.write(ACTS[act], user_id=user.id, registration_id=registration_id, reason=reason, now=now)
    except OVER as over:
        came_of_it, said = None, refusal(over, t)
    if isinstance(came_of_it, Attempt) and came_of_it.refusal:
        await screens.show(event, texts.cannot_move_up(one, came_of_it.refusal, t), keyboards.no_place(one, t))
    else:
        await show(event, registration_id, db, user, now, t, said=said)
