"""What people tap who build a team, join one or leave it."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Flag, Id, PageNumber, Token

Kind = Literal["h", "m"]
"""Of a row: one who helps, or a member of a private series."""


class TurnTeam(CallbackData, prefix="team.page"):
    host_id: Id
    series_id: Id
    page: PageNumber


class MakeInvite(CallbackData, prefix="team.invite"):
    """`scope_id` is a series for the roles of one, and else a host."""

    role: Literal["manager", "instructor", "co_organizer", "door", "member"]
    scope_id: Id


class AskMailing(CallbackData, prefix="team.mail"):
    """The same by mail: asks for the address."""

    role: Literal["manager", "instructor", "co_organizer", "door", "member"]
    scope_id: Id


class ListInvites(CallbackData, prefix="team.invites"):
    host_id: Id
    series_id: Id


class RevokeInvite(CallbackData, prefix="team.revoke"):
    """`of_host` is 1 where it was tapped among all of the host's invites."""

    invite_id: Id
    of_host: Flag


class RevokeInvites(CallbackData, prefix="team.revoke_all"):
    host_id: Id
    series_id: Id


class OpenHelper(CallbackData, prefix="team.person"):
    kind: Kind
    role_id: Id


class AskRemoving(CallbackData, prefix="team.ask"):
    kind: Kind
    role_id: Id


class RemoveHelper(CallbackData, prefix="team.remove"):
    kind: Kind
    role_id: Id


class AskPassing(CallbackData, prefix="team.pass"):
    helper_id: Id


class OfferHost(CallbackData, prefix="team.offer"):
    helper_id: Id


class TakeHost(CallbackData, prefix="team.take"):
    invite_id: Id


class DeclineHost(CallbackData, prefix="team.decline"):
    invite_id: Id


class JoinTeam(CallbackData, prefix="team.join"):
    token: Token


class DeclineInvite(CallbackData, prefix="team.no"):
    """Uses nothing up."""
