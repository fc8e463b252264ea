"""A change: asked for, typed or chosen, looked at with all whom it affects, and then confirmed."""

from datetime import datetime, timedelta

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import impacts, plans, screens
from handlers.attendee.sessions import show_card
from handlers.cards import paragraphs
from handlers.organizer.sessions import drafting, keeping, proposing, reading
from handlers.organizer.sessions.desk import show_desk
from handlers.organizer.sessions.drafting import Asked, Draft
from handlers.organizer.sessions.roles import show_roles
from handlers.topics import Typed
from keyboards import planning as keyboards
from keyboards.callbacks.planning import (
    ApplyChange,
    AskEdit,
    MakeFree,
    PickInstructor,
    SetReach,
    ShiftTime,
    TurnStaff,
    What,
)
from services import sessions
from services.access import Right
from services.errors import DomainError, NotAllowed, NotFound, SessionError
from services.errors.organizing import ChangeOutdated, FewerThanTaken, MomentTaken
from services.sessions import Desk, Outcome
from services.translator import Translator
from services.users import Person

SHIFTS = {
    "m30": timedelta(minutes=-30),
    "p30": timedelta(minutes=30),
    "p60": timedelta(hours=1),
    "day": timedelta(days=1),
}


def register(router: Router) -> None:
    router.callback_query.register(ask, AskEdit.filter())
    router.callback_query.register(shift, ShiftTime.filter())
    router.callback_query.register(turn_staff, TurnStaff.filter())
    router.callback_query.register(pick_instructor, PickInstructor.filter())
    router.callback_query.register(make_free, MakeFree.filter())
    router.callback_query.register(set_reach, SetReach.filter())
    router.callback_query.register(apply, ApplyChange.filter())
    router.message.register(take, StateFilter(Asked.value), Typed())
    router.message.register(ask_again, StateFilter(Asked.value))
    router.message.register(take_reason, StateFilter(Asked.look), Typed())
    router.message.register(ask_for_a_tap, StateFilter(Asked.look))
    router.message.register(take_places, StateFilter(Asked.roles), Typed())
    router.message.register(take_no_places, StateFilter(Asked.roles))


async def ask(
    query: CallbackQuery,
    callback_data: AskEdit,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Cancelling has nothing to ask for first: it goes straight to the look at whom it affects."""
    wanted = callback_data
    draft = Draft(wanted.session_id, wanted.what, wanted.quota_id, version=await drafting.next_version(state))
    if wanted.what == What.REASON:
        before = await drafting.find(state, wanted.session_id)
        draft = before.with_(what=What.REASON) if before and before.what == What.CANCEL else draft
    if wanted.what == What.CANCEL:
        await propose(query, draft, state, db, user, now, t)
    else:
        await put_question(query, draft, state, db, user, now, t)


async def put_question(
    event: CallbackQuery | Message,
    draft: Draft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    page: int = 0,
) -> None:
    shown = await changeable(draft, db, user, now)
    await drafting.keep(state, draft, Asked.look if draft.what == What.INSTRUCTOR else Asked.value)
    role = shown.card.role(draft.quota_id)
    words = plans.question(shown, draft.what, role.name if role else "", t, said)
    if draft.what == What.INSTRUCTOR:
        staff = await db.read(sessions.staff, user_id=user.id, session_id=draft.session_id)
        await screens.show(event, words, keyboards.ask_instructor(shown, staff, t, page=page))
    else:
        await screens.show(event, words, keyboards.question(shown, draft.what, now, t))


async def changeable(draft: Draft, db: Database, user: Person, now: datetime) -> Desk:
    """The session, where this person may change that now; else the reason why not."""
    shown = await db.read(sessions.desk, user_id=user.id, session_id=draft.session_id, now=now)
    if draft.what == What.NOTE:
        if Right.NOTE not in shown.card.rights:
            raise NotAllowed(draft.session_id)
        return shown
    await db.read(sessions.impact, user_id=user.id, session_id=draft.session_id, now=now)
    if draft.quota_id and shown.card.role(draft.quota_id) is None:
        raise NotFound
    return shown


async def take(message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator) -> None:
    draft = await drafting.find(state)
    if draft is None or not draft.session_id:
        raise NotFound
    shown = await changeable(draft, db, user, now)
    try:
        answered = reading.read(draft, message.text or "", shown.card, t, now=now)
        if draft.what in keeping.AT_ONCE:
            await keeping.keep(message, answered, state, db, user, now, t)
        else:
            await propose(message, answered, state, db, user, now, t)
    except SessionError:
        raise
    except DomainError as refusal:
        await put_question(message, draft, state, db, user, now, t, said=refusal.text(t))


async def ask_again(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """A picture, a voice, a command that is none: what is no text is no answer."""
    draft = await drafting.find(state)
    if draft is None or not draft.session_id:
        raise NotFound
    await put_question(message, draft, state, db, user, now, t, said=t("I can only take text here."))


async def shown_draft(state: FSMContext) -> Draft:
    """What the person sees. Raises NotFound where that is over."""
    draft = await drafting.find(state)
    if draft is None or not draft.session_id:
        raise NotFound
    return draft


async def take_reason(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """What is typed below the look at cancelling is what people shall be told; below others a tap is needed."""
    draft = await shown_draft(state)
    if draft.what != What.CANCEL:
        await ask_for_a_tap(message, state, db, user, now, t)
        return
    card = (await changeable(draft, db, user, now)).card
    try:
        reason = reading.read(draft.with_(what=What.REASON), message.text or "", card, t, now=now)
    except DomainError as refusal:
        await propose(message, draft, state, db, user, now, t, said=refusal.text(t))
    else:
        await propose(message, reason, state, db, user, now, t)


async def ask_for_a_tap(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    draft, said = await shown_draft(state), t("Please tap one of the buttons.")
    if draft.what == What.INSTRUCTOR and draft.value is None:
        await put_question(message, draft, state, db, user, now, t, said=said)
    else:
        await propose(message, draft, state, db, user, now, t, said=said)


async def take_places(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    """Places as they are typed below those that there are: each role that was named is looked at, one by one."""
    shown = await shown_draft(state)
    card = (await changeable(shown, db, user, now)).card
    try:
        [first, *rest] = reading.read_role_places(message.text or "", card)
        draft = shown.with_(what=What.PLACES, quota_id=first[0], value=first[1], then=rest)
        await propose(message, draft, state, db, user, now, t)
    except SessionError:
        raise
    except DomainError as refusal:
        await show_roles(message, shown.session_id, state, db, user, now, t, f"✖️ {refusal.text(t)}")


async def take_no_places(
    message: Message, state: FSMContext, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    shown = await shown_draft(state)
    await show_roles(message, shown.session_id, state, db, user, now, t, t("Please tap one of the buttons."))


async def shift(
    query: CallbackQuery,
    callback_data: ShiftTime,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = Draft(callback_data.session_id, What.TIME, version=await drafting.next_version(state))
    card = (await changeable(draft, db, user, now)).card
    moment = sessions.shifted(card.starts_at, SHIFTS[callback_data.by], card.time_zone)
    try:
        await propose(query, draft.with_(value=moment.isoformat()), state, db, user, now, t)
    except SessionError:
        raise
    except DomainError as refusal:
        await put_question(query, draft, state, db, user, now, t, said=refusal.text(t))


async def turn_staff(
    query: CallbackQuery,
    callback_data: TurnStaff,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = Draft(callback_data.session_id, What.INSTRUCTOR, version=await drafting.next_version(state))
    await put_question(query, draft, state, db, user, now, t, page=callback_data.page)


async def pick_instructor(
    query: CallbackQuery,
    callback_data: PickInstructor,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    session_id, picked = callback_data.session_id, callback_data.user_id
    staff = {one.id: one.name for one in await db.read(sessions.staff, user_id=user.id, session_id=session_id)}
    draft = Draft(session_id, What.INSTRUCTOR, version=await drafting.next_version(state))
    if picked and picked not in staff:
        await put_question(query, draft, state, db, user, now, t, said=t("That person is not on the team any more."))
    else:
        named = draft.with_(value=picked, more=staff.get(picked, ""))
        await propose(query, named, state, db, user, now, t)


async def make_free(
    query: CallbackQuery,
    callback_data: MakeFree,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    version = await drafting.next_version(state)
    draft = Draft(callback_data.session_id, What.PRICE, value=0, version=version)
    await propose(query, draft, state, db, user, now, t)


async def propose(
    event: CallbackQuery | Message,
    draft: Draft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str = "",
    done: str = "",
) -> None:
    """Show what a change would mean, with the way to confirm it, below what was refused or is done."""
    seen = await proposing.see(draft, db, user, now)
    card = (await changeable(draft, db, user, now)).card
    shown = draft.with_(is_short=proposing.is_short(seen))
    await drafting.keep(state, shown, Asked.look)
    words = paragraphs(done, plans.below(said, proposing.text(shown, card, seen, t)))
    await screens.show(event, words, proposing.keyboard(shown, seen, t))


async def set_reach(
    query: CallbackQuery,
    callback_data: SetReach,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    wanted = callback_data
    draft = await current(wanted.session_id, wanted.version, state, db, user, now)
    further = draft.with_(future=bool(wanted.future), edited=bool(wanted.edited))
    try:
        await propose(query, further, state, db, user, now, t)
    except MomentTaken as taken:
        await propose(query, draft, state, db, user, now, t, said=taken.text(t))


async def current(session_id: int, version: int, state: FSMContext, db: Database, user: Person, now: datetime) -> Draft:
    """The change that a screen showed, if it is still that; else what is true, or that the form is out of date."""
    await db.read(sessions.impact, user_id=user.id, session_id=session_id, now=now)
    draft = await drafting.find(state, session_id, version)
    if draft is None:
        raise ChangeOutdated(session_id)
    return draft


async def apply(
    query: CallbackQuery,
    callback_data: ApplyChange,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    draft = await current(callback_data.session_id, callback_data.version, state, db, user, now)
    act, given = proposing.act(draft)
    try:
        outcome = await db.write(act, user_id=user.id, **given, reach=draft.reach, now=now)
    except (FewerThanTaken, MomentTaken) as refusal:  # it has changed since it was looked at
        await try_again(query, draft, state, db, user, now, t, said=refusal.text(t))
        return
    if draft.then:
        await propose_next(query, draft, outcome, state, db, user, now, t)
    else:
        await show_done(query, draft, outcome, state, db, user, now, t)


async def propose_next(
    query: CallbackQuery,
    draft: Draft,
    outcome: Outcome,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """The next role whose places were typed; where it cannot be any more, all there are."""
    said = impacts.done(draft.what, outcome, t)
    [(quota_id, places), *rest] = draft.then
    further = draft.with_(quota_id=quota_id, value=places, then=rest, is_short=False)
    try:
        await propose(query, further, state, db, user, now, t, done=said)
    except DomainError as refusal:
        await show_roles(query, draft.session_id, state, db, user, now, t, f"{said}\n✖️ {refusal.text(t)}")


async def show_done(
    query: CallbackQuery,
    draft: Draft,
    outcome: Outcome,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    await drafting.drop(state)
    if draft.what == What.CANCEL:
        await show_card(query, draft.session_id, db, user, now, t, said=impacts.called_off(outcome, t))
    else:
        await show_desk(query, draft.session_id, db, user, now, t, said=impacts.done(draft.what, outcome, t))


async def try_again(
    query: CallbackQuery,
    draft: Draft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    said: str,
) -> None:
    """What it would mean now; where it cannot be any more, the question."""
    try:
        await propose(query, draft, state, db, user, now, t, said=said)
    except MomentTaken:
        await put_question(query, draft, state, db, user, now, t, said=said)
