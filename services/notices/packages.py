"""Packages, as people are told of them: the invoice in words, what was bought, and credits that were missing."""

from db.models import Host, Package, Payment, Purchase
from services.notices import invoices
from services.notices.matters import Matter
from services.notices.registrations import title
from services.notices.subject import Subject
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
    left = t.plural(
        "{left} of {count} credit remaining",
        "{left} of {count} credits remaining",
        purchase.credits,
        left=purchase.remaining,
    )
    return "\n".join(
        [
            t("✅ Package purchased successfully: <b>{name}</b>", name=esc(purchase.name)),
            f"🎟 {left}",
            t("Good until {moment}, at {host}", moment=t.moment(purchase.expires_at), host=esc(host.name)),
        ]
    )


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
