"""Packages, as people are told of them: the invoice in words, what was bought, and credits that were missing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.models import Host, Package, Payment, Purchase
from services.notices import invoices
from services.notices.matters import Matter
from services.notices.registrations import title
from services.notices.subject import Subject
from services.packages.ending import DAY, WEEK
from services.text import esc
from services.translator import Translator


def asked(matter: Matter, t: Translator) -> str | None:
    """In words, where no invoice can be sent; nothing where it is paid, or not wanted any more."""
    payment = matter.tx.get_one(Payment, matter.data["payment_id"])
    if not invoices.is_open(payment):
        return None
    package = matter.tx.get_one(Package, payment.package_id)
    return t(
        "🎟 <b>{name}</b>\nIt costs {price}.",
        name=esc(package.name),
        price=t.money(payment.amount, payment.currency),
    )


def bought(matter: Matter, t: Translator) -> str:
    purchase = matter.tx.get_one(Purchase, matter.data["purchase_id"])
    host = matter.tx.get_one(Host, purchase.host_id)
    return "\n".join(
        [
            t("✅ Package purchased successfully: <b>{name}</b>", name=esc(purchase.name)),
            f"🎟 {left(purchase.remaining, purchase.credits, t)}",
            t("Good until {moment}, at {host}", moment=t.moment(purchase.expires_at), host=esc(host.name)),
        ]
    )


def left(remaining: int, total: int, t: Translator) -> str:
    """7 of 10 credits remaining"""
    return t.plural("{left} of {count} credit remaining", "{left} of {count} credits remaining", total, left=remaining)


def failed(matter: Matter, t: Translator) -> str:
    """The money that was on its way did not come."""
    package = matter.tx.get_one(Package, matter.data["package_id"])
    return t(
        "✖️ Payment declined: <b>{name}</b>\nNothing was charged, so there are no credits. Please try a different card.",
        name=esc(package.name),
    )


def ends(matter: Matter, t: Translator) -> str | None:
    """A month, a week or a day before; nothing where nothing of it is left, or good for anything, any more."""
    purchase = matter.tx.get_one(Purchase, matter.data["purchase_id"])
    if not purchase.remaining or purchase.ended_at is not None or purchase.expires_at <= matter.now:
        return None
    host = matter.tx.get_one(Host, purchase.host_id)
    until = t(
        "Good until {moment}, at {host}", moment=t.moment(purchase.expires_at, host.time_zone), host=esc(host.name)
    )
    head, advice = _warned(matter, purchase, host, t)
    return "\n".join(
        [
            head,
            f"🎟 {left(purchase.remaining, purchase.credits, t)}",
            until,
            advice,
            *(f"🗓 {one}" for one in suggested(matter.data, t)),
        ]
    )


def _warned(matter: Matter, purchase: Purchase, host: Host, t: Translator) -> tuple[str, str]:
    """How urgent it is, and what to do."""
    zone, name = ZoneInfo(host.time_zone), esc(purchase.name)
    days = (purchase.expires_at.astimezone(zone).date() - matter.now.astimezone(zone).date()).days
    if matter.data["days"] == DAY:
        return t("🟥 Last chance to use your credits: <b>{name}</b>", name=name), t("What is not used is lost then.")
    if matter.data["days"] == WEEK:
        advice = t("Book several sessions at once, so that none is lost. Or buy credits for the time after.")
        return t("⏳ Package expiring soon! <b>{name}</b>", name=name), advice
    said = t.plural(
        "⏳ Your package expires in {count} day: <b>{name}</b>",
        "⏳ Your package expires in {count} days: <b>{name}</b>",
        days,
        name=name,
    )
    return said, t("There is time to book with it.")


def suggested(data: Mapping[str, Any], t: Translator) -> list[str]:
    """What takes such credits soon, as a line each: it was looked up when this was owed."""
    return [f"{t.moment(datetime.fromisoformat(at), zone)} · {esc(title)}" for _, title, at, zone in data["sessions"]]


def no_credit(subject: Subject, t: Translator) -> str:
    return t(
        "⏳ Insufficient credits – please purchase a package: <b>{title}</b>\n"
        "It was your turn, and the place went on to the next person. You stay in line.",
        title=title(subject, t),
    )


def over_in_line(subject: Subject, t: Translator) -> str:
    return t(
        "✖️ Your package has expired: <b>{title}</b>\n"
        "It was your turn, and the place went on to the next person. You are not in line any more.",
        title=title(subject, t),
    )
