"""Adding somebody by hand: by name, by a contact that is forwarded, or by a link."""

from datetime import datetime
from typing import Any

from aiogram import Bot, Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import buttons, screens
from handlers import people as texts
from handlers.organizer.people import dialogs
from handlers.organizer.people.dialogs import Asked
from handlers.topics import SharedContact, Typed
from keyboards import people as keyboards
from keyboards.callbacks.organizing import AddPerson
from keyboards.callbacks.people import AddAnyway, AddAs, AddKnown, AddNew, ShareLink, SharePage
from services import people
from services.errors import DomainError, NotAllowed, NotFound, SessionFull
from services.people import LONGEST_NAME, Newcomer, Room, Way
from services.registrations import by_link
from services.text import clean
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(start, AddPerson.filter())
    router.callback_query.register(ask_who, AddAs.filter())
    router.callback_query.register(share_link, ShareLink.filter())
    router.callback_query.register(share_page, SharePage.filter())
    router.callback_query.register(add_known, AddKnown.filter())
    router.callback_query.register(add_new, AddNew.filter())
    router.callback_query.register(add_anyway, AddAnyway.filter())
    router.message.register(take_contact, StateFilter(Asked.who), SharedContact())
    router.message.register(take_name, StateFilter(Asked.who), Typed())
    router.message.register(ask_again, StateFilter(Asked.who))


async def rooms_of(session_id: int, db: Database, user: Person) -> list[Room]:
    return await db.read(people.list_rooms, user_id=user.id, session_id=session_id)


async def start(
    query: CallbackQuery, callback_data: AddPerson, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    """As what, where there is a choice; else whom."""
    rooms = await rooms_of(callback_data.session_id, db, user)
    await dialogs.drop(state)
    if len(rooms) > 1:
        await buttons.show(query, state, texts.ask_role(rooms[0], t), keyboards.roles(rooms, t))
    else:
        await show_question(query, rooms[0], state, t)


async def ask_who(
    query: CallbackQuery, callback_data: AddAs, state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    rooms = await rooms_of(callback_data.session_id, db, user)
    await show_question(query, room_in(rooms, callback_data.quota_id), state, t, has_roles=len(rooms) > 1)


async def show_question(
    event: CallbackQuery | Message,
    room: Room,
    state: FSMContext,
    t: Translator,
    said: str = "",
    *,
    has_roles: bool = False,
) -> None:
    await dialogs.ask(state, Asked.who, session_id=room.session_id, quota_id=room.quota_id)
    await screens.show(event, texts.ask_who(room, t, said), keyboards.who(room, t, has_roles=has_roles))


def room_in(rooms: list[Room], quota_id: int) -> Room:
    """Raises NotFound where the role is gone."""
    room = next((one for one in rooms if one.quota_id == quota_id), None)
    if room is None:
        raise NotFound
    return room


async def share_link(
    query: CallbackQuery,
    callback_data: ShareLink,
    state: FSMContext,
    db: Database,
    user: Person,
    bot: Bot,
    t: Translator,
) -> None:
    rooms = await rooms_of(callback_data.session_id, db, user)
    await dialogs.drop(state)
    address = f"https://t.me/{(await bot.me()).username}?start=s_{rooms[0].code}"
    await screens.show(query, texts.by_link(rooms[0], address, t), keyboards.link(rooms[0].session_id, address, t))


async def share_page(
    query: CallbackQuery,
    callback_data: SharePage,
    db: Database,
    public_url: str,
    channels: frozenset[str],
    pages_take_cards: bool,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    session_id, ways = callback_data.session_id, by_link.Ways("email" in channels, pages_take_cards)
    token = await db.write(by_link.open_link, user_id=user.id, session_id=session_id, ways=ways, now=now)
    room = (await rooms_of(session_id, db, user))[0]
    address = f"{public_url.rstrip('/')}/register/{token}"
    await screens.show(query, texts.by_page(room, address, t), keyboards.page(session_id, address, t))


async def take_name(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Somebody of that name whom the host knows may be meant; else they are new."""
    kept = where(await asked(state))
    name = clean(message.text or "", LONGEST_NAME + 1)
    if len(name) > LONGEST_NAME:
        await ask_another(message, kept, texts.too_long(LONGEST_NAME, t), state, db, user, t)
        return
    alike = await db.read(people.list_alike, user_id=user.id, session_id=kept["session_id"], name=name)
    if alike:
        await dialogs.ask(state, Asked.who, **(kept | {"name": name}))
        keyboard = keyboards.alike(kept["session_id"], alike, t)
        await screens.show(message, texts.ask_alike(name, alike, t), keyboard)
    else:
        await add(message, kept | {"name": name}, state, db, user, now, t)


async def take_contact(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    kept, contact = where(await asked(state)), message.contact
    assert contact
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    told = {"name": name, "telegram_id": contact.user_id, "phone": people.valid_phone(contact.phone_number)}
    await add(message, kept | told, state, db, user, now, t)


async def ask_again(message: Message, state: FSMContext, db: Database, user: Person, t: Translator) -> None:
    kept = await asked(state)
    rooms = await rooms_of(kept["session_id"], db, user)
    said = t("I need a name or a contact here.")
    await show_question(message, room_in(rooms, kept["quota_id"]), state, t, said, has_roles=len(rooms) > 1)


async def asked(state: FSMContext, session_id: int | None = None) -> dict[str, Any]:
    """What was asked for, of this session where one is named. Raises NotFound where the question is over."""
    kept = await dialogs.find(state)
    if kept is None or "quota_id" not in kept or session_id not in {None, kept["session_id"]}:
        raise NotFound
    return kept


def where(kept: dict[str, Any]) -> dict[str, Any]:
    """Into what somebody is added, without whoever was meant before: the next name or contact is another person."""
    return {key: kept[key] for key in ("session_id", "quota_id")}


async def add_known(
    query: CallbackQuery,
    callback_data: AddKnown,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    kept = await asked(state, callback_data.session_id)
    await add(query, kept | {"user_id": callback_data.user_id}, state, db, user, now, t)


async def add_new(
    query: CallbackQuery,
    callback_data: AddNew,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    kept = await asked(state, callback_data.session_id)
    newcomer = {"name": kept["name"]} if "name" in kept else {}
    await add(query, where(kept) | newcomer, state, db, user, now, t)


async def add_anyway(
    query: CallbackQuery,
    callback_data: AddAnyway,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Put them on the waitlist, or make room."""
    kept = await asked(state, callback_data.session_id)
    await add(query, kept, state, db, user, now, t, way=Way(callback_data.way))


def who(kept: dict[str, Any]) -> Newcomer | int:
    """Whom the dialog means. Raises NotFound where nobody was named."""
    if "user_id" in kept:
        return int(kept["user_id"])
    if "name" not in kept:
        raise NotFound
    return Newcomer(kept["name"], kept.get("telegram_id"), kept.get("phone"))


async def add(
    event: CallbackQuery | Message,
    kept: dict[str, Any],
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    way: Way = Way.PLACE,
) -> None:
    """Add them, and be ready for the next name; where that is refused, ask what to do."""
    quota_id = kept["quota_id"]
    try:
        booked = await db.write(people.add, actor_id=user.id, quota_id=quota_id, who=who(kept), way=way, now=now)
    except DomainError as error:
        await refused(event, error, kept, state, db, user, t)
    else:
        await dialogs.ask(state, Asked.who, **where(kept))
        one = await db.read(people.look, user_id=user.id, registration_id=booked.id, now=now)
        await screens.show(event, texts.added(one, t), keyboards.added(booked.id, one.session_id, t))


async def refused(
    event: CallbackQuery | Message,
    error: DomainError,
    kept: dict[str, Any],
    state: FSMContext,
    db: Database,
    user: Person,
    t: Translator,
) -> None:
    """Where there is no place, there is a choice; where they cannot be added, say why. Raises NotFound, NotAllowed."""
    if isinstance(error, NotFound | NotAllowed):
        raise error
    if isinstance(error, SessionFull):
        await ask_way(event, kept, state, db, user, t)
    else:
        await ask_another(event, kept, texts.cannot_add(kept.get("name", ""), error, t), state, db, user, t)


async def ask_way(
    event: CallbackQuery | Message, kept: dict[str, Any], state: FSMContext, db: Database, user: Person, t: Translator
) -> None:
    """There is no place: the choice is kept for the buttons, and another name can be typed."""
    room = room_in(await rooms_of(kept["session_id"], db, user), kept["quota_id"])
    await dialogs.ask(state, Asked.who, **kept)
    await screens.show(event, texts.ask_way(kept.get("name", ""), room, t), keyboards.no_room(room, t))


async def ask_another(
    event: CallbackQuery | Message,
    kept: dict[str, Any],
    said: str,
    state: FSMContext,
    db: Database,
    user: Person,
    t: Translator,
) -> None:
    rooms = await rooms_of(kept["session_id"], db, user)
    await show_question(event, room_in(rooms, kept["quota_id"]), state, t, said, has_roles=len(rooms) > 1)
