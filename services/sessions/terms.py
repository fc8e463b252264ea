"""What a place costs, and what cancelling it, as the chat and the pages say alike. Plain text."""

from services.refunds import tiers
from services.sessions.cards import Card, Mine
from services.translator import Translator


def price(card: Card, t: Translator) -> str:
    """💶 €12.50, and what of a package it takes; the reader's own place by what that costs them."""
    if card.mine and card.is_paid and (own := own_price(card, card.mine, t)):
        return own
    if not card.price:
        return in_credits(card, t) or t("💶 Free")
    price = t.money(card.price, card.currency)
    paid = t("💶 {price}", price=price) if card.is_paid else t("💶 {price}, paid on site", price=price)
    return "\n".join(part for part in (paid, in_credits(card, t)) if part)


def own_price(card: Card, mine: Mine, t: Translator) -> str:
    """What the reader's own place costs them, where that is not what others pay; empty where it is."""
    if mine.credits:
        return t.plural("🎟 Paid by {count} credit.", "🎟 Paid by {count} credits.", mine.credits)
    if not (mine.is_in or mine.pay_until) or mine.price == card.price * mine.places:
        return ""
    return t("💶 {price} for you", price=t.money(mine.price, card.currency)) if mine.price else t("💶 Free for you")


def in_credits(card: Card, t: Translator) -> str:
    """What a place costs with a package, and how much of one the reader has."""
    if not card.credits:
        return ""
    cost = t.plural("🎟 or {count} credit of a package", "🎟 or {count} credits of a package", card.credits)
    if not card.price:
        cost = t.plural("🎟 {count} credit of a package", "🎟 {count} credits of a package", card.credits)
    has = t("you have {count}", count=card.credits_left) if card.credits_left else ""
    return f"{cost} ({has})" if has else cost


def policy(card: Card, t: Translator) -> str:
    """Until when one can cancel; only while it can matter."""
    if card.is_over or (card.mine is None and card.obstacle):
        return ""
    if card.is_paid and card.refund_tiers is not None:
        return tiers.promised(card.refund_tiers, card.starts_at, card.time_zone, t, at=card.seen_at)
    if card.seen_at <= card.free_until:
        return t("Cancel free of charge until {moment}.", moment=t.deadline(card.free_until, card.time_zone))
    return t("It is too late to cancel free of charge.")
