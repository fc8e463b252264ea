"""Texts about packages: what somebody owns of them, what they cost, and what was sold (pure)."""

from collections.abc import Sequence
from typing import Any

from handlers.cards import lines, paragraphs
from handlers.fitting import WHOLE, beginning, fits, fitted
from handlers.money import refund
from services.hosts.terms import OwnTerms
from services.notices import packages as notices
from services.packages.buying import Offer, Offers
from services.packages.selling import Shelf, Sold, Terms
from services.packages.wallets import Cause, History, Owned, Use
from services.payments.history import Entry, HistoryPage
from services.promos import Codes, Line
from services.promos import Terms as Promo
from services.text import esc
from services.translator import Translator, mark
from services.wording import PAYMENTS

BAR = 10
CAUSES = {
    Cause.BOUGHT: mark("bought"),
    Cause.RETURNED: mark("came back"),
    Cause.CORRECTED: mark("by hand"),
    Cause.REFUNDED: mark("refunded"),
}


def wallet(owned: Sequence[Owned], t: Translator) -> str:
    if not owned:
        return paragraphs(
            t("<b>Your packages</b>"),
            t("You have none yet. A package is a bundle of places at a better price: hosts that sell some show them."),
        )
    return paragraphs(t("<b>Your packages</b>"), *(one_owned(one, t) for one in owned))


def one_owned(one: Owned, t: Translator) -> str:
    moment = t.moment(one.expires_at, one.time_zone)
    if one.is_ended:
        state = t("↩️ Its money went back.")
    elif one.is_expired:
        state = t("✖️ Your package has expired: {moment}", moment=moment)
    else:
        state = t("Good until {moment}", moment=moment)
    return lines(f"🎟 <b>{esc(one.name)}</b> · {esc(one.host_name)}", f"{bar(one)} {left(one, t)}", state)


def bar(one: Owned) -> str:
    """▰▰▰▰▰▰▰▱▱▱: how much is left; something of it is seen while there is something."""
    full = -(-one.remaining * BAR // one.credits)
    return "▰" * full + "▱" * (BAR - full)


def left(one: Owned, t: Translator) -> str:
    return notices.left(one.remaining, one.credits, t)


def history(shown: History, t: Translator) -> str:
    return paragraphs(one_owned(shown.owned, t), lines(*(one_use(use, t) for use in shown.uses)))


def one_use(use: Use, t: Translator) -> str:
    amount = f"+{use.amount}" if use.amount > 0 else f"−{-use.amount}"
    if use.starts_at is None:
        return f"{amount} · {t(CAUSES.get(use.cause, CAUSES[Cause.BOUGHT]))}, {t.moment(use.at)}"
    about = f"{esc(use.title)}, {t.moment(use.starts_at, use.time_zone)}"
    return f"{amount} · {about}" + (f" ({t(CAUSES[use.cause])})" if use.cause in CAUSES else "")


def offers(shown: Offers, t: Translator) -> str:
    head = t("<b>Packages of {host}</b>", host=esc(shown.host_name))
    if not shown.offers:
        return paragraphs(head, t("There are none at the moment."))
    return paragraphs(head, *(lines(f"🎟 <b>{esc(one.name)}</b>", terms(one, t)) for one in shown.offers))


def offer(one: Offer, t: Translator) -> str:
    has = t.plural("You have {count} credit there.", "You have {count} credits there.", one.owned) if one.owned else ""
    sold = "" if one.is_on_sale else t("This package is not sold any more.")
    return paragraphs(lines(f"🎟 <b>{esc(one.name)}</b>", f"👤 {esc(one.host_name)}"), terms(one, t), lines(has, sold))


def terms(one: Offer | Terms | Sold, t: Translator, currency: str = "") -> str:
    """What one gets, for how long, for how much."""
    entries = t.plural("{count} credit", "{count} credits", one.credits)
    days = t.plural("good for {count} day", "good for {count} days", one.valid_days)
    price = t.money(one.price, currency if isinstance(one, Terms) else one.currency)
    return f"{entries}, {days}\n💶 {price}"


def payments(shown: HistoryPage, t: Translator) -> str:
    """With each refund, or where they are too many for a message with the sum of them; Money shows each of a place."""
    head = t("<b>Your payments</b>")
    if not shown.entries:
        return paragraphs(head, t("You have paid nothing here yet."))
    said = paragraphs(head, *(one_payment(one, [refund(back, t) for back in one.refunds], t) for one in shown.entries))
    return said if fits(said) else paragraphs(head, *(one_payment(one, [sum_back(one, t)], t) for one in shown.entries))


def one_payment(one: Entry, back: Sequence[str], t: Translator) -> str:
    said = t(PAYMENTS[one.status], amount=t.money(one.amount, one.currency))
    about = [esc(one.what), t.moment(one.at)]
    if one.kind == "fee":
        about.insert(0, t("for a late cancellation"))
    if one.receipt_number:
        about.append(t("receipt {number}", number=one.receipt_number))
    return lines(said, " · ".join(part for part in about if part), *back)


def sum_back(one: Entry, t: Translator) -> str:
    return t("↩️ {amount} of it goes back, or went", amount=t.money(one.refunded, one.currency)) if one.refunded else ""


def shelf(shown: Shelf, t: Translator) -> str:
    head = t("<b>Packages of {host}</b>", host=esc(shown.host_name))
    if not shown.packages:
        none = t("You sell none yet. People buy a bundle of credits once, and pay places with them.")
        return paragraphs(head, none, how(t))
    return paragraphs(head, *(one_sold(one, t) for one in shown.packages), how(t))


def how(t: Translator) -> str:
    return t("How many credits a place takes is set in a series: Edit, Rules, Credits.")


def one_sold(one: Sold, t: Translator) -> str:
    sold = t.plural("sold {count} time", "sold {count} times", one.sold)
    open_ = t.plural("{count} credit not used yet", "{count} credits not used yet", one.left)
    state = "" if one.is_on_sale else t("✖️ Not sold any more")
    return lines(f"🎟 <b>{esc(one.name)}</b>", terms(one, t), f"{sold}, {open_}", state)


def ask(t: Translator, said: str = "") -> str:
    return paragraphs(
        esc(said),
        t("<b>What do you want to sell?</b>"),
        t(
            "Write name, credits, price and days, with commas between. For example:\n"
            "<code>Ten classes, 10, 150, 90</code>"
        ),
    )


def confirm(wanted: Terms, currency: str, t: Translator) -> str:
    return paragraphs(t("<b>Sell this?</b>"), lines(f"🎟 <b>{esc(wanted.name)}</b>", terms(wanted, t, currency)))


def support(hosts: Sequence[Any], t: Translator) -> str:
    """Who answers questions about a payment."""
    reached = [
        lines(f"👤 <b>{esc(one.name)}</b>", esc(one.contact_email or ""), esc(one.contact_phone or "")) for one in hosts
    ]
    return paragraphs(
        t("<b>Help with payments</b>"),
        t("Whoever runs the session got your money, answers your questions, and can refund it."),
        *reached,
        t("Payments has the number and receipt of each. Telegram itself cannot help with what you paid here."),
    )


def purchase_terms(shown: Sequence[OwnTerms], t: Translator) -> str:
    """What always holds, and what hosts say of their own, as much of it as fits; each of them has a screen too."""
    return fitted(lambda longest: paragraphs(always_holds(t), *(own_terms(one, t, longest) for one in shown)))


def own_terms(one: OwnTerms, t: Translator, longest: int = WHOLE) -> str:
    head = t("<b>What {host} says</b>", host=esc(one.host_name))
    return lines(head, esc(beginning(one.words, longest)))


def always_holds(t: Translator) -> str:
    return paragraphs(
        t("<b>What holds when you pay</b>"),
        t("You buy from the host that the card names, not from Telegram, and not from this bot."),
        t("What comes back if you cancel stands on the card before you pay, and stays as it was then."),
        t("If the host cancels, all comes back by itself. A place that is paid too late, or twice, is paid back too."),
        t("Your card's data never reaches this bot: Telegram's provider and Stripe keep it."),
    )


def codes(shown: Codes, t: Translator) -> str:
    head = t("<b>Promo codes of {host}</b>", host=esc(shown.host_name))
    if not shown.lines:
        return paragraphs(head, t("There are none yet. A code takes something off the price of a place."))
    return paragraphs(head, *(one_code(one, shown, t) for one in shown.lines))


def one_code(one: Line, shown: Codes, t: Translator) -> str:
    off = (
        t("{percent} % off", percent=one.percent)
        if one.percent
        else taken(one.amount or 0, one.currency or shown.currency, t)
    )
    limit = one.uses_limit
    uses = t("used {used} of {limit}", used=one.used, limit=limit) if limit else t("used {used}", used=one.used)
    until = t("until {moment}", moment=t.moment(one.ends_at, shown.time_zone)) if one.ends_at else ""
    parts = [off, esc(one.series), uses, until, t("✖️ over") if one.is_over else ""]
    return lines(f"🏷 <b>{esc(one.code)}</b>", " · ".join(part for part in parts if part))


def taken(amount: int, currency: str, t: Translator) -> str:
    return t("{amount} off", amount=t.money(amount, currency))


def ask_code(t: Translator, said: str = "") -> str:
    return paragraphs(
        esc(said),
        t("<b>Which code, and what does it take off?</b>"),
        t(
            "A percentage or an amount; then, if you like, how often it can be used in all, and for how many days. "
            "For example:\n<code>SPRING, 20%, 50, 30</code>"
        ),
    )


def confirm_code(wanted: Promo, currency: str, t: Translator) -> str:
    off = t("{percent} % off", percent=wanted.percent) if wanted.percent else taken(wanted.amount or 0, currency, t)
    uses = t.plural("{count} use", "{count} uses", wanted.uses) if wanted.uses else t("any number of uses")
    days = t.plural("for {count} day", "for {count} days", wanted.days) if wanted.days else t("without an end")
    return paragraphs(
        lines(f"🏷 <b>{esc(wanted.code)}</b>", f"{off} · {uses} · {days}"),
        t("Everybody can use it once. What does it hold for?"),
    )
