"""Giving a place away, as text: to the giver, and to whoever opens the link. Pure."""

from handlers import cards
from handlers.cards import lines, paragraphs
from services.sessions import Card
from services.text import esc
from services.transfers import Gift, Giving
from services.translator import Translator


def ask(card: Card, giving: Giving, t: Translator) -> str:
    question = t("Give your place in {title} to somebody?", title=esc(card.title))
    out = t("A link is out already. A new one ends it.") if giving.has_link else ""
    return paragraphs(
        lines(f"<b>{question}</b>", cards.when(card, t)),
        t("I make a link that you send them. Until they take your place it stays yours."),
        lines(until(card, giving, t), out),
    )


def link(card: Card, giving: Giving, address: str, t: Translator) -> str:
    head = t("Here is the link to your place in {title}", title=esc(card.title))
    return paragraphs(
        lines(f"<b>{head}</b>", cards.when(card, t)),
        address,
        t("Who opens it and takes the place first has it. You are told."),
        until(card, giving, t),
    )


def until(card: Card, giving: Giving, t: Translator) -> str:
    moment = t.moment(giving.until, card.time_zone)
    return t("⏳ The link works once, until {moment} ({zone}).", moment=moment, zone=t.zone(card.time_zone))


def words(card: Card, t: Translator) -> str:
    """What the giver sends along with the link; plain text."""
    when = t.when(card.starts_at, card.ends_at, card.time_zone)
    return t("I cannot come: {title}, {when}. Do you want my place?", title=card.title, when=when)


def gift(card: Card, offered: Gift, t: Translator) -> str:
    """What is offered, and why this person cannot have it where they cannot."""
    head = t("{name} gives you a place", name=esc(offered.giver_name))
    return paragraphs(
        f"<b>{head}</b>",
        lines(
            f"<b>{esc(card.title)}</b>",
            cards.when(card, t),
            cards.where(card, t),
            places(offered, t),
            price(offered, t),
        ),
        cards.refusal(offered.obstacle, t) if offered.obstacle else until_then(card, offered, t),
    )


def places(offered: Gift, t: Translator) -> str:
    count = t.plural("{count} place", "{count} places", offered.places)
    return f"👤 {count}" if offered.places > 1 else ""


def price(offered: Gift, t: Translator) -> str:
    if not offered.price:
        return t("💶 Free")
    return t("💶 {price}, paid on site", price=t.money(offered.price, offered.currency))


def until_then(card: Card, offered: Gift, t: Translator) -> str:
    moment = t.moment(offered.until, card.time_zone)
    return t("⏳ Take it by {moment} ({zone}), if nobody else does first.", moment=moment, zone=t.zone(card.time_zone))
