"""The roles of a session: their places, and taking one away."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons, plans, screens
from handlers.organizer.sessions import drafting
from handlers.organizer.sessions.drafting import Asked, Draft
from keyboards import planning as keyboards
from keyboards.callbacks.planning import AskRemoveRole, OpenRoles, RemoveRole, What
from services import sessions
from services.errors import NotFound
from services.errors.organizing import RoleInUse
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_roles, OpenRoles.filter())
    router.callback_query.register(ask_remove, AskRemoveRole.filter())
    router.callback_query.register(remove, RemoveRole.filter())


async def open_roles(
    query: CallbackQuery,
    callback_data: OpenRoles,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await show_roles(query, callback_data.session_id, state, db, user, now, t)


async def show_roles(
    event: CallbackQuery | Message,
    session_id: int,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    await db.read(sessions.impact, user_id=user.id, session_id=session_id, now=now)
    card = (await db.read(sessions.desk, user_id=user.id, session_id=session_id, now=now)).card
    shown = Draft(session_id, What.PLACES, version=await drafting.next_version(state))
    await drafting.keep(state, shown, Asked.roles)
    await screens.show(event, plans.roles(card, t, said), keyboards.roles(card, t))


async def ask_remove(
    query: CallbackQuery,
    callback_data: AskRemoveRole,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    quota_id = callback_data.quota_id
    session_id = await db.read(sessions.session_of_role, user_id=user.id, quota_id=quota_id, now=now)
    card = (await db.read(sessions.desk, user_id=user.id, session_id=session_id, now=now)).card
    role = card.role(quota_id)
    if role is None:
        raise NotFound
    if role.taken or role.waiting or len(card.places) == 1:
        await show_roles(query, session_id, state, db, user, now, t, f"✖️ {RoleInUse(session_id).text(t)}")
    else:
        text, keyboard = plans.ask_remove(card, role.name, t), keyboards.ask_remove(session_id, quota_id, t)
        await buttons.show(query, state, text, keyboard)


async def remove(
    query: CallbackQuery,
    callback_data: RemoveRole,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    quota_id = callback_data.quota_id
    session_id = await db.read(sessions.session_of_role, user_id=user.id, quota_id=quota_id, now=now)
    try:
        await db.write(sessions.remove_role, user_id=user.id, quota_id=quota_id, now=now)
        said = t("✅ The role is removed.")
    except RoleInUse as used:
        said = f"✖️ {used.text(t)}"
    await show_roles(query, session_id, state, db, user, now, t, said)
