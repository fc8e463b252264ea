"""The texts about teams: who joined, left or was taken out, and hosts that change hands."""

from collections.abc import Mapping
from typing import Any

from db.models import Host, Series, User
from db.queries import tokens as token_queries
from services import team
from services.notices.matters import Matter
from services.notices.registrations import lines
from services.team import Invited
from services.text import esc
from services.translator import Translator


def joined(matter: Matter, t: Translator) -> str:
    return lines(
        t("👤 {name} accepted the invite: <b>{where}</b>", name=_other(matter), where=_where(matter)),
        t("Role: {role}", role=role_name(_role(matter.data), t)),
    )


def left(matter: Matter, t: Translator) -> str:
    return lines(
        t("👤 {name} left: <b>{where}</b>", name=_other(matter), where=_where(matter)),
        t("Role: {role}", role=role_name(_role(matter.data), t)),
        unled(matter.data["unled"], t),
    )


def removed(matter: Matter, t: Translator) -> str:
    if _role(matter.data) == Invited.MEMBER:
        return lines(
            t("✖️ You are no longer a member: <b>{where}</b>", where=_where(matter)),
            t("Places that you have there stay yours."),
        )
    return lines(
        t("✖️ You were taken out of the team: <b>{where}</b>", where=_where(matter)),
        t("Role: {role}", role=role_name(_role(matter.data), t)),
        t("What you booked yourself stays yours."),
    )


def offered(matter: Matter, t: Translator) -> str | None:
    offer = token_queries.find_invite(matter.tx, matter.data["invite_id"], matter.now)
    if offer is None or offer.expires_at is None or not team.is_open(matter.tx, offer):
        return None
    moment, zone = t.moment(offer.expires_at), t.zone(t.time_zone)
    return lines(
        t("{name} wants to pass <b>{where}</b> on to you.", name=_other(matter), where=_where(matter)),
        t("You become its owner, with all that belongs to it; {name} stays as a manager.", name=_other(matter)),
        t(
            "⏳ Please answer by {moment} ({zone}). Without an answer everything stays as it is.",
            moment=moment,
            zone=zone,
        ),
    )


def passed(matter: Matter, t: Translator) -> str:
    return lines(
        t("👤 {name} is the owner now: <b>{where}</b>", name=_other(matter), where=_where(matter)),
        t("You stay in the team as a manager."),
    )


def declined(matter: Matter, t: Translator) -> str:
    return lines(
        t("👤 {name} does not want to take it over: <b>{where}</b>", name=_other(matter), where=_where(matter)),
        t("Everything stays as it is."),
    )


def role_name(role: Invited, t: Translator) -> str:
    names = {
        Invited.OWNER: t("owner"),
        Invited.MANAGER: t("manager"),
        Invited.INSTRUCTOR: t("instructor"),
        Invited.CO_ORGANIZER: t("co-organizer"),
        Invited.DOOR: t("door helper"),
        Invited.MEMBER: t("member"),
    }
    return names[role]


def unled(number: int, t: Translator) -> str:
    """What somebody was going to give."""
    if not number:
        return ""
    return t.plural("⚠️ {count} session needs an instructor now.", "⚠️ {count} sessions need an instructor now.", number)


def _role(data: Mapping[str, Any]) -> Invited:
    return Invited(data["role"])


def _other(matter: Matter) -> str:
    user = matter.tx.get_one(User, matter.data["other_id"])
    return esc(user.called or user.name)


def _where(matter: Matter) -> str:
    series = matter.tx.get(Series, matter.data.get("series_id") or 0)
    if series is not None:
        return esc(series.title)
    host = matter.tx.get(Host, matter.data["host_id"])
    return esc(host.name if host else "?")


def invited(matter: Matter, t: Translator) -> str | None:
    """By mail; None where the invite is over."""
    invite = token_queries.find_invite(matter.tx, matter.data["invite_id"], matter.now)
    if invite is None or invite.expires_at is None:
        return None
    moment, zone = t.moment(invite.expires_at), t.zone(t.time_zone)
    return lines(
        t("<b>{name} invites you: {where}</b>", name=_other(matter), where=_where(matter)),
        t("Role: {role}", role=role_name(_role(matter.data), t)),
        t("You answer in a chat on Telegram; the button below opens it."),
        t("⏳ The link works once, until {moment} ({zone}).", moment=moment, zone=zone),
    )
