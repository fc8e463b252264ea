"""The text that tells an admin of a new alert, and how alerts read at all."""

from db.models import Alert
from services.notices.matters import Matter
from services.text import esc
from services.translator import Translator, mark

MONEY = {
    "payment_mismatch": mark(
        "<b>{amount} came, and something else was asked for</b> ({subject}). It goes back by itself; if it happens "
        "again, look at what the provider has."
    ),
    "refund_failed": mark(
        "<b>{amount} could not be paid back</b> ({subject}). It is still owed: the organizer has it under Money, Open, "
        "with Try again and Paid back by hand."
    ),
    "payment_disputed": mark(
        "<b>A bank took {amount} back</b> ({subject}). Whoever owns the host was told; the answer to the bank is given "
        "on Stripe's pages."
    ),
    "refund_unexplained": mark(
        "<b>{amount} went back at the provider, and more than was left</b> ({subject}). Compare it with the provider's "
        "list."
    ),
    "charge_differs": mark(
        "<b>{amount} is paid with us, and the provider has {there}</b> ({subject}). Look it up at the provider."
    ),
    "charges_unknown": mark(
        "<b>The provider has charges that we do not know: {amount}</b>. If they are not of another program of yours, "
        "refund them at the provider."
    ),
    "charge_missing": mark(
        "<b>{amount} is paid with us, and the provider does not have it</b> ({subject}). Look it up at the provider."
    ),
    "refund_missing": mark(
        "<b>{amount} went back with us, and the provider does not have it</b> ({subject}). Look it up at the provider."
    ),
}
"""What each alert about money means, and what to do."""


def raised(matter: Matter, t: Translator) -> str | None:
    """None once somebody has seen to it."""
    alert = matter.tx.get(Alert, matter.data["alert_id"])
    if alert is None or alert.acknowledged_at:
        return None
    return t("⏳ Something needs an admin: {what}", what=in_words(alert, t))


def in_words(alert: Alert, t: Translator) -> str:
    """What happened, and what to do about it; <b>template failed</b> · template 7 · reason no quota for the others, as
    the program calls these things.
    """
    if alert.kind in MONEY:
        data = alert.data
        amount = t.money(data["amount"], data["currency"]) if "amount" in data else esc(str(data.get("amounts", "")))
        there = t.money(data["there"], data["currency_there"]) if "currency_there" in data else ""
        subject = f"{spelled(alert.subject_type)} {alert.subject_id}"
        return t(MONEY[alert.kind], amount=amount, there=there, subject=subject)
    facts = ", ".join(f"{spelled(name)}: {value}" for name, value in alert.data.items() if not isinstance(value, dict))
    parts = [
        f"<b>{esc(spelled(alert.kind))}</b>",
        f"{spelled(alert.subject_type)} {alert.subject_id}",
        esc(facts[:200]),
    ]
    return " · ".join(part for part in parts if part)


def spelled(word: str) -> str:
    """A word of the program's as one reads it."""
    return word.replace("_", " ").replace(".", " ")
