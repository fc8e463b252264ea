"""Inviting somebody by mail: to whom, and off it goes."""

from datetime import datetime
from functools import partial

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import screens, teams
from handlers.organizer import ways
from handlers.topics import Typed
from keyboards import team as keyboards
from keyboards.callbacks.team import AskMailing
from services import team
from services.errors import InvalidEmail, NotFound, TooManyMails
from services.errors.organizing import TooManyInvites
from services.ports import Cipher
from services.team import Invited, Place
from services.text import esc
from services.translator import Translator
from services.users import Person


class Asked(StatesGroup):
    """The state's data say which role, and where."""

    address = State()


def register(router: Router) -> None:
    router.callback_query.register(ask_mailing, AskMailing.filter())
    router.message.register(mail_invite, StateFilter(Asked.address), Typed())
    router.message.register(ask_again, StateFilter(Asked.address))


async def ask_mailing(
    query: CallbackQuery,
    callback_data: AskMailing,
    state: FSMContext,
    db: Database,
    user: Person,
    channels: frozenset[str],
    t: Translator,
) -> None:
    if "email" not in channels:
        raise NotFound
    role, scope_id = Invited(callback_data.role), callback_data.scope_id
    where = await db.read(team.place_to_invite, user_id=user.id, role=role, scope_id=scope_id)
    await state.set_state(Asked.address)
    await ways.put(state, {"role": role.value, "scope_id": scope_id})
    await screens.show(query, teams.ask_address(role, where, t), keyboards.to_team_only(where, t))


async def ask_again(message: Message, t: Translator) -> None:
    """A picture, a voice message, anything that is no text."""
    await message.answer(t("I can only take text here."))


async def mail_invite(
    message: Message, state: FSMContext, db: Database, cipher: Cipher, user: Person, now: datetime, t: Translator
) -> None:
    asked = await state.get_data()
    role, scope_id = Invited(asked["role"]), int(asked["scope_id"])
    where = await db.read(team.place_to_invite, user_id=user.id, role=role, scope_id=scope_id)
    wanted = partial(team.invite_by_mail, user_id=user.id, role=role, scope_id=scope_id)
    try:
        address = await db.write(wanted, typed=message.text or "", encrypt=cipher.encrypt, now=now)
    except InvalidEmail as refusal:
        await screens.show(message, esc(refusal.text(t)), keyboards.to_team_only(where, t))
        return
    except (TooManyMails, TooManyInvites) as refusal:
        said = esc(refusal.text(t))
    else:
        said = t("📩 The invite is on its way to {address}.", address=esc(address))
    await ways.clear(state)
    await show_after(message, where, said, db, user, now, t)


async def show_after(
    message: Message, where: Place, said: str, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    found = await db.read(team.look, host_id=where.host_id, series_id=where.series_id, viewer_id=user.id, now=now)
    await screens.show(message, teams.team(found, t, said=said), keyboards.team(found, t, has_mail=True))
