"""The last step: what the preview shows is created, or left."""

from datetime import datetime

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery

from db import Database
from handlers import screens
from handlers.organizer import ways
from handlers.organizer.desk.showing import show_desk
from handlers.organizer.new import drafts, wording
from handlers.organizer.new.asking import ask, go_on
from keyboards import founding as keyboards
from keyboards.callbacks.founding import CreateDraft, LeaveDraft
from services import series
from services.errors.organizing import DraftChanged, HourSkipped, MomentPast, MomentTaken
from services.series import Begun, Draft
from services.translator import Translator
from services.users import Person


def register(router: Router) -> None:
    router.callback_query.register(create, CreateDraft.filter())
    router.callback_query.register(leave, LeaveDraft.filter())


async def create(
    query: CallbackQuery,
    callback_data: CreateDraft,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    """Nothing but what the preview showed; a time that was lost meanwhile is asked for again."""
    draft = await drafts.require(state)
    if draft.missing or draft.version != callback_data.version:
        await go_on(query, state, draft, now, t, said=DraftChanged().text(t))
        return
    try:
        begun = await begin(draft, db, user, now)
    except (MomentPast, MomentTaken, HourSkipped) as refusal:
        await ask(query, state, draft, "when", now, t, refusal.text(t))
        return
    await ways.clear(state)
    await show_desk(query, begun.series_id, db, user, now, t, said=done(draft, begun, t))


def done(draft: Draft, begun: Begun, t: Translator) -> str:
    return wording.planned(begun.sessions, t) if draft.series_id else wording.begun(draft.title, begun.sessions, t)


async def begin(draft: Draft, db: Database, user: Person, now: datetime) -> Begun:
    if not draft.series_id:
        return await db.write(series.found, user_id=user.id, plan=draft.as_plan(), now=now)
    assert draft.starts_at
    return await db.write(
        series.plan_session,
        user_id=user.id,
        series_id=draft.series_id,
        starts_at=draft.starts_at,
        places=draft.places or None,
        weekly=draft.weekly,
        now=now,
    )


async def leave(query: CallbackQuery, state: FSMContext, t: Translator) -> None:
    await ways.clear(state)
    await screens.show(query, t("Stopped. Nothing was created."), keyboards.left(t))
