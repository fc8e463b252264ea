"""What a change would mean for people, before it is confirmed, and what it did, as Telegram shows it. Pure."""

from handlers import cards
from handlers.cards import lines, paragraphs
from keyboards.callbacks.planning import What
from services import impacts
from services.impacts import Told
from services.sessions import Card, Impact, MoveImpact, Outcome, PriceImpact, ResizeImpact
from services.text import esc
from services.translator import Translator


def moving(card: Card, seen: MoveImpact, t: Translator) -> str:
    return _shown(impacts.moving(card, seen, t.when(card.starts_at, card.ends_at, card.time_zone), t))


def resizing(card: Card, seen: ResizeImpact, capacity: int, t: Translator) -> str:
    return _shown(impacts.resizing(card, seen, capacity, cards.when(card, t), t))


def pricing(card: Card, seen: PriceImpact, price: int, t: Translator) -> str:
    return _shown(impacts.pricing(card, seen, price, cards.when(card, t), t))


def placing(card: Card, seen: Impact, place: str, map_url: str, t: Translator) -> str:
    link = t('<a href="{link}">map</a>', link=esc(map_url)) if map_url else ""
    return _shown(impacts.placing(card, seen, place, cards.when(card, t), t), link)


def instructing(card: Card, seen: Impact, name: str, t: Translator) -> str:
    return _shown(impacts.instructing(card, seen, name, cards.when(card, t), t))


def cancelling(card: Card, seen: Impact, reason: str, t: Translator) -> str:
    return _shown(impacts.cancelling(card.title, seen, reason, cards.when(card, t), t))


def told(seen: Impact, t: Translator) -> str:
    return _lines(impacts.told(seen, t))


def cut_off(names: tuple[str, ...], t: Translator) -> str:
    return esc(impacts.cut_off(names, t))


def done(what: What, outcome: Outcome, t: Translator) -> str:
    return _lines(impacts.done(outcome, t, moves_up=what == What.PLACES))


def called_off(outcome: Outcome, t: Translator) -> str:
    return _lines(impacts.called_off(outcome, t))


def _shown(found: Told, more: str = "") -> str:
    """What is asked stands out; `more` is HTML below the first paragraph."""
    [asked, *about], *rest = found
    head = lines(f"<b>{esc(asked)}</b>", _lines(about), more)
    return paragraphs(head, *(_lines(one) for one in rest))


def _lines(plain: list[str]) -> str:
    return lines(*map(esc, plain))
