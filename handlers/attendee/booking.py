"""The booking form: how many come, who they are, and what the organizer should know. Confirm books what it holds."""

from contextlib import suppress
from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import cards, drafts, forms, screens
from handlers.attendee.sessions import show_card
from handlers.drafts import Draft, Form
from handlers.limits import Limits
from handlers.topics import Typed, topic_router
from keyboards import booking as keyboards
from keyboards.callbacks.attending import (
    BookDraft,
    BookDraftByCredit,
    ChoosePlaces,
    EnterCode,
    JoinWaitlistAsParty,
    LeaveForm,
    OpenForm,
    RemoveCode,
    SkipGuests,
    SkipRequest,
)
from services import promos, registrations, sessions, waitlist
from services.errors import FormOutdated, NotFound
from services.errors.promos import CodeOver, CodeUnknown, CodeUsed
from services.promos import Discount
from services.sessions import Card, Places
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("booking")
    router.callback_query.register(open_form, OpenForm.filter())
    router.callback_query.register(choose_places, ChoosePlaces.filter())
    router.callback_query.register(skip_guests, SkipGuests.filter())
    router.callback_query.register(leave_out, SkipRequest.filter())
    router.callback_query.register(book, BookDraft.filter())
    router.callback_query.register(book, BookDraftByCredit.filter())
    router.callback_query.register(wait, JoinWaitlistAsParty.filter())
    router.callback_query.register(leave, LeaveForm.filter())
    router.message.register(take_guests, StateFilter(Form.guests), Typed())
    router.message.register(take_request, StateFilter(Form.request), Typed())
    router.callback_query.register(enter_code, EnterCode.filter())
    router.callback_query.register(leave_out, RemoveCode.filter())
    router.message.register(take_code, StateFilter(Form.code), Typed())
    router.message.register(ask_again, StateFilter(Form))
    return router


async def bookable(session_id: int, quota_id: int, db: Database, user: Person, now: datetime) -> tuple[Card, Places]:
    """The card and the role, if this person can book or wait there now; else the reason why not."""
    card = await db.read(sessions.card, session_id=session_id, viewer_id=user.id, now=now)
    role = card.role(quota_id)
    if role is None:
        raise NotFound
    if card.obstacle:
        raise card.obstacle
    return card, role


async def open_form(
    query: CallbackQuery,
    callback_data: OpenForm,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    card, role = await bookable(callback_data.session_id, callback_data.quota_id, db, user, now)
    draft = Draft(card.id, role.quota_id)
    if card.places_limit > 1:
        await drafts.keep(state, draft)
        await screens.show(query, forms.how_many(card, role, t), keyboards.how_many(card, role, t))
    else:
        await ask_request(query, draft, state, t)


async def choose_places(
    query: CallbackQuery,
    callback_data: ChoosePlaces,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Names come next; where there are not so many places, the way to wait for them."""
    card, role = await bookable(callback_data.session_id, callback_data.quota_id, db, user, now)
    places = min(max(callback_data.places, 1), keyboards.largest_party(card, role))
    draft = Draft(card.id, role.quota_id, places)
    if places > role.free:
        keyboard = keyboards.ask_waiting(card.id, role.quota_id, places, t)
        await screens.show(query, forms.ask_waiting(role, places, t), keyboard)
    elif places == 1:
        await ask_request(query, draft, state, t)
    else:
        await drafts.keep(state, draft, Form.guests)
        await screens.show(query, forms.ask_guests(places - 1, t), keyboards.ask_guests(card.id, t))


async def skip_guests(query: CallbackQuery, callback_data: SkipGuests, state: FSMContext, t: Translator) -> None:
    draft = await drafts.find(state, callback_data.session_id)
    if draft is None:
        raise FormOutdated(callback_data.session_id)
    await ask_request(query, draft.with_(guests=[]), state, t)


async def take_guests(message: Message, state: FSMContext, t: Translator) -> None:
    draft = await drafts.find(state)
    if draft is None:
        raise NotFound
    names, most = registrations.read_names(message.text or ""), drafts.guests_of(draft)
    if 1 <= len(names) <= most:
        await ask_request(message, draft.with_(guests=names), state, t)
    else:
        said = forms.too_many_names(most, t) if names else forms.not_a_text(t)
        await screens.show(message, forms.ask_guests(most, t, said), keyboards.ask_guests(draft.session_id, t))


async def ask_request(event: CallbackQuery | Message, draft: Draft, state: FSMContext, t: Translator) -> None:
    await drafts.keep(state, draft, Form.request)
    await screens.show(event, forms.ask_request(t), keyboards.ask_request(draft.session_id, t))


async def leave_out(
    query: CallbackQuery,
    callback_data: SkipRequest | RemoveCode,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """No wish is told, or a code that was entered is not used."""
    draft = await drafts.find(state, callback_data.session_id)
    if draft is None:
        raise FormOutdated(callback_data.session_id)
    without = draft.with_(code="") if isinstance(callback_data, RemoveCode) else draft.with_(request="")
    await ask_to_confirm(query, without, state, db, user, now, t)


async def take_request(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    draft = await drafts.find(state)
    if draft is None:
        raise NotFound
    typed = message.text or ""
    if len(typed) > registrations.LONGEST_REQUEST:
        keyboard = keyboards.ask_request(draft.session_id, t)
        await screens.show(message, forms.ask_request(t, forms.too_long(t)), keyboard)
    else:
        await ask_to_confirm(message, draft.with_(request=typed), state, db, user, now, t)


async def ask_again(message: Message, state: FSMContext, t: Translator) -> None:
    """A picture, a voice, a contact: what is no text is no answer."""
    draft = await drafts.find(state)
    if draft is None:
        raise NotFound
    said = forms.not_a_text(t)
    if await state.get_state() == Form.guests.state:
        text, keyboard = forms.ask_guests(drafts.guests_of(draft), t, said), keyboards.ask_guests(draft.session_id, t)
    elif await state.get_state() == Form.code.state:
        text, keyboard = forms.ask_code(t, said), keyboards.ask_code(draft.session_id, t)
    else:
        text, keyboard = forms.ask_request(t, said), keyboards.ask_request(draft.session_id, t)
    await screens.show(message, text, keyboard)


async def ask_to_confirm(
    event: CallbackQuery | Message,
    draft: Draft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.keep(state, draft)
    card, role = await bookable(draft.session_id, draft.quota_id, db, user, now)
    if draft.places > role.free:
        text = forms.ask_waiting(role, draft.places, t)
        keyboard = keyboards.ask_waiting(card.id, role.quota_id, draft.places, t)
    else:
        off = await taken_off(draft, db, user, now)
        text = forms.confirm(card, role, draft.places, draft.guests, draft.request, t, off)
        keyboard = keyboards.confirm(card, role, draft.places, draft.version, t, has_code=bool(off))
    await screens.show(event, text, keyboard)


async def taken_off(draft: Draft, db: Database, user: Person, now: datetime) -> Discount | None:
    """What the form's code takes off; nothing where there is none, or it does not hold any more."""
    with suppress(CodeOver, CodeUsed, CodeUnknown):
        return await look_at_code(draft, db, user, now) if draft.code else None
    return None


async def look_at_code(draft: Draft, db: Database, user: Person, now: datetime) -> Discount:
    given = drafts.as_coded(draft)
    return await db.read(promos.look, user_id=user.id, **given, now=now)


async def enter_code(
    query: CallbackQuery,
    callback_data: EnterCode,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """The form goes on; who has none yet comes alone."""
    card, role = await bookable(callback_data.session_id, callback_data.quota_id, db, user, now)
    found = await drafts.find(state, card.id)
    draft = found if found and found.quota_id == role.quota_id else Draft(card.id, role.quota_id)
    await drafts.keep(state, draft.with_(code=""), Form.code)
    await screens.show(query, forms.ask_code(t), keyboards.ask_code(card.id, t))


async def take_code(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    draft = await drafts.find(state)
    if draft is None:
        raise NotFound
    draft = draft.with_(code=(message.text or "")[: promos.LONGEST])
    try:
        await look_at_code(draft, db, user, now)
    except (CodeOver, CodeUsed, CodeUnknown) as refused:
        said = cards.refusal(refused, t)
        await screens.show(message, forms.ask_code(t, said), keyboards.ask_code(draft.session_id, t))
    else:
        await ask_to_confirm(message, draft, state, db, user, now, t)


async def book(
    query: CallbackQuery,
    callback_data: BookDraft | BookDraftByCredit,
    state: FSMContext,
    db: Database,
    user: Person,
    limits: Limits,
    hold: timedelta,
    now: datetime,
    t: Translator,
) -> None:
    draft = await drafts.find(state, callback_data.session_id)
    if draft is None or draft.version != callback_data.version:
        raise FormOutdated(callback_data.session_id)
    await limits.count_booking(user.id, now)
    by_credit = isinstance(callback_data, BookDraftByCredit)
    given = drafts.as_booked(draft) | ({"promo": ""} if by_credit else {})
    await db.write(registrations.book, user_id=user.id, **given, by_credit=by_credit, hold=hold, now=now)
    await drafts.drop(state)
    await show_card(query, draft.session_id, db, user, now, t)


async def wait(
    query: CallbackQuery,
    callback_data: JoinWaitlistAsParty,
    state: FSMContext,
    db: Database,
    user: Person,
    limits: Limits,
    now: datetime,
    t: Translator,
) -> None:
    await limits.count_booking(user.id, now)
    wanted = callback_data.model_dump(exclude={"session_id", "takes_fewer"})
    told = await drafts.told(state, callback_data.quota_id, callback_data.places)
    takes_fewer = bool(callback_data.takes_fewer)
    await db.write(waitlist.join, user_id=user.id, **wanted, **told, takes_fewer=takes_fewer, now=now)
    await drafts.drop(state)
    await show_card(query, callback_data.session_id, db, user, now, t)


async def leave(
    query: CallbackQuery,
    callback_data: LeaveForm,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafts.drop(state)
    await show_card(query, callback_data.session_id, db, user, now, t)
