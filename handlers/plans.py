"""The sessions of a series and one of them, as text for those who plan them; and the questions for a change. Pure."""

from collections.abc import Sequence

from handlers import cards
from handlers.cards import capital, lines, paragraphs
from keyboards.callbacks.planning import What
from services.access import Right
from services.sessions import Card, Desk, Places, PlannedSession, PlanPage, terms
from services.text import esc
from services.translator import Translator


def plan(page: PlanPage, t: Translator) -> str:
    heading = t("🗓 <b>{title}: sessions to come</b>", title=esc(page.title))
    if not page.sessions:
        return paragraphs(heading, t("Nothing is planned."))
    return paragraphs(heading, lines(*(planned(session, t) for session in page.sessions)))


def past(page: PlanPage, t: Translator) -> str:
    heading = t("🗓 <b>{title}: the last 30 days</b>", title=esc(page.title))
    return paragraphs(heading, lines(*(held(session, t) for session in page.sessions)) or t("Nothing yet."))


def held(session: PlannedSession, t: Translator) -> str:
    """When it was, and how full."""
    taken = t("{taken} of {capacity}", taken=t.number(session.taken), capacity=t.number(session.capacity))
    return f"{t.moment(session.starts_at, session.time_zone)} · {taken}"


def planned(session: PlannedSession, t: Translator) -> str:
    """When, how full, and whatever wants attention."""
    taken = t("{taken} of {capacity}", taken=t.number(session.taken), capacity=t.number(session.capacity))
    parts = [
        t.moment(session.starts_at, session.time_zone),
        taken,
        t.plural("⏳ {count} waiting", "⏳ {count} waiting", session.waiting) if session.waiting else "",
        t.plural("{count} to approve", "{count} to approve", session.pending) if session.pending else "",
        t("👤 needs an instructor") if session.needs_instructor else "",
        t("✎ changed") if session.is_edited else "",
    ]
    return " · ".join(part for part in parts if part)


def desk(shown: Desk, t: Translator, said: str = "") -> str:
    card = shown.card
    return paragraphs(
        said,
        lines(
            cards.ended_line(card, t),
            f"<b>{esc(card.title)}</b>",
            cards.when(card, t),
            cards.where(card, t),
            instructor(shown, t),
            *(role_line(role, t) for role in card.places),
            terms.price(card, t),
        ),
        note(shown, t),
        t("✎ Changed by hand: later changes of the series do not touch it, unless you say so.")
        if shown.is_edited
        else "",
    )


def instructor(shown: Desk, t: Translator) -> str:
    if shown.needs_instructor:
        return t("👤 It needs an instructor")
    name = shown.card.instructor_name
    return f"👤 {esc(name)}" if name else t("👤 Nobody named")


def note(shown: Desk, t: Translator) -> str:
    if not shown.note or Right.NOTE not in shown.card.rights:
        return ""
    return t("Note, only for those who run it:\n{note}", note=esc(shown.note))


def role_line(role: Places, t: Translator) -> str:
    taken = t("{taken} of {capacity} taken", taken=t.number(role.taken), capacity=t.number(role.capacity))
    waiting = t.plural("{count} waiting", "{count} waiting", role.waiting) if role.waiting else ""
    line = ", ".join(part for part in (taken, waiting) if part)
    sign = "🟢" if role.taken < role.capacity else "🔴"
    return f"{sign} {capital(esc(role.name))}: {line}" if role.name else f"{sign} {capital(line)}"


def roles(card: Card, t: Translator, said: str = "") -> str:
    hint = "" if card.places[0].name else t("Name the role first if you want to add another one.")
    example = ", ".join(f"{role.name} {role.capacity}".strip() for role in card.places)
    typing = t("Tap, or type the places anew, for example: {example}", example=esc(example))
    return paragraphs(
        said,
        head(card, t("Places and roles"), t),
        lines(*(role_line(role, t) for role in card.places)),
        lines(typing, hint),
    )


def rooms(card: Card, found: Sequence[tuple[int, str]], t: Translator, said: str = "") -> str:
    now = t("Now: {value}", value=esc(card.room)) if card.room else ""
    none = "" if found else t("There are no rooms yet. They are added on the desk of the host.")
    return below(said, paragraphs(head(card, t("In which room?"), t), lines(now, none)))


def below(said: str, words: str) -> str:
    """A screen below what has just been refused."""
    return paragraphs(said and f"✖️ {esc(said)}", words)


def head(card: Card, question: str, t: Translator) -> str:
    return lines(f"<b>{question}</b>", esc(card.title), cards.when(card, t))


def question(shown: Desk, what: What, role: str, t: Translator, said: str = "") -> str:
    """What is asked for a change, with what is true now."""
    card = shown.card
    asked, how = _question(shown, what, role, t)
    return paragraphs(said and f"✖️ {esc(said)}", head(card, asked, t), how)


def _question(shown: Desk, what: What, role: str, t: Translator) -> tuple[str, str]:
    limits = {What.NAME: 40, What.REASON: 300}
    match what:
        case What.NAME:
            return t("What is the role called?"), t("Type it, in up to {limit} characters.", limit=limits[what])
        case What.REASON:
            return t("What shall people be told?"), t("Type it, in up to {limit} characters.", limit=limits[what])
        case What.ROLE:
            return t("Which role, and how many places?"), t("Type it, for example: flyer 10")
        case What.PLACES:
            asked = t("How many places as {role}?", role=esc(role)) if role else t("How many places?")
            return asked, t("Type a number.")
        case _:
            return _question_of_session(shown, what, t)


def _question_of_session(shown: Desk, what: What, t: Translator) -> tuple[str, str]:
    card = shown.card
    match what:
        case What.TIME:
            return t("When shall it take place?"), t("Choose, or type the day and the hour, for example: Fri 19:30")
        case What.LENGTH:
            return t("How long does it last?"), t("Type minutes or hours, for example: 90, or 2 h")
        case What.PRICE:
            return t("What does a place cost?"), lines(terms.price(card, t), t("Type it, for example: 12,50"))
        case What.PLACE:
            how = t("Type it. A link to a map goes on a second line.")
            return t("Where does it take place?"), lines(cards.where(card, t), how)
        case What.INSTRUCTOR:
            return t("Who gives it?"), instructor(shown, t)
        case _:
            return t("What do you want to note?"), lines(note(shown, t), t("Type it. People who book never see it."))


def ask_remove(card: Card, role: str, t: Translator) -> str:
    asked = t("Remove the role {role}?", role=esc(role))
    return paragraphs(head(card, asked, t), t("Nobody is in or waits there. Everything else stays as it is."))


def ask_complete(card: Card, t: Translator) -> str:
    inside = sum(role.taken for role in card.places)
    waiting = sum(role.waiting for role in card.places)
    stays = t.plural("{count} place stays in the books.", "{count} places stay in the books.", inside)
    leaves = t.plural("{count} waiting person is let go.", "{count} waiting people are let go.", waiting)
    asked = t("Is it over?")
    return paragraphs(
        head(card, asked, t),
        lines(stays, leaves if waiting else "", t("Nobody can register any more. This cannot be undone.")),
    )
