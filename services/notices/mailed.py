"""The texts of what goes by mail to an address that somebody typed, and the news of a new address in the chat."""

from datetime import datetime

from db.models import Registration, Series, Session, Token
from db.models.registrations import Status
from db.queries import sessions as card_queries
from services import eligibility
from services.notices.matters import Matter
from services.notices.registrations import lines
from services.text import esc
from services.translator import Translator, mark


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


HEADS = {
    Status.PENDING_APPROVAL: mark("⏳ You asked to come: <b>{title}</b>"),
    Status.PENDING_PAYMENT: mark("⏳ A place is kept for you until you have paid: <b>{title}</b>"),
    Status.WAITLISTED: mark("⏳ You are on the waitlist: <b>{title}</b>"),
    Status.OFFERED: mark("⏳ A place is held for you: <b>{title}</b>"),
    Status.CONFIRMED: mark("✅ You are in: <b>{title}</b>"),
}


def registered(matter: Matter, t: Translator) -> str | None:
    """None where they have cancelled already."""
    booking = matter.tx.get_one(Registration, matter.data["subject_id"])
    session = matter.tx.get_one(Session, booking.session_id)
    series = matter.tx.get_one(Series, session.series_id)
    if not booking.status.is_live:
        return None
    title, place = esc(series.title), session.place or series.place
    return (
        lines(
            t(HEADS[booking.status], title=title),
            f"🗓 {t.when(session.starts_at, session.ends_at, session.time_zone)}",
            f"📍 {esc(place)}" if place else "",
            t("🎟 Your reference: <code>{reference}</code>", reference=booking.reference),
            _to_pay(booking, session.time_zone, t),
        )
        + "\n\n"
        + t("If you cannot come, please cancel by this link: somebody else may want the place.")
    )


def _to_pay(booking: Registration, time_zone: str, t: Translator) -> str:
    if booking.status != Status.PENDING_PAYMENT or booking.hold_expires_at is None:
        return ""
    return t("💶 Please pay by this link until {moment}.", moment=t.deadline(booking.hold_expires_at, time_zone))


def refused(matter: Matter, t: Translator) -> str | None:
    """Why somebody who registered by a link has no place; None where nothing is in their way any more."""
    session = matter.tx.get_one(Session, matter.data["subject_id"])
    facts = card_queries.list_card(matter.tx, session.id)[0]
    person = eligibility.standing(matter.tx, matter.reader_id, facts, let_in=True)
    reason = eligibility.refusal(facts, person, now=matter.now)
    if reason is None or person.own(session.id):
        return None
    return lines(
        t("✖️ You have no place in <b>{title}</b>.", title=esc(facts.title)),
        f"🗓 {t.when(session.starts_at, session.ends_at, session.time_zone)}",
        esc(reason.text(t)),
    )


def confirmed(matter: Matter, t: Translator) -> str:
    return lines(
        t("✅ Your email address is confirmed: <b>{address}</b>", address=esc(matter.data["address"])),
        t("What comes by email you choose in the settings, under Messages."),
    )


def _until(moment: datetime, t: Translator) -> str:
    return t("⏳ The link works until {moment} ({zone}).", moment=t.moment(moment), zone=t.zone(t.time_zone))
