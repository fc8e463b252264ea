"""The text that tells an admin of a new alert, and how alerts read at all."""

from collections import defaultdict

from db.models import Alert
from services.notices.matters import Matter
from services.notices.templates import attention
from services.text import esc
from services.translator import Translator, mark

LONGEST = 200
WORDS = {
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
    "refund_not_owed": mark(
        "<b>{amount} went back although it was not owed any more</b> ({subject}): there was a dispute, or the "
        "cancellation was undone. Compare it with the provider's list."
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
    "events_stuck": mark(
        "<b>What Stripe tells cannot be worked on</b>: {count} for more than an hour, the first of them {event}, about "
        "{object}. If the log says that Stripe forbids it, give the key the right to read that; it is tried each "
        "minute."
    ),
    "messages_failing": mark(
        "<b>Messages by {channel} do not arrive</b>: {reason}. Those that failed are under /admin, to be tried again "
        "once it is mended."
    ),
    "no_address": mark(
        "<b>A message reaches nobody</b> (notification {notification}): Telegram refuses it, and there is no mail "
        "address. Whoever organizes it may know how to reach them."
    ),
    "bad_email": mark(
        "<b>A mail address does not work</b> ({subject}): {reason}. Nothing goes there until it is confirmed anew."
    ),
    "bad_number": mark(
        "<b>A phone number gets no SMS</b> ({subject}): {reason}. Nothing goes there until it is set anew."
    ),
    "email_bounced": mark(
        "<b>A mail came back</b> ({subject}): {reason}. What it said goes another way if there is one."
    ),
    "email_complained": mark(
        "<b>Somebody calls our mails spam</b> ({subject}). They get no more of that kind; if it happens often, look at "
        "what those mails say."
    ),
    "sms_undelivered": mark("<b>An SMS never arrived</b> ({subject}): {reason}. What it said goes by mail."),
    "generation_failed": mark(
        "<b>A weekly time makes no more sessions</b> ({subject}). {attention} The owner was told, and it is tried "
        "again each day."
    ),
    "needs_instructor": mark("<b>Nobody holds these sessions</b> ({subject}): {days}. The owner can name somebody."),
    "promotion_failed": mark(
        "<b>A free place could not be given to whom it was due</b> ({subject}): {reason}. It went to the next in line; "
        "the log has more."
    ),
    "no_shows_failed": mark(
        "<b>Who did not come could not be marked</b> ({subject}). It is tried again each few minutes; the log has more."
    ),
    "suspension": mark(
        "<b>Somebody is suspended at a host</b> ({subject}): {missed} times not there. The owner can end it on the "
        "roster."
    ),
    "recount": mark("<b>The recount found {more} more</b>. <code>turnout verify</code> shows all of them."),
}
"""What each alert means, and what to do."""
FOUND = mark(
    "<b>A recount found what does not add up</b> ({subject}, {rule}): {found}. Nothing was changed; <code>turnout "
    "verify</code> shows all of it."
)


def raised(matter: Matter, t: Translator) -> str | None:
    """None once somebody has seen to it."""
    alert = matter.tx.get(Alert, matter.data["alert_id"])
    if alert is None or alert.acknowledged_at:
        return None
    return t("⏳ Something needs an admin: {what}", what=in_words(alert, t))


def in_words(alert: Alert, t: Translator) -> str:
    """What happened, and what to do about it. What was told of it may be of an older version, and lack a fact."""
    facts = {name: esc(_value(value)) for name, value in alert.data.items()}
    kind, subject = esc(spelled(alert.kind)), esc(f"{spelled(alert.subject_type)} {alert.subject_id}")
    words = WORDS.get(alert.kind) or ("found" in facts and FOUND)
    if not words:
        listed = ", ".join(f"{spelled(name)}: {value}" for name, value in facts.items())
        return " · ".join(part for part in (f"<b>{kind}</b>", subject, listed) if part)
    told = facts | {"subject": subject, "rule": kind}
    if "amount" in facts:
        told["amount"] = t.money(alert.data["amount"], alert.data["currency"])
    elif "amounts" in facts:
        told["amount"] = facts["amounts"]
    if "currency_there" in facts:
        told["there"] = t.money(alert.data["there"], alert.data["currency_there"])
    if "attention" in facts:
        told["attention"] = attention(str(alert.data["attention"]), t)
    return t(words).format_map(defaultdict(str, told))


def _value(value: object) -> str:
    """A fact as one reads it: a list is counted off, an instant is a day."""
    if isinstance(value, list):
        return ", ".join(map(str, value))[:LONGEST]
    return str(value)[:LONGEST]


def spelled(word: str) -> str:
    """A word of the program's as one reads it."""
    return word.replace("_", " ").replace(".", " ")
