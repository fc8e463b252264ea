"""The team: who is in it, invites out of it and into it, removing, leaving, passing the host on."""

from datetime import datetime

from aiogram import Bot, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, LinkPreviewOptions, Message

from db import Database
from handlers import buttons, screens, teams
from handlers.organizer import inviting, ways
from handlers.topics import topic_router
from keyboards import common
from keyboards import team as keyboards
from keyboards.callbacks.organizing import OpenTeam
from keyboards.callbacks.team import (
    AskPassing,
    AskRemoving,
    DeclineHost,
    DeclineInvite,
    JoinTeam,
    ListInvites,
    MakeInvite,
    OfferHost,
    OpenHelper,
    RemoveHelper,
    RevokeInvite,
    RevokeInvites,
    TakeHost,
    TurnTeam,
)
from services import team
from services.errors import NotFound
from services.team import Invited, Removed
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("team")
    router.callback_query.register(open_team, OpenTeam.filter())
    router.callback_query.register(turn, TurnTeam.filter())
    router.callback_query.register(make_invite, MakeInvite.filter())
    router.callback_query.register(list_invites, ListInvites.filter())
    router.callback_query.register(revoke, RevokeInvite.filter())
    router.callback_query.register(revoke_all, RevokeInvites.filter())
    router.callback_query.register(open_helper, OpenHelper.filter())
    router.callback_query.register(ask_removing, AskRemoving.filter())
    router.callback_query.register(remove, RemoveHelper.filter())
    router.callback_query.register(ask_passing, AskPassing.filter())
    router.callback_query.register(offer_host, OfferHost.filter())
    router.callback_query.register(take_host, TakeHost.filter())
    router.callback_query.register(decline_host, DeclineHost.filter())
    router.callback_query.register(join, JoinTeam.filter())
    router.callback_query.register(decline_invite, DeclineInvite.filter())
    inviting.register(router)
    return router


async def open_team(
    query: CallbackQuery,
    callback_data: OpenTeam,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    if await state.get_state():
        await ways.clear(state)
    await show_team(query, callback_data.host_id, callback_data.series_id, db, user, now, channels, t)


async def turn(
    query: CallbackQuery,
    callback_data: TurnTeam,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    wanted = callback_data
    await show_team(query, wanted.host_id, wanted.series_id, db, user, now, channels, t, page=wanted.page)


async def show_team(
    query: CallbackQuery,
    host_id: int,
    series_id: int | None,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
    *,
    page: int = 0,
    said: str = "",
) -> None:
    found = await db.read(
        team.look, host_id=host_id, series_id=series_id or None, viewer_id=user.id, page=page, now=now
    )
    await screens.show(query, teams.team(found, t, said=said), keyboards.team(found, t, has_mail="email" in channels))


async def make_invite(
    query: CallbackQuery,
    callback_data: MakeInvite,
    bot: Bot,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    """The link comes as a message of its own: the screen stays here when it is forwarded."""
    role, scope_id = Invited(callback_data.role), callback_data.scope_id
    made = await db.write(team.invite, user_id=user.id, role=role, scope_id=scope_id, now=now)
    address, where = f"https://t.me/{(await bot.me()).username}?start=i_{made.token}", made.where
    await show_team(query, where.host_id, where.series_id, db, user, now, channels, t, said=teams.made(made, t))
    await bot.send_message(
        query.from_user.id,
        teams.link(made, address, t),
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        reply_markup=keyboards.link(address, teams.words(made, t), t),
    )


async def list_invites(
    query: CallbackQuery, callback_data: ListInvites, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await show_invites(query, callback_data.host_id, callback_data.series_id, db, user, now, t)


async def show_invites(
    query: CallbackQuery,
    host_id: int,
    series_id: int | None,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
    *,
    said: str = "",
) -> None:
    found = await db.read(team.look, host_id=host_id, series_id=series_id or None, viewer_id=user.id, now=now)
    if not found.sees_all:
        raise NotFound
    labels = [teams.withdraw(number, t) for number, _ in enumerate(found.invites, 1)]
    await screens.show(query, teams.open_invites(found, t, said=said), keyboards.invites(found, labels, t))


async def revoke(
    query: CallbackQuery, callback_data: RevokeInvite, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    where = await db.write(team.revoke, user_id=user.id, invite_id=callback_data.invite_id, now=now)
    series_id = None if callback_data.of_host else where.series_id
    await show_invites(query, where.host_id, series_id, db, user, now, t, said=teams.withdrawn(1, t))


async def revoke_all(
    query: CallbackQuery, callback_data: RevokeInvites, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    host_id, series_id = callback_data.host_id, callback_data.series_id or None
    number = await db.write(team.revoke_all, user_id=user.id, host_id=host_id, series_id=series_id, now=now)
    await show_invites(query, host_id, series_id, db, user, now, t, said=teams.withdrawn(number, t))


async def open_helper(
    query: CallbackQuery, callback_data: OpenHelper, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    one = await _person(callback_data, db, user, now)
    await screens.show(query, teams.person(one, t), keyboards.person(one, t))


async def ask_removing(
    query: CallbackQuery,
    callback_data: AskRemoving,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    one = await _person(callback_data, db, user, now)
    await buttons.show(query, state, teams.ask_removing(one, t), keyboards.ask_removing(one, t))


async def _person(wanted: OpenHelper | AskRemoving, db: Database, user: Person, now: datetime) -> team.OpenPerson:
    is_member = wanted.kind == "m"
    return await db.read(team.person, viewer_id=user.id, role_id=wanted.role_id, is_member=is_member, now=now)


async def remove(
    query: CallbackQuery,
    callback_data: RemoveHelper,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    gone = await _remove(callback_data, db, user, now)
    if gone.by_themselves:
        await screens.show(query, teams.left(gone, t), keyboards.after_leaving(t))
        return
    where = gone.where
    await show_team(query, where.host_id, where.series_id, db, user, now, channels, t, said=teams.removed(gone, t))


async def _remove(wanted: RemoveHelper, db: Database, user: Person, now: datetime) -> Removed:
    if wanted.kind == "m":
        return await db.write(team.remove_member, user_id=user.id, member_id=wanted.role_id, now=now)
    return await db.write(team.remove, user_id=user.id, helper_id=wanted.role_id, now=now)


async def ask_passing(
    query: CallbackQuery,
    callback_data: AskPassing,
    state: FSMContext,
    db: Database,
    user: Person,
    now: datetime,
    t: Translator,
) -> None:
    helper_id = callback_data.helper_id
    one = await db.read(team.person, viewer_id=user.id, role_id=helper_id, is_member=False, now=now)
    if not one.may_pass_on:
        raise NotFound
    await buttons.show(query, state, teams.ask_passing(one, t), keyboards.ask_passing(one, t))


async def offer_host(
    query: CallbackQuery,
    callback_data: OfferHost,
    db: Database,
    user: Person,
    now: datetime,
    channels: frozenset[str],
    t: Translator,
) -> None:
    offered = await db.write(team.offer, user_id=user.id, helper_id=callback_data.helper_id, now=now)
    await show_team(query, offered.host_id, None, db, user, now, channels, t, said=teams.asked(offered, t))


async def take_host(
    query: CallbackQuery, callback_data: TakeHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    passed = await db.write(team.take, user_id=user.id, invite_id=callback_data.invite_id, now=now)
    await screens.show(query, teams.taken(passed, t), keyboards.taken(passed.host_id, t))


async def decline_host(
    query: CallbackQuery, callback_data: DeclineHost, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    passed = await db.write(team.decline, user_id=user.id, invite_id=callback_data.invite_id, now=now)
    await screens.show(query, teams.declined(passed, t), common.to_home(t))


async def show_invite(message: Message, token: str, db: Database, user: Person, now: datetime, t: Translator) -> None:
    """What a link offers; to look does not use it up."""
    invite = await db.read(team.find, token=token, viewer_id=user.id, now=now)
    await screens.show(message, teams.preview(invite, user.name, t), keyboards.preview(invite, t))


async def join(
    query: CallbackQuery, callback_data: JoinTeam, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    joined = await db.write(team.accept, token=callback_data.token, user_id=user.id, now=now)
    await screens.show(query, teams.joined(joined, t), keyboards.joined(joined, t))


async def decline_invite(query: CallbackQuery, t: Translator) -> None:
    await screens.show(query, teams.not_joined(t), common.to_home(t))
