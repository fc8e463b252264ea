"""A session as text: its card, and the questions asked about it. Pure: a view and `t` in, HTML out."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import waitlists
from services.errors import DomainError, SessionFull
from services.living import Coming
from services.registrations import telling
from services.sessions import Card, Places, terms
from services.text import esc
from services.translator import Translator
from services.wording import places_left

SOON = timedelta(hours=24)


def session(card: Card, t: Translator, said: str = "") -> str:
    """The card, what the viewer has first; `said` is what has just been done."""
    return paragraphs(
        said,
        lines(
            state(card, t),
            own_party(card, t),
            f"<b>{esc(card.title)}</b>",
            when(card, t, tappable=True),
            where(card, t),
            people(card),
            *places(card, t),
            terms.price(card, t),
        ),
        "" if card.is_wordy else esc(card.description),
        terms.policy(card, t),
    )


def description(card: Card, t: Translator) -> str:
    """All that there is to read, on a screen of its own."""
    return paragraphs(lines(f"<b>{esc(card.title)}</b>", when(card, t)), esc(card.description))


def shared(card: Card, coming: Coming | None, t: Translator) -> str:
    """The card as a whole chat sees it: nothing of a viewer's own, and no word that ages, such as "in 3 hours"."""
    t = Translator(t.language, card.time_zone)  # whoever shared it may live elsewhere than who reads it
    ended = ended_line(card, t)
    left = [] if ended else [role_line(role, t) for role in card.places]
    return paragraphs(
        lines(
            ended,
            f"<b>{esc(card.title)}</b>",
            f"🗓 {t.when(card.starts_at, card.ends_at, card.time_zone)}",
            where(card, t),
            people(card),
            *left,
            terms.price(card, t),
        ),
        "" if card.is_wordy else esc(card.description),
        who_comes(coming, t) if coming and not ended else "",
    )


def ended_line(card: Card, t: Translator) -> str:
    """That a session is cancelled or over; empty while it is on."""
    if card.is_on:
        return ""
    return t("✖️ It was cancelled.") if card.is_cancelled else t("It is over.")


def who_comes(coming: Coming, t: Translator) -> str:
    """First names of those who allow it; a number where there are many, or nobody to name."""
    if not coming.people:
        return t("Nobody is in yet.")
    if not coming.names:
        return t.plural("✅ {count} person is in.", "✅ {count} people are in.", coming.people)
    more = [t.plural("{count} more", "{count} more", coming.more)] if coming.more else []
    return t("✅ In: {names}", names=esc(t.listing([*coming.names, *more])))


def state(card: Card, t: Translator) -> str:
    """One line: what is true for the viewer, or why they cannot book."""
    mine = card.mine
    if mine is None:
        return refusal(card.obstacle, t) if card.obstacle else ""
    if mine.held_until:
        return waitlists.held(mine.held_until, card.seen_at, t)
    if mine.waits:
        credit = t("🎟 It is paid by your package when your turn comes.") if mine.pays_by_credit else ""
        return lines(waitlists.waits(card, mine.position, t), credit)
    if mine.pay_until:
        return to_pay(card, mine.pay_until, t)
    role = esc(mine.quota_name)
    if mine.is_asked_for:
        asked_as = t("⏳ You asked to come as {role}", role=role) if role else t("⏳ You asked to come")
        return lines(f"{asked_as} · <code>{mine.reference}</code>", t("An organizer has yet to say yes."))
    in_as = t("✅ You are in as {role}", role=role) if role else t("✅ You are in")
    return f"{in_as} · <code>{mine.reference}</code>"


def to_pay(card: Card, until: datetime, t: Translator) -> str:
    """A place is kept while it is paid; the deadline is by the reader's clock."""
    moment, zone = t.moment(until), t.zone(t.time_zone)
    if until <= card.seen_at:
        return t("⏳ The time to pay for your place ran out: {moment} ({zone})", moment=moment, zone=zone)
    return lines(
        t("⏳ A place is kept for you until {moment} ({zone})", moment=moment, zone=zone),
        t("Pay the invoice below, and you are in."),
    )


def refusal(error: DomainError, t: Translator) -> str:
    return f"✖️ {esc(error.text(t))}"


def own_party(card: Card, t: Translator) -> str:
    """Who comes on the viewer's registration, where it is more than themselves."""
    return party(card.mine.places, card.mine.guests, t) if card.mine and card.mine.places > 1 else ""


def party(places: int, guests: Sequence[str], t: Translator) -> str:
    """How many places, and who comes along."""
    count = t.plural("{count} place", "{count} places", places)
    if not guests:
        return f"👤 {count}"
    return t("👤 {places}, with {names}", places=count, names=esc(t.listing(list(guests))))


def when(card: Card, t: Translator, *, tappable: bool = False) -> str:
    """Where it takes place, and for the reader; how long, and how soon. Telegram makes a date of what is tappable."""
    moment = t.when(card.starts_at, card.ends_at, card.time_zone)
    if tappable:
        moment = f'<tg-time unix="{int(card.starts_at.timestamp())}">{moment}</tg-time>'
    parts = [moment, t.duration(int((card.ends_at - card.starts_at).total_seconds()) // 60)]
    to_go = card.starts_at - card.seen_at
    if timedelta() < to_go < SOON:
        parts.append(t.in_words(to_go))
    return f"🗓 {' · '.join(parts)}"


def where(card: Card, t: Translator) -> str:
    """The room, the place, and the way to it."""
    to_map = t("map")
    link = f'<a href="{esc(card.map_url)}">{to_map}</a>' if card.map_url else ""
    known = [part for part in (esc(card.room), esc(card.place), link) if part]
    return f"📍 {' · '.join(known)}" if known else ""


def people(card: Card) -> str:
    names = [name for name in (card.instructor_name, card.host_name) if name]
    return f"👤 {esc(' · '.join(names))}"


def places(card: Card, t: Translator) -> list[str]:
    """A line a role: what is left, in words."""
    if card.obstacle and not card.mine:
        return []
    return [role_line(role, t) for role in card.places]


def role_line(role: Places, t: Translator) -> str:
    sign = "🟢" if role.free else "🔴"
    left = places_left(role.free, role.capacity, role.waiting, t)
    return f"{sign} {capital(esc(role.name))}: {left}" if role.name else f"{sign} {capital(left)}"


def keeping(card: Card, t: Translator) -> str:
    """What comes after Confirm, where a place is paid."""
    if not card.is_paid:
        return ""
    if card.takes_credits():
        return t("⏳ Confirm sends you an invoice, and keeps the place for you while you pay.")
    return t("⏳ After that I send you an invoice, and keep the place for you while you pay.")


def booking_question(card: Card, role: Places, t: Translator) -> str:
    if role.name:
        return t("Register as {role} for {title}?", role=esc(role.name), title=esc(card.title))
    return t("Register for {title}?", title=esc(card.title))


def approval(card: Card, t: Translator) -> str:
    """What comes after Confirm, where an organizer decides."""
    if not card.needs_approval:
        return ""
    return t("⏳ You ask for a place: an organizer says yes or no. It is kept for you meanwhile.")


def confirm_booking(card: Card, role: Places, t: Translator) -> str:
    return paragraphs(
        lines(
            f"<b>{booking_question(card, role, t)}</b>",
            when(card, t),
            where(card, t),
            people(card),
            role_line(role, t),
            terms.price(card, t),
        ),
        approval(card, t),
        keeping(card, t),
        terms.policy(card, t),
    )


def lost_race(full: SessionFull, card: Card, t: Translator) -> str:
    """Somebody was faster: what happened, and what comes next."""
    waiting = (
        t.plural("{count} person is waiting.", "{count} people are waiting.", full.waiting) if full.waiting else ""
    )
    return paragraphs(
        f"🔴 {esc(full.text(t))}",
        lines(f"<b>{esc(card.title)}</b>", when(card, t)),
        lines(waiting, t("If a place comes free it goes to the first in line, at once.")),
    )


def confirm_cancelling(card: Card, t: Translator) -> str:
    [asked, *about], *rest = telling.cancelling(card, when(card, t), t)
    head = lines(f"<b>{esc(asked)}</b>", *about)
    return paragraphs(head, *(esc("\n".join(one)) for one in rest))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)
