"""Keyboards of a team: the people, the invites, what somebody who is invited can answer."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Browse, Home, OpenSeries
from keyboards.callbacks.organizing import OpenHostDesk, OpenOrganize, OpenSeriesDesk, OpenTeam
from keyboards.callbacks.team import (
    AskMailing,
    AskPassing,
    AskRemoving,
    DeclineHost,
    DeclineInvite,
    JoinTeam,
    Kind,
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
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows, to_home
from services.team import Helper, Invite, Invited, Joined, OpenInvite, OpenPerson, Place, Team
from services.translator import Translator

LONGEST_NAME = 30


def team(team: Team, t: Translator, *, has_mail: bool = False) -> InlineKeyboardMarkup:
    where = team.where
    invites = [button(t("Open invites"), ListInvites(**_ids(where)))] if team.invites else []
    return rows(
        *[[_invite(role, where, t), *_by_mail(role, where, has_mail, t)] for role in team.may_invite],
        *in_pairs([_person(one) for one in team.people if one.is_in_reach]),
        _pages(team, t),
        invites,
        [back(team, t)],
    )


def _invite(role: Invited, where: Place, t: Translator) -> InlineKeyboardButton:
    scope_id = where.series_id if role.is_of_series else where.host_id
    words = {
        Invited.CO_ORGANIZER: t("Invite co-organizer"),
        Invited.DOOR: t("Invite door helper"),
        Invited.INSTRUCTOR: t("Invite instructor"),
        Invited.MANAGER: t("Invite manager"),
        Invited.MEMBER: t("Invite member"),
    }
    return button(words[role], MakeInvite(role=role.value, scope_id=scope_id or 0))


def _by_mail(role: Invited, where: Place, has_mail: bool, t: Translator) -> list[InlineKeyboardButton]:
    scope_id = where.series_id if role.is_of_series else where.host_id
    return [button(t("Send by email"), AskMailing(role=role.value, scope_id=scope_id or 0))] if has_mail else []


def _person(one: Helper) -> InlineKeyboardButton:
    return button(one.name[:LONGEST_NAME], OpenHelper(kind=kind(one), role_id=one.id))


def kind(one: Helper) -> Kind:
    return "m" if one.role == Invited.MEMBER else "h"


def _pages(team: Team, t: Translator) -> list[InlineKeyboardButton]:
    before = [button(t("Previous"), TurnTeam(**_ids(team.where), page=team.number - 1))] if team.number else []
    after = [button(t("Next"), TurnTeam(**_ids(team.where), page=team.number + 1))] if team.has_next else []
    return before + after


def back(team: Team, t: Translator) -> InlineKeyboardButton:
    """To the desk of what it is the team of; to the home of organizers for who has no desk."""
    if not team.sees_all:
        return button(t("Back"), OpenOrganize())
    if team.where.series_id is not None:
        return button(t("Back"), OpenSeriesDesk(series_id=team.where.series_id))
    return button(t("Back"), OpenHostDesk(host_id=team.where.host_id))


def link(address: str, words: str, t: Translator) -> InlineKeyboardMarkup:
    """Buttons that stay under the message when it is forwarded: none of them is about the team."""
    share = f"https://t.me/share/url?url={quote(address, safe='')}&text={quote(words)}"
    return rows(
        [InlineKeyboardButton(text=t("Copy link"), copy_text=CopyTextButton(text=address))],
        [InlineKeyboardButton(text=t("Send it to somebody"), url=share)],
    )


def invites(team: Team, labels: list[str], t: Translator) -> InlineKeyboardMarkup:
    """A row for each that is open; the label says which."""
    named = zip(labels, team.invites, strict=True)
    every = [button(t("Withdraw all"), RevokeInvites(**_ids(team.where)), DANGER)] if len(team.invites) > 1 else []
    return rows(*[[_revoke(label, one, team.where)] for label, one in named], every, [to_team(team.where, t)])


def _revoke(label: str, one: OpenInvite, where: Place) -> InlineKeyboardButton:
    return button(label, RevokeInvite(invite_id=one.id, of_host=int(where.series_id is None)), DANGER)


def person(one: OpenPerson, t: Translator) -> InlineKeyboardMarkup:
    ids = {"kind": kind(one.helper), "role_id": one.helper.id}
    passing = [button(t("Pass the host on"), AskPassing(helper_id=one.helper.id))] if one.may_pass_on else []
    word = t("Leave") if one.is_viewer else t("Remove")
    return rows(passing, [button(word, AskRemoving(**ids), DANGER)], [to_team(one.where, t)])


def ask_removing(one: OpenPerson, t: Translator) -> InlineKeyboardMarkup:
    ids = {"kind": kind(one.helper), "role_id": one.helper.id}
    word = t("Yes, leave") if one.is_viewer else t("Yes, remove")
    return rows([button(word, RemoveHelper(**ids), DANGER)], [button(t("Back"), OpenHelper(**ids))])


def ask_passing(one: OpenPerson, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Ask {name}", name=one.helper.name[:LONGEST_NAME]), OfferHost(helper_id=one.helper.id), PRIMARY)],
        [button(t("Back"), OpenHelper(kind="h", role_id=one.helper.id))],
    )


def preview(invite: Invite, t: Translator) -> InlineKeyboardMarkup:
    if invite.obstacle is not None:
        return to_home(t)
    return rows([button(t("Join"), JoinTeam(token=invite.token), PRIMARY), button(t("No thanks"), DeclineInvite())])


def joined(joined: Joined, t: Translator) -> InlineKeyboardMarkup:
    if joined.role == Invited.MEMBER:
        series = OpenSeries(series_id=joined.where.series_id or 0)
        return rows([button(t("Sessions"), series, PRIMARY)], [button(t("Home"), Home())])
    return rows([button(t("Organize"), OpenOrganize(), PRIMARY)], [button(t("Home"), Home())])


def after_leaving(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Browse sessions"), Browse()), button(t("Home"), Home())])


def to_team(where: Place, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), OpenTeam(**_ids(where)))


def to_team_only(where: Place, t: Translator) -> InlineKeyboardMarkup:
    return rows([to_team(where, t)])


def taken(host_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Organize"), OpenHostDesk(host_id=host_id), PRIMARY)], [button(t("Home"), Home())])


def _ids(where: Place) -> dict[str, int]:
    return {"host_id": where.host_id, "series_id": where.series_id or 0}


def offered(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under the notice to a manager."""
    take = button(t("Take it over"), TakeHost(invite_id=data["invite_id"]), PRIMARY)
    return rows([take], [button(t("No thanks"), DeclineHost(invite_id=data["invite_id"]))])


def changed(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under the notice that somebody joined or left."""
    ids = {"host_id": data["host_id"], "series_id": data["series_id"] or 0}
    return rows([button(t("Team"), OpenTeam(**ids)), button(t("Home"), Home())])
