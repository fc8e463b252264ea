"""Hosts: all of them with what there is of each; verified, put away, brought back."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import screens
from handlers.admin import wording
from keyboards import admin as keyboards
from keyboards.callbacks.admin import AskDeactivating, ListHosts, SetActive, ShowHost, Verify
from services.admin import hosts
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_hosts, ListHosts.filter())
    router.callback_query.register(show_host, ShowHost.filter())
    router.callback_query.register(verify, Verify.filter())
    router.callback_query.register(ask_deactivating, AskDeactivating.filter())
    router.callback_query.register(set_active, SetActive.filter())


async def list_hosts(
    query: CallbackQuery, callback_data: ListHosts, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    page = await db.read(hosts.list_all, user_id=user.id, page=callback_data.page, now=now)
    await screens.show(query, wording.hosts(page, t), keyboards.hosts(page, t))


async def show_host(
    query: CallbackQuery, callback_data: ShowHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show(query, callback_data.host_id, db, user, now, t)


async def show(query: CallbackQuery, host_id: int, db: Database, user: Person, now: datetime, t: Translator) -> None:
    one = await db.read(hosts.show, user_id=user.id, host_id=host_id, now=now)
    await screens.show(query, wording.host(one, t), keyboards.host(one, t))


async def verify(
    query: CallbackQuery, callback_data: Verify, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id, is_verified = callback_data.host_id, bool(callback_data.is_on)
    await db.write(hosts.verify, user_id=user.id, host_id=host_id, is_verified=is_verified, now=now)
    await show(query, host_id, db, user, now, t)


async def ask_deactivating(
    query: CallbackQuery, callback_data: AskDeactivating, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    one = await db.read(hosts.show, user_id=user.id, host_id=callback_data.host_id, now=now)
    await screens.show(query, wording.confirm_deactivating(one, t), keyboards.confirm_deactivating(one, t))


async def set_active(
    query: CallbackQuery, callback_data: SetActive, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id, is_active = callback_data.host_id, bool(callback_data.is_on)
    await db.write(hosts.set_active, user_id=user.id, host_id=host_id, is_active=is_active, now=now)
    await show(query, host_id, db, user, now, t)
