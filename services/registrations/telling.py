"""What cancelling one's own place means, and what became of what is over: plain words, the same in the chat and on
pages. They are escaped where they are shown. Pure.
"""

from services.refunds.policies import Verdict, Why
from services.registrations.mine import Mine
from services.sessions import Card
from services.translator import Translator, mark

PAST_STATES = {
    "confirmed": mark("✅ {what}"),
    "attended": mark("✅ {what} · you were there"),
    "late": mark("✅ {what} · you came late"),
    "no_show": mark("✖️ {what} · you did not come"),
    "cancelled": mark("✖️ {what} · cancelled"),
    "rejected": mark("✖️ {what} · not accepted"),
    "expired": mark("✖️ {what} · no place came free"),
}


def over(one: Mine, t: Translator) -> str:
    """✅ Mon 16 Nov, 19:30 Monday Jam · base · you were there"""
    what = f"{t.moment(one.starts_at, one.time_zone)} {named(one)}"
    if one.is_late_cancellation:
        return t("✖️ {what} · cancelled late", what=what)
    if one.status == "expired" and not one.has_waited:
        return t("✖️ {what} · not answered in time", what=what)
    became = one.attendance if one.status == "confirmed" and one.attendance else one.status
    return t(PAST_STATES.get(became, PAST_STATES["confirmed"]), what=what)


def named(one: Mine) -> str:
    return f"{one.title} · {one.quota_name}" if one.quota_name else one.title


def cancelling(card: Card, when: str, t: Translator) -> list[list[str]]:
    """What is asked, with when it is; then what it costs by the rules, and who waits for the place."""
    waiting = sum(role.waiting for role in card.places if card.mine and role.quota_id == card.mine.quota_id)
    queue = t.plural("{count} person is waiting for it.", "{count} people are waiting for it.", waiting)
    if card.mine and card.mine.is_asked_for:
        question, cost = t("Take back your request for {title}?", title=card.title), t("It costs nothing.")
    else:
        question = t("Cancel your place in {title}?", title=card.title)
        is_unpaid = card.mine is not None and card.mine.pay_until is not None
        cost = t("Nothing was paid yet, so it costs nothing.") if is_unpaid else cost_of_cancelling(card, t)
    means = [line for line in (cost, queue if waiting else "") if line]
    return [[question, when], *([means] if means else [])]


def cost_of_cancelling(card: Card, t: Translator) -> str:
    """Whether it is within the policy now."""
    moment = t.deadline(card.free_until, card.time_zone)
    if card.seen_at <= card.free_until and card.is_paid and card.refund_tiers is not None:
        return ""  # it is not late, and what it costs is what does not come back
    if card.seen_at <= card.free_until:
        return t("It is before {moment}, so it is free of charge.", moment=moment)
    return t("Cancelling was free until {moment}: this counts as a late cancellation.", moment=moment)


def money_back(verdict: Verdict, t: Translator) -> list[str]:
    """What comes back if they cancel now; nothing where nothing was paid and nothing is asked."""
    amount, paid = t.money(verdict.back, verdict.currency), t.money(verdict.paid, verdict.currency)
    match verdict.why:
        case Why.ALL:
            said = t("↩️ {amount} comes back.", amount=amount)
        case Why.PART if verdict.percent == 50:
            said = t("↩️ Half comes back: {amount} of {paid}.", amount=amount, paid=paid)
        case Why.PART:
            said = t("↩️ {percent} % comes back: {amount} of {paid}.", percent=verdict.percent, amount=amount, paid=paid)
        case Why.LATE:
            said = t("Nothing comes back of the {paid} that were paid: it is too late for that.", paid=paid)
        case Why.DISPUTED:
            said = t("Nothing comes back now: the payment is in dispute at the bank, which decides about it.")
        case Why.WHOLE_ONLY:
            said = t("Nothing comes back now: Stars go back only as a whole, when you cancel all places in time.")
        case Why.RETURNED:
            said = t("All that was paid is refunded already.")
        case _:
            said = ""
    return [line for line in (said, _to_whom(verdict, t), _credits(verdict, t), _fee(verdict, t)) if line]


def _to_whom(verdict: Verdict, t: Translator) -> str:
    return t("It goes to whoever paid.") if verdict.goes_to_payer and verdict.back else ""


def _credits(verdict: Verdict, t: Translator) -> str:
    back, kept = verdict.credits_back, verdict.credits_kept
    if back:
        return t.plural("🎟 {count} credit comes back.", "🎟 {count} credits come back.", back)
    return t.plural("🎟 {count} credit is used up.", "🎟 {count} credits are used up.", kept) if kept else ""


def _fee(verdict: Verdict, t: Translator) -> str:
    if not verdict.fee:
        return ""
    amount = t.money(verdict.fee, verdict.currency)
    return t("💶 Cancelling so late costs a fee of {amount}. I send you an invoice.", amount=amount)
