"""The hosts that somebody runs, and the desk of one."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.host import wording
from keyboards import hosts as keyboards
from keyboards.callbacks.desks import EditHost, ListHosts
from keyboards.callbacks.organizing import OpenHostDesk
from services import hosts
from services.access import Right
from services.errors import NotFound
from services.hosts import Desk
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_desk, OpenHostDesk.filter())
    router.callback_query.register(list_own, ListHosts.filter())
    router.callback_query.register(edit, EditHost.filter())


async def list_own(query: CallbackQuery, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    if await state.get_state():
        await ways.clear(state)
    await ways.note(state, ListHosts(), "host")
    own = await db.read(hosts.list_own, user_id=user.id)
    await screens.show(query, wording.own(own, t), keyboards.own(own, t))


async def open_desk(
    query: CallbackQuery,
    callback_data: OpenHostDesk,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if await state.get_state():
        await ways.clear(state)
    await show_desk(query, callback_data.host_id, db, user, now, t)
    await ways.note(state, callback_data, "desk")


async def show_desk(
    event: CallbackQuery | Message,
    host_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(hosts.desk, user_id=user.id, host_id=host_id, now=now)
    await screens.show(event, wording.desk(shown, t, said), keyboards.desk(shown, t), photo=shown.photo_id)


async def edit(
    query: CallbackQuery,
    callback_data: EditHost,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    if await state.get_state():
        await ways.clear(state)
    await show_edit(query, callback_data.host_id, db, user, now, t)


async def show_edit(
    event: CallbackQuery | Message,
    host_id: int,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
) -> None:
    shown = await editable(host_id, db, user, now)
    await screens.show(event, wording.edit(shown, t, said), keyboards.edit(shown, t))


async def editable(host_id: int, db: Database, user: Person, now: datetime) -> Desk:
    """A host for who may edit it. Raises NotFound."""
    shown = await db.read(hosts.desk, user_id=user.id, host_id=host_id, now=now)
    if Right.EDIT_HOST not in shown.rights:
        raise NotFound
    return shown
