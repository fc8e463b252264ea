"""An edit of the details is kept or refused, and the screen shows what is true then."""

from collections.abc import Callable
from datetime import datetime

from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import profiles as texts
from handlers import screens
from keyboards import profiles as keyboards
from services import profiles
from services.errors import ProfileChanged
from services.ports import Cipher
from services.text import esc
from services.translator import Translator
from services.users import Person


async def show_details(
    event: CallbackQuery | Message,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
    said: str = "",
) -> None:
    shown = await db.read(profiles.details, user_id=user.id, cipher=cipher, now=now)
    has_mail = "email" in channels
    await screens.show(event, texts.details(shown, has_mail, t, said), keyboards.details(shown, has_mail, t))


async def keep(
    event: CallbackQuery | Message,
    edit: Callable[..., object],
    version: int,
    state: FSMContext,
    db: Database,
    cipher: Cipher,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
    *,
    said: str,
) -> None:
    """Run an edit that began on a version. Where that is not the newest nothing is kept, and the dialog ends."""
    try:
        await db.write(edit, user_id=user.id, version=version)
    except ProfileChanged as changed:
        said = f"✖️ {esc(changed.text(t))}"
    await state.clear()
    await show_details(event, db, cipher, user, now, channels, t, said)
