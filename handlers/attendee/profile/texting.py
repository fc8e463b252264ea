"""SMS on and off."""

from contextlib import suppress
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from db import Database
from handlers import screens
from handlers import texting as texts
from keyboards import texting as keyboards
from keyboards.callbacks.profile import OpenSms, SetSms
from services.errors import PhoneFailed, PhoneMissing, SmsStopped, SmsUnavailable
from services.sms import switching
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(open_sms, OpenSms.filter())
    router.callback_query.register(set_sms, SetSms.filter())


async def open_sms(query: CallbackQuery, db: Database, user: Person, sms_number: str, t: Translator) -> None:
    await show(query, db, user, sms_number, t)


async def show(query: CallbackQuery, db: Database, user: Person, number: str, t: Translator) -> None:
    standing = await db.read(switching.standing, user_id=user.id)
    await screens.show(query, texts.sms(standing, number, t), keyboards.sms(standing, number, t))


async def set_sms(
    query: CallbackQuery,
    callback_data: SetSms,
    db: Database,
    user: Person,
    now: datetime,
    sms_number: str,
    t: Translator,
) -> None:
    kind, on = callback_data.kind, bool(callback_data.on)
    with suppress(SmsUnavailable, PhoneMissing, PhoneFailed, SmsStopped):  # the screen says what is in the way
        await db.write(switching.set_wish, user_id=user.id, kind=kind, on=on, number=sms_number, now=now)
    await show(query, db, user, sms_number, t)
