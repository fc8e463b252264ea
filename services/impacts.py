"""What a change of a session would mean for people, and what it did: plain words, the same in the chat and on pages.

A change is told in paragraphs of lines, what is asked first. They are escaped where they are shown. Pure.
"""

from services.sessions import Card, Crowded, Impact, MoveImpact, Outcome, PriceImpact, ResizeImpact
from services.translator import Translator

NAMES = 8
"""More people than these are a number."""
ROOMS = 3
"""Rooms that are taken, likewise."""
Told = list[list[str]]
"""Paragraphs of lines; none of them is empty."""


def moving(card: Card, seen: MoveImpact, when: str, t: Translator) -> Told:
    """`when` it takes place now has no line of its own here: both times have one."""
    new = t.when(seen.starts_at, seen.ends_at, card.time_zone)
    length = t.duration(int((seen.ends_at - seen.starts_at).total_seconds()) // 60)
    busy = t.plural(
        "{count} person has something else then. They keep their place, and I tell them.",
        "{count} people have something else then. They keep their place, and I tell them.",
        seen.busy,
    )
    return told_in(
        [
            t("Move {title}?", title=card.title),
            t("🗓 New: {when}", when=f"{new} · {length}"),
            t("Before: {when}", when=when),
        ],
        [*told(seen.impact, t), busy if seen.busy else ""],
        crowded(seen.crowded, t),
        reach(seen.impact, t),
    )


def crowded(found: tuple[Crowded, ...], t: Translator) -> list[str]:
    """What is in the way in the rooms, and what becomes of it."""
    if not found:
        return []
    shown = [
        t(
            "⚠️ {room} is taken then: {title}, {when}.",
            room=one.room,
            title=one.title,
            when=t.moment(one.starts_at, one.time_zone),
        )
        for one in found[:ROOMS]
    ]
    left = t.plural(
        "{count} session is moved without its room; you can give it another one.",
        "{count} sessions are moved without their room; you can give them another one.",
        len(found),
    )
    return [*shown, left]


def resizing(card: Card, seen: ResizeImpact, capacity: int, when: str, t: Translator) -> Told:
    if seen.name:
        asked = t.plural(
            "{count} place as {role} for {title}?",
            "{count} places as {role} for {title}?",
            capacity,
            role=seen.name,
            title=card.title,
        )
    else:
        asked = t.plural("{count} place for {title}?", "{count} places for {title}?", capacity, title=card.title)
    now = t("Now {taken} of {capacity} are taken.", taken=t.number(seen.taken), capacity=t.number(seen.was))
    return told_in(
        [asked, when], [now, moved_up(seen, capacity, t), *affected(seen, t), short(seen, t)], reach(seen.impact, t)
    )


def moved_up(seen: ResizeImpact, capacity: int, t: Translator) -> str:
    if capacity <= seen.was or not seen.waiting:
        return ""
    return t.plural(
        "{count} person waits; the first in line get what is new.",
        "{count} people wait; the first in line get what is new.",
        seen.waiting,
    )


def affected(seen: ResizeImpact, t: Translator) -> list[str]:
    """Who is too many, latest first."""
    if not seen.affected:
        return []
    more = len(seen.affected) - NAMES
    rest = [t.plural("{count} more", "{count} more", more)] if more > 0 else []
    listed = t.listing([*seen.affected[:NAMES], *rest])
    return [
        t("Too many, the latest booked first: {names}.", names=listed),
        t("Nobody loses their place by this. To make room, take people out in the roster."),
    ]


def short(seen: ResizeImpact, t: Translator) -> str:
    if seen.impact.sessions == 1 or not seen.short:
        return ""
    return t.plural(
        "In {count} session more are in: there it is lowered to as many as are in.",
        "In {count} sessions more are in: there it is lowered to as many as are in.",
        seen.short,
    )


def pricing(card: Card, seen: PriceImpact, price: int, when: str, t: Translator) -> Told:
    new = t.money(price, card.currency) if price else t("free")
    amounts = t.listing([t.money(amount, currency) if amount else t("free") for amount, currency in seen.amounts])
    keep = t.plural(
        "{count} person keeps what they agreed: {amounts}.",
        "{count} people keep what they agreed: {amounts}.",
        seen.keep,
        amounts=amounts,
    )
    return told_in(
        [t("Change the price of {title}?", title=card.title), when, t("💶 New: {price}", price=new)],
        [
            keep if seen.keep else "",
            t("It is for whoever books from now on, and for those who wait or have not paid yet."),
        ],
        reach(seen.impact, t),
    )


def placing(card: Card, seen: Impact, place: str, when: str, t: Translator) -> Told:
    """The link to a map stands below the first paragraph, as each rim shows a link."""
    new = t("📍 New: {place}", place=place) if place else t("📍 New: none")
    return told_in([t("Change the place of {title}?", title=card.title), when, new], told(seen, t), reach(seen, t))


def instructing(card: Card, seen: Impact, name: str, when: str, t: Translator) -> Told:
    new = t("👤 New: {name}", name=name) if name else t("👤 New: nobody named")
    asked = t("Change who gives {title}?", title=card.title)
    return told_in([asked, when, new], [t("Nobody is told; the card shows it.")], reach(seen, t))


def cancelling(title: str, seen: Impact, reason: str, when: str, t: Translator) -> Told:
    asked = t("Cancel {title}?", title=title)
    if seen.sessions > 1:
        asked = t.plural(
            "Cancel {count} session of {title}?", "Cancel {count} sessions of {title}?", seen.sessions, title=title
        )
    stops = t("What repeats ends here.") if seen.sessions > 1 else ""
    return told_in(
        [asked, when],
        [*told(seen, t), refunded(seen, t), stops, t("This cannot be undone.")],
        [t("They are told: {reason}", reason=reason)] if reason else [],
        reach(seen, t),
    )


def refunded(seen: Impact, t: Translator) -> str:
    """How many paid places go, and what goes back for them; a sum for each currency."""
    if not seen.refunds:
        return ""
    return t.plural(
        "{count} paid place will be refunded: {amounts}",
        "{count} paid places will be refunded: {amounts}",
        seen.paid_places,
        amounts=t.listing([t.money(sum_.amount, sum_.currency) for sum_ in seen.refunds]),
    )


def told(seen: Impact, t: Translator) -> list[str]:
    people = t.plural("{count} person will be told now.", "{count} people will be told now.", seen.told)
    queue = t.plural("{count} person on the waitlist too.", "{count} people on the waitlist too.", seen.told_in_line)
    if not seen.people and not seen.waiting:
        return [t("Nobody is in or waits, so nobody has to be told.")]
    return _kept([people if seen.told else "", queue if seen.told_in_line else "", cut_off(seen.cut_off, t)])


def cut_off(names: tuple[str, ...], t: Translator) -> str:
    """Who has to be told by somebody else."""
    if not names:
        return ""
    more = len(names) - NAMES
    rest = [t.plural("{count} more", "{count} more", more)] if more > 0 else []
    listed = t.listing([*names[:NAMES], *rest])
    return t.plural(
        "{count} cannot be written to: {names}", "{count} cannot be written to: {names}", len(names), names=listed
    )


def reach(seen: Impact, t: Translator) -> list[str]:
    """How many sessions, where it is more than the one that was opened; and those that are left alone."""
    if seen.sessions == 1:
        return []
    count = t.plural("It is for {count} session.", "It is for {count} sessions: this and later ones.", seen.sessions)
    left = seen.later + 1 - seen.sessions
    alone = t.plural(
        "{count} that was changed by itself stays as it is.",
        "{count} that were changed by themselves stay as they are.",
        left,
    )
    return [count, *([alone] if left else [])]


def done(outcome: Outcome, t: Translator, *, moves_up: bool) -> list[str]:
    """What came of it; where there are more places now, whoever is told is let in."""
    count = t.plural("{count} session", "{count} sessions", outcome.sessions)
    head = t("✅ Changed: {sessions}.", sessions=count) if outcome.sessions > 1 else t("✅ Changed.")
    people = t.plural("{count} person is being told.", "{count} people are being told.", outcome.told)
    moved = t.plural("{count} from the waitlist got a turn.", "{count} from the waitlist got a turn.", outcome.told)
    more = moved if moves_up else people
    return _kept([head, more if outcome.told else "", cut_off(outcome.cut_off, t), *in_part(outcome, t)])


def in_part(outcome: Outcome, t: Translator) -> list[str]:
    """Where it is not all that was asked for."""
    short = t.plural(
        "In {count} session it is as many as are in.", "In {count} sessions it is as many as are in.", outcome.short
    )
    roomless = t.plural(
        "⚠️ {count} session has no room now, for it was taken. Choose one under Room.",
        "⚠️ {count} sessions have no room now, for it was taken. Choose one under Room.",
        outcome.roomless,
    )
    return [short if outcome.short else "", roomless if outcome.roomless else ""]


def called_off(outcome: Outcome, t: Translator) -> list[str]:
    people = t.plural("Done. {count} person is being told.", "Done. {count} people are being told.", outcome.told)
    count = t.plural("{count} session is cancelled.", "{count} sessions are cancelled.", outcome.sessions)
    return _kept([people, count if outcome.sessions > 1 else "", cut_off(outcome.cut_off, t)])


def told_in(*paragraphs: list[str]) -> Told:
    return [kept for lines in paragraphs if (kept := _kept(lines))]


def _kept(lines: list[str]) -> list[str]:
    return [line for line in lines if line]
