"""The texts of what goes by mail to an address that somebody typed, and the news of a new address in the chat."""

from datetime import datetime

from db.models import Token
from services.notices.matters import Matter
from services.notices.registrations import lines
from services.text import esc
from services.translator import Translator


def confirmation(matter: Matter, t: Translator) -> str | None:
    """None where the link is over, or a newer one was sent."""
    link = matter.tx.get(Token, matter.data["link_id"])
    if link is None or link.used_at or link.revoked_at or link.expires_at is None:
        return None
    return (
        lines(
            t("Is this your email address? Then please confirm it, and I can write to you here too."),
            _until(link.expires_at, t),
        )
        + "\n\n"
        + t("If you did not ask for this, do nothing: without your answer nobody gets mail here.")
    )


def login(matter: Matter, t: Translator) -> str | None:
    """None where the link is over, or a newer one was made."""
    link = matter.tx.get(Token, matter.data["link_id"])
    if link is None or link.used_at or link.revoked_at or link.expires_at is None:
        return None
    return (
        lines(t("With this link you sign in, in the browser that you asked from."), _until(link.expires_at, t))
        + "\n\n"
        + t("If you did not ask for this, do nothing: nobody gets in without this mail.")
    )


def confirmed(matter: Matter, t: Translator) -> str:
    return lines(
        t("✅ Your email address is confirmed: <b>{address}</b>", address=esc(matter.data["address"])),
        t("What comes by email you choose in the settings, under Messages."),
    )


def _until(moment: datetime, t: Translator) -> str:
    return t("⏳ The link works until {moment} ({zone}).", moment=t.moment(moment), zone=t.zone(t.time_zone))
