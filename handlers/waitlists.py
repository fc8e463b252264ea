"""What those who wait are told: how they stand, what they chose, and why they still wait. Pure."""

from datetime import datetime

from services.sessions import Card
from services.text import esc
from services.translator import Translator, mark
from services.waitlist import Chosen, History, Step, Wish

WISHES = {
    Wish.BOOK: mark("A free place is yours at once, whenever it comes."),
    Wish.BOOK_UNTIL_24_HOURS: mark("Until 24 hours before the start a free place is yours at once. After that I ask."),
    Wish.BOOK_UNTIL_3_HOURS: mark("Until 3 hours before the start a free place is yours at once. After that I ask."),
    Wish.ASK: mark("I ask you first, and hold the place until you answer or the time runs out."),
}
ANSWERED = {
    "confirmed": mark("✅ Claimed. The place is yours."),
    "pending_payment": mark("✅ Claimed."),
    "pending_approval": mark("⏳ Claimed. An organizer has yet to say yes; the place is kept for you meanwhile."),
    "cancelled": mark("✖️ You passed. The place goes to the next in line."),
    "expired": mark("✖️ The time to claim ran out, and the next in line is asked. You keep no place."),
}
"""What a tap on Claim or Pass came to, by what the registration is then."""
HAPPENED = {
    "registration.waitlisted": mark("You joined the line."),
    "registration.waitlisted/moved": mark("The session was moved. Your offer was withdrawn, and you kept your turn."),
    "registration.offered": mark("A place was held for you, and you were asked."),
    "registration.confirmed": mark("You got a place."),
    "registration.pending_payment": mark("A place was kept for you while you paid."),
    "registration.expired/unpaid": mark("The time to pay ran out."),
    "registration.pending_approval": mark("A place was kept for you. An organizer has yet to say yes."),
    "registration.cancelled/taken out": mark("An organizer took you off the list."),
    "registration.cancelled/taken_back": mark("An organizer took you off the list."),
    "registration.cancelled": mark("You left the line."),
    "registration.cancelled/passed": mark("You passed."),
    "registration.cancelled/session cancelled": mark("The session was cancelled."),
    "registration.cancelled/withdrawn": mark("The session was cancelled, and your offer with it."),
    "registration.expired": mark("The session was over."),
    "registration.expired/lapsed": mark("The time to claim ran out."),
    "waitlist.passed_over/party": mark(
        "A place came free, too few for all of you. It went to the next in line: {times} of at most 3 times."
    ),
    "waitlist.passed_over/kept": mark("Free places are kept for you now, until there are enough for all of you."),
    "waitlist.passed_over/party_late": mark("A place came free, too few for all of you."),
    "waitlist.passed_over/credits": mark("A place came free, and your credits were not enough."),
    "waitlist.passed_over/too_large": mark("There are fewer places in all than you wait for."),
    "waitlist.passed_over/blocked": mark("A place came free, but you could not book then."),
    "waitlist.passed_over/unreachable": mark("A place came free, but Telegram took no message for you then."),
    "waitlist.passed_over/overlap": mark("A place came free, but you had something else at the same time."),
    "waitlist.passed_over/by_hand": mark("An organizer gave a place to somebody past the line."),
    "waitlist.passed_over": mark("A place came free, but giving it to you failed. It is tried again each minute."),
    "waitlist.took_fewer": mark("There was less than you asked for, and you took what there was."),
    "waitlist.wished": mark("You chose how you want to get a place."),
}


def held(until: datetime, now: datetime, t: Translator) -> str:
    """A place is kept for the reader; the deadline is in their own zone."""
    moment, zone = t.moment(until), t.zone(t.time_zone)
    if until <= now:
        return t("⏳ The time to claim your place ran out: {moment} ({zone})", moment=moment, zone=zone)
    return t("⏳ A place is held for you until {moment} ({zone})", moment=moment, zone=zone)


def waits(card: Card, position: int, t: Translator) -> str:
    if card.first_tap:
        return t("🟢 A place is free, the first tap wins")
    if card.line_is_over:
        return t("⏳ You wait. So near to the start a free place goes to whoever taps first")
    return t("⏳ You are {position} in line", position=t.ordinal(position))


def wish(chosen: Chosen, t: Translator) -> str:
    """The screen on which it is chosen: what counts now."""
    question = t("<b>How do you want to get a place in {title}?</b>", title=esc(chosen.title))
    return "\n\n".join((question, t(WISHES[chosen.wish]), t("You can change it any time.")))


def history(history: History, t: Translator) -> str:
    """Why one still waits: where one stands, and what happened so far."""
    steps = "\n".join(filter(None, (step(one, t) for one in history.steps)))
    title = t("<b>Why you wait for {title}</b>", title=esc(history.title))
    return "\n\n".join((title, stands(history.position, t), steps))


def stands(position: int, t: Translator) -> str:
    if position > 1:
        return t.plural("{count} is before you in the line.", "{count} are before you in the line.", position - 1)
    return t("You are first in the line.") if position else t("You do not wait any more.")


def step(step: Step, t: Translator) -> str:
    """Mon 23 Nov, 13:00: what happened, by the reader's clock; nothing of what has nothing to do with waiting."""
    words = HAPPENED.get(f"{step.action}/{step.reason}") or HAPPENED.get(step.action)
    if words is None:
        return ""
    return t("{moment}: {what}", moment=t.moment(step.at), what=t(words, times=step.data.get("times", 0)))
