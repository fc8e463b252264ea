"""Deactivating a host, reactivating it, and deleting one that nobody ever booked with."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import buttons, screens
from handlers.organizer.host import wording
from handlers.organizer.host.showing import editable, show_desk
from keyboards import founding
from keyboards import hosts as keyboards
from keyboards.callbacks.desks import AskEndHost, EndHost, ReactivateHost
from services import hosts
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import WasBooked
from services.text import esc
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(ask_end, AskEndHost.filter())
    router.callback_query.register(end, EndHost.filter())
    router.callback_query.register(reactivate, ReactivateHost.filter())


async def ask_end(
    query: CallbackQuery,
    callback_data: AskEndHost,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    shown = await editable(callback_data.host_id, db, user, now)
    if Right.OWN not in shown.rights:
        raise NotFound
    if callback_data.way == "delete" and shown.was_booked:
        raise WasBooked
    label = t("Delete for good") if callback_data.way == "delete" else t("Yes, deactivate it")
    keyboard = keyboards.confirm_ending(shown.id, callback_data.way, label, t)
    await buttons.show(query, state, wording.confirm_ending(shown, callback_data.way, t), keyboard)


async def end(
    query: CallbackQuery, callback_data: EndHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id = callback_data.host_id
    if callback_data.way == "delete":
        shown = await editable(host_id, db, user, now)
        await db.write(hosts.delete, user_id=user.id, host_id=host_id, now=now)
        await screens.show(query, t("✖️ {title} is deleted.", title=esc(shown.name)), founding.left(t))
        return
    await db.write(hosts.deactivate, user_id=user.id, host_id=host_id, now=now)
    await show_desk(query, host_id, db, user, now, t)


async def reactivate(
    query: CallbackQuery, callback_data: ReactivateHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await db.write(hosts.reactivate, user_id=user.id, host_id=callback_data.host_id, now=now)
    await show_desk(query, callback_data.host_id, db, user, now, t, said=t("✅ It is active again."))
