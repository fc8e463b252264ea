"""Alerts: what needs an admin, until one has seen to it."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import screens
from handlers.admin import wording
from keyboards import admin as keyboards
from keyboards.callbacks.admin import Acknowledge, ListAlerts
from services import alerts
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(list_alerts, ListAlerts.filter())
    router.callback_query.register(acknowledge, Acknowledge.filter())


async def list_alerts(
    query: CallbackQuery, callback_data: ListAlerts, db: Database, user: Person, t: Translator
) -> None:
    await show(query, callback_data.page, db, user, t)


async def acknowledge(
    query: CallbackQuery, callback_data: Acknowledge, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await db.write(alerts.acknowledge, user_id=user.id, alert_id=callback_data.alert_id, now=now)
    await show(query, 0, db, user, t)


async def show(query: CallbackQuery, number: int, db: Database, user: Person, t: Translator) -> None:
    page = await db.read(alerts.list_open, user_id=user.id, page=number)
    await screens.show(query, wording.alerts(page, t), keyboards.alerts(page, t))
