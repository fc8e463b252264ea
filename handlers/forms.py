"""The booking form as text: its questions, what it says before Confirm, and leaving a party. Pure."""

from collections.abc import Sequence

from handlers import cards
from handlers.cards import lines, paragraphs
from keyboards.callbacks.attending import ChangePlaces
from services.promos import Discount
from services.registrations import LONGEST_REQUEST, telling
from services.sessions import Card, Mine, Places, terms
from services.text import esc
from services.translator import Translator


def how_many(card: Card, role: Places, t: Translator) -> str:
    question = t("How many places, yours among them?")
    more = t("With ⏳ you wait for the places.") if role.free < min(card.places_limit, role.capacity) else ""
    return paragraphs(
        lines(f"<b>{question}</b>", esc(card.title), cards.when(card, t)), lines(cards.role_line(role, t), more)
    )


def ask_guests(guests: int, t: Translator, said: str = "") -> str:
    question = t.plural("Who comes with you?", "Which {count} people come with you?", guests)
    how = t.plural("Type the name.", "Type the names with commas between them.", guests)
    return paragraphs(said, f"<b>{question}</b>", lines(how, t("The organizer sees it. You can skip this.")))


def ask_names(mine: Mine, t: Translator) -> str:
    """The same after booking, with the names that are known."""
    known = t("Now: {names}", names=esc(t.listing(list(mine.guests)))) if mine.guests else ""
    return paragraphs(ask_guests(mine.places - 1, t), known)


def too_many_names(guests: int, t: Translator) -> str:
    return t.plural("That is more than {count} name.", "That is more than {count} names.", guests)


def ask_request(t: Translator, said: str = "") -> str:
    question = t("Is there anything the organizer should know?")
    how = t("Type it, in up to {limit} characters. You can skip this.", limit=LONGEST_REQUEST)
    return paragraphs(said, f"<b>{question}</b>", how)


def too_long(t: Translator) -> str:
    return t("That is too long: {limit} characters fit.", limit=LONGEST_REQUEST)


def not_a_text(t: Translator) -> str:
    return t("I can only take text here.")


def ask_waiting(role: Places, places: int, t: Translator) -> str:
    free = t.plural("Only {count} place is left.", "Only {count} places are left.", role.free)
    question = t.plural("Do you want to wait?", "Do you want to wait for {count} places?", places)
    choice = t("All or none: you get a turn when all of you fit. Take what there is: you may get in with fewer.")
    return paragraphs(
        lines(free if role.free else t("🔴 There is no place left."), f"<b>{question}</b>"),
        choice if places > 1 else "",
    )


def ask_code(t: Translator, said: str = "") -> str:
    return paragraphs(said, t("<b>Which code?</b> Type it, and I show what it takes off."))


def reduced(card: Card, places: int, off: Discount | None, t: Translator) -> str:
    """The price, and what is left of it with a code."""
    if off is None:
        return price(card, places, t)
    rest = card.price * places - off.taken_off
    left = t.money(rest, card.currency) if rest else t("nothing")
    return t(
        "💶 <s>{price}</s> {left} with the code {code}",
        price=t.money(card.price * places, card.currency),
        left=left,
        code=esc(off.code),
    )


def confirm(
    card: Card,
    role: Places,
    places: int,
    guests: Sequence[str],
    request: str,
    t: Translator,
    off: Discount | None = None,
) -> str:
    """What is about to be booked, all of it."""
    is_free = off is not None and off.taken_off >= card.price * places
    return paragraphs(
        lines(f"<b>{cards.booking_question(card, role, t)}</b>", cards.when(card, t), cards.where(card, t)),
        lines(cards.party(places, guests, t), reduced(card, places, off, t), wish(request, t)),
        cards.approval(card, t),
        "" if is_free else cards.keeping(card, t),
        terms.policy(card, t),
    )


def price(card: Card, places: int, t: Translator) -> str:
    if not card.price or places == 1:
        return terms.price(card, t)
    total = t.money(card.price * places, card.currency)
    if card.is_paid:
        return t("💶 {price} together", price=total)
    return t("💶 {price} together, paid on site", price=total)


def wish(request: str, t: Translator) -> str:
    return t("Your wish: {request}", request=esc(request)) if request else ""


def change_places(card: Card, mine: Mine, t: Translator) -> str:
    question = t("Who does not come after all?")
    return paragraphs(
        lines(f"<b>{question}</b>", esc(card.title), cards.when(card, t)),
        cards.party(mine.places, mine.guests, t),
        terms.policy(card, t),
    )


def confirm_change(card: Card, mine: Mine, wanted: ChangePlaces, t: Translator) -> str:
    if wanted.guest:
        question = t("Give back the place of {name}?", name=esc(mine.guests[wanted.guest - 1]))
    else:
        question = t.plural("Give back {count} place?", "Give back {count} places?", wanted.places)
    kept = t.plural("You keep {count} place.", "You keep {count} places.", mine.places - wanted.places)
    return paragraphs(
        lines(f"<b>{question}</b>", esc(card.title), cards.when(card, t)),
        lines(telling.cost_of_cancelling(card, t), kept),
    )
