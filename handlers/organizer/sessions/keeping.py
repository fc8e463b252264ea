"""Changes that affect nobody's place, and so need no second look: they are done as they are typed."""

from datetime import datetime
from functools import partial

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from db import Database
from handlers.organizer.sessions import drafting, reading
from handlers.organizer.sessions.desk import show_desk
from handlers.organizer.sessions.drafting import Draft
from handlers.organizer.sessions.roles import show_roles
from keyboards.callbacks.planning import What
from services import sessions
from services.translator import Translator
from services.users import Person

AT_ONCE = {What.NOTE, What.NAME, What.ROLE}


async def keep(
    message: Message, draft: Draft, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    session_id, typed = draft.session_id, str(draft.value)
    if draft.what == What.NOTE:
        await db.write(sessions.set_note, user_id=user.id, session_id=session_id, note=typed, now=now)
        await drafting.drop(state)
        await show_desk(message, session_id, db, user, now, t, said=t("✅ Noted."))
        return
    if draft.what == What.NAME:
        await db.write(sessions.rename_role, user_id=user.id, quota_id=draft.quota_id, name=typed, now=now)
    else:
        name, capacity = reading.read_role(typed)
        add = partial(sessions.add_role, name=name, capacity=capacity)
        await db.write(add, user_id=user.id, session_id=session_id, now=now)
    await show_roles(message, session_id, state, db, user, now, t, said=t("✅ Changed."))
