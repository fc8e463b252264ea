"""One person of a session as text, and what is asked and said about them. Pure."""

from handlers.cards import lines, paragraphs, party
from keyboards.callbacks.people import Act
from services.access import Right
from services.clients import Alike
from services.errors import (
    AlreadyAsked,
    AlreadyRegistered,
    AlreadyWaiting,
    DomainError,
    OverlappingRegistration,
    PersonBlocked,
    PersonSuspended,
    PlaceIsHeld,
)
from services.people import LONGEST_MESSAGE, LONGEST_NOTE, About, PersonView, Room
from services.people.wording import decided
from services.registrations import LONGEST_REASON, reason_shown
from services.text import esc
from services.translator import Translator, mark

STATES = {
    "confirmed": mark("✅ is in"),
    "pending_approval": mark("⏳ asks for a place: yes or no?"),
    "pending_payment": mark("⏳ has yet to pay"),
    "offered": mark("⏳ was asked, and a place is held"),
    "cancelled": mark("✖️ cancelled"),
    "rejected": mark("✖️ not accepted"),
    "expired": mark("✖️ had no place in the end"),
}
ATTENDANCE = {"attended": mark("✅ here"), "late": mark("✅ here, late"), "no_show": mark("✖️ did not come")}
QUESTIONS: dict[Act, str] = {
    "reject": mark("Why is {name} not accepted?"),
    "take_out": mark("Take {name} out?"),
    "move_up": mark("Give {name} a place now?"),
}
CONSEQUENCES: dict[Act, str] = {
    "reject": mark("They are told now, with the reason. The place goes to the next in line."),
    "take_out": mark("They are told now, with the reason. Their place goes to the next in line."),
    "move_up": mark("They are told now. Your reason is kept in the log."),
}
SILENT_CONSEQUENCES: dict[Act, str] = {
    "reject": mark("I cannot write to them: please tell them yourself. The place goes to the next in line."),
    "take_out": mark("I cannot write to them: please tell them yourself. Their place goes to the next in line."),
    "move_up": mark("I cannot write to them: please tell them yourself. Your reason is kept in the log."),
}
TYPE_IT: dict[Act, str] = {
    "reject": mark("Type the reason, in up to {limit} characters. As soon as you send it they are rejected."),
    "take_out": mark("Type the reason, in up to {limit} characters. As soon as you send it they are taken out."),
    "move_up": mark("Type the reason, in up to {limit} characters. As soon as you send it they get the place."),
}
CANNOT_MOVE_UP = {
    "over": mark("The session is over or cancelled."),
    "not_waiting": mark("They do not wait any more."),
    "full": mark("There is no free place. More places can be had where the session is changed."),
    "too_few": mark("There are not so many free places as they wait for."),
    "credits": mark("They have not enough credits."),
    "too_large": mark("They wait for more places than the role has."),
    "blocked": mark("They cannot book at the moment."),
    "overlap": mark("They have something else at the same time."),
}
ABOUT_THEM: dict[type[DomainError], str] = {
    AlreadyRegistered: mark("They are in already."),
    AlreadyWaiting: mark("They are on the waitlist already."),
    AlreadyAsked: mark("They have asked for a place already: you find them among the requests."),
    PlaceIsHeld: mark("A place is held for them already: they were asked."),
    PersonBlocked: mark("They cannot book at the moment."),
}


def person(one: PersonView, t: Translator, said: str = "") -> str:
    """Who it is and how they stand first; then what they told, then what was noted."""
    return paragraphs(said, standing(one, t), told(one, t), contact(one, t), notes(one, t))


def standing(one: PersonView, t: Translator) -> str:
    return lines(
        f"<b>{esc(one.name)}</b>" + (f" ({esc(one.telegram_name)})" if one.telegram_name else ""),
        state(one, t),
        f"{esc(one.title)} · {t.when(one.starts_at, None, one.time_zone)}",
        party(one.places, one.guests, t) if one.places > 1 else "",
        came(one, t),
    )


def told(one: PersonView, t: Translator) -> str:
    """What the registration says."""
    return lines(
        t("🎟 Reference: <code>{reference}</code>", reference=one.reference),
        booked(one, t),
        t("They ask for: {request}", request=esc(one.request)) if one.request else "",
        t("Reason: {reason}", reason=esc(reason_shown(one.reason, t))) if one.reason else "",
        suspended(one, t),
    )


def notes(one: PersonView, t: Translator) -> str:
    return lines(
        t("Note on this registration: {note}", note=esc(one.note)) if one.note else "",
        t("Note on the person: {note}", note=esc(one.client_note)) if one.client_note else "",
    )


def state(one: PersonView, t: Translator) -> str:
    words = t("✖️ cancelled late") if one.is_late_cancellation else ""
    if one.position:
        words = t("⏳ {position} in line", position=t.ordinal(one.position))
    if is_missed(one):
        words = t("✖️ did not come")
    words = words or t(STATES[one.status])
    return f"{words} · {esc(one.quota_name)}" if one.quota_name else words


def came(one: PersonView, t: Translator) -> str:
    return t(ATTENDANCE[one.attendance]) if one.attendance and not is_missed(one) else ""


def is_missed(one: PersonView) -> bool:
    """Whether they had a place and did not come: that stands instead of their being in."""
    return one.is_in and one.attendance == "no_show"


def booked(one: PersonView, t: Translator) -> str:
    moment = t.moment(one.booked_at, one.time_zone)
    if one.added_by:
        return t("Added {moment} by {name}", moment=moment, name=esc(one.added_by))
    return t("Booked {moment}", moment=moment)


def suspended(one: PersonView, t: Translator) -> str:
    if not one.suspended_until:
        return ""
    moment = t.moment(one.suspended_until, one.time_zone)
    return t("They book nothing here until {moment}, because they missed sessions.", moment=moment)


def contact(one: PersonView, t: Translator) -> str:
    """What they shared, and how they can be reached."""
    if not one.may(Right.MANAGE_PEOPLE):
        return ""
    reach = "" if one.is_reachable else t("not reachable on Telegram")
    if not one.is_on_telegram:
        reach = t("without Telegram")
    return " · ".join(filter(None, (esc(one.phone), esc(one.email), reach)))


def ask_reason(one: PersonView, act: Act, t: Translator, said: str = "") -> str:
    question = t(QUESTIONS[act], name=esc(one.name))
    return paragraphs(
        said,
        lines(f"<b>{question}</b>", f"{esc(one.title)} · {t.when(one.starts_at, None, one.time_zone)}"),
        lines(t((CONSEQUENCES if one.is_told else SILENT_CONSEQUENCES)[act]), before(one, act, t)),
    )


def with_reason(one: PersonView, act: Act, typed: str, t: Translator) -> str:
    """Before it is done for a reason that was typed."""
    return paragraphs(ask_reason(one, act, t), t("Your reason: {reason}", reason=esc(typed)))


def before(one: PersonView, act: Act, t: Translator) -> str:
    ahead = one.position - 1
    if act != "move_up" or ahead < 1:
        return ""
    return t.plural("{count} is before them in the line.", "{count} are before them in the line.", ahead)


def type_reason(one: PersonView, act: Act, t: Translator, said: str = "") -> str:
    question = t(QUESTIONS[act], name=esc(one.name))
    return paragraphs(said, f"<b>{question}</b>", t(TYPE_IT[act], limit=LONGEST_REASON))


def done(one: PersonView, act: str, t: Translator) -> str:
    """What was done, and whether they know."""
    return decided(act, t, is_told=one.is_told)


def cannot_move_up(one: PersonView, refusal: str, t: Translator) -> str:
    return paragraphs(f"✖️ {t(CANNOT_MOVE_UP[refusal])}", f"<b>{esc(one.name)}</b> · {esc(one.title)}")


def too_long(limit: int, t: Translator) -> str:
    return t("That is too long: {limit} characters fit.", limit=limit)


def ask_note(one: PersonView, about: About, t: Translator, said: str = "") -> str:
    kept = one.note if about == About.BOOKING else one.client_note
    name = esc(one.name)
    question = t("A note on this registration of {name}", name=name)
    if about == About.PERSON:
        question = t("A note on {name}, for all your sessions", name=name)
    return paragraphs(
        said,
        f"<b>{question}</b>",
        t("Now it says: {note}", note=esc(kept)) if kept else "",
        t("Type it, in up to {limit} characters. Only those who run the sessions see it.", limit=LONGEST_NOTE),
    )


def ask_message(one: PersonView, t: Translator, said: str = "") -> str:
    question = t("What do you want to write to {name}?", name=esc(one.name))
    how = t("Up to {limit} characters. You see it before it is sent.", limit=LONGEST_MESSAGE)
    note = t("They see whom it is from and which session it is about. They cannot answer here.")
    return paragraphs(said, f"<b>{question}</b>", lines(how, note))


def preview(one: PersonView, typed: str, t: Translator) -> str:
    question = t("Send this to {name}?", name=esc(one.name))
    return paragraphs(f"<b>{question}</b>", esc(typed))


def ask_role(room: Room, t: Translator) -> str:
    question = t("As what do you want to add somebody?")
    return lines(f"<b>{question}</b>", head(room, t))


def ask_who(room: Room, t: Translator, said: str = "") -> str:
    """Whom to add: a name, a contact, or a link."""
    question = (
        t("Whom do you want to add as {role}?", role=esc(room.name)) if room.name else t("Whom do you want to add?")
    )
    how = t("Type a name, or forward a contact. Nobody needs Telegram to be on the list.")
    return paragraphs(said, lines(f"<b>{question}</b>", head(room, t)), how)


def ask_alike(name: str, found: list[Alike], t: Translator) -> str:
    question = t.plural("Is it this one?", "Is it one of these?", len(found))
    return paragraphs(f"<b>{question}</b>", t("You know somebody called {name} already.", name=esc(name)))


def ask_way(name: str, room: Room, t: Translator) -> str:
    waiting = t.plural("{count} person is waiting.", "{count} people are waiting.", room.waiting)
    full = t("🔴 There is no place left for {name}.", name=esc(name))
    if room.taken < room.capacity:
        full = t("🔴 What is free is for those who wait.")
    past = t("A place more would be theirs past the line. Those who wait can read that it was you.")
    in_line = lines(waiting, past if room.can_raise else "") if room.waiting else ""
    return paragraphs(lines(f"<b>{full}</b>", head(room, t)), in_line)


def head(room: Room, t: Translator) -> str:
    return f"{esc(room.title)} · {t.when(room.starts_at, None, room.time_zone)}"


def by_link(room: Room, address: str, t: Translator) -> str:
    how = t("Forward this link. Whoever opens it sees the session and can register:")
    return paragraphs(lines(f"<b>{esc(room.title)}</b>", head(room, t)), lines(how, esc(address)))


def by_page(room: Room, address: str, t: Translator) -> str:
    return paragraphs(
        lines(f"<b>{esc(room.title)}</b>", head(room, t)),
        lines(t("Whoever opens this page can register there with a name and an email address:"), esc(address)),
        t("It works until the session is over. What they book stands in your roster like everybody's."),
    )


def added(one: PersonView, t: Translator) -> str:
    """What came of it, and whether they know."""
    is_in = t("✅ {name} is in.", name=esc(one.name))
    if one.position:
        is_in = t("⏳ {name} is {position} in line.", name=esc(one.name), position=t.ordinal(one.position))
    knows = t("They are told.") if one.is_told else t("I cannot write to them: please tell them yourself.")
    return paragraphs(
        f"<b>{is_in}</b>",
        lines(f"{esc(one.title)} · {t.when(one.starts_at, None, one.time_zone)}", knows),
        t("Type the next name, or tap."),
    )


def cannot_add(name: str, error: DomainError, t: Translator) -> str:
    """A refusal about somebody else: what the errors say to the person themselves, in the third person."""
    return lines(f"✖️ <b>{esc(name)}</b>", esc(why_not(error, t)))


def why_not(error: DomainError, t: Translator) -> str:
    if isinstance(error, OverlappingRegistration):
        title, moment = error.title, t.value(error.starts_at)
        return t("They have {title} at the same time: {moment}.", title=title, moment=moment)
    if isinstance(error, PersonSuspended):
        return t("They book nothing here until {moment}, because they missed sessions.", moment=t.value(error.until))
    words = ABOUT_THEM.get(type(error))
    return t(words) if words else error.text(t)
