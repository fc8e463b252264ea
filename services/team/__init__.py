"""The team of a host: who joins it by an invite, what they may invite others to, how they leave, who owns the host."""

from services.team.invited import NEEDED, Invited, Place, place_to_invite
from services.team.inviting import Invite, Joined, accept, find, invite, revoke, revoke_all
from services.team.leaving import Removed, release_sessions, remove, remove_member
from services.team.listing import Helper, OpenInvite, OpenPerson, Team, look, look_at_series, person
from services.team.mailing import invite_by_mail
from services.team.passing import Offer, Passed, decline, is_open, offer, take

__all__ = [
    "NEEDED",
    "Helper",
    "Invite",
    "Invited",
    "Joined",
    "Offer",
    "OpenInvite",
    "OpenPerson",
    "Passed",
    "Place",
    "Removed",
    "Team",
    "accept",
    "decline",
    "find",
    "invite",
    "invite_by_mail",
    "is_open",
    "look",
    "look_at_series",
    "offer",
    "person",
    "place_to_invite",
    "release_sessions",
    "remove",
    "remove_member",
    "revoke",
    "revoke_all",
    "take",
]
