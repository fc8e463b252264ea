"""A series' desk as text, and the question for each of its fields. Pure."""

from collections.abc import Callable

from handlers.cards import lines, paragraphs
from handlers.organizer.new.wording import quotas
from services.refunds import tiers
from services.series import Desk, Followed, Next, labels
from services.series.labels import QUESTIONS, chosen, label
from services.sessions import PlaceImpact
from services.text import esc
from services.translator import Translator, mark

LATER = frozenset({"duration", "quotas"})
"""What sessions take over when they are planned."""


def desk(shown: Desk, t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        lines(f"<b>{esc(shown.title)}</b>", f"👤 {esc(shown.host_name)}", state(shown, t)),
        lines(*[line(session, t) for session in shown.next], more(shown, t)),
    )


def rarely(shown: Desk, t: Translator) -> str:
    return paragraphs(
        t("<b>{title}: what is needed now and then</b>", title=esc(shown.title)),
        ""
        if shown.is_archived
        else lines(
            t("Share the series puts its next sessions into any chat; in a group they are kept current."),
            t("Post into a group asks among your groups and channels only."),
        ),
    )


def state(shown: Desk, t: Translator) -> str:
    """Why nobody can book, where that is so."""
    if shown.is_archived:
        return t("✖️ Archived: nobody finds it, and nothing new can be planned.")
    return "" if shown.is_host_active else t("✖️ Its host is deactivated: nobody can find or book it.")


def line(session: Next, t: Translator) -> str:
    """🗓 Mon 24 Nov, 19:30 · 8/10, 3 waiting"""
    places = t("{taken} of {capacity} taken", taken=session.taken, capacity=session.capacity)
    waiting = t.plural("{count} waiting", "{count} waiting", session.waiting) if session.waiting else ""
    full = [f"🗓 {t.moment(session.starts_at, session.time_zone)}", places, waiting]
    return " · ".join(part for part in full if part)


def more(shown: Desk, t: Translator) -> str:
    if not shown.ahead:
        return "" if shown.is_archived else t("Nothing is planned. New session plans one, Repeat plans each week.")
    left = shown.ahead - len(shown.next)
    return t.plural("and {count} more", "and {count} more", left) if left else ""


def edit(shown: Desk, page: str, t: Translator, said: str = "") -> str:
    told = about(shown, t) if page == "about" else rules(shown, t)
    kept = undeletable(shown, t) if page == "rules" else ""
    return paragraphs(said, lines(f"<b>{esc(shown.title)}</b>", state(shown, t)), told, kept)


def undeletable(shown: Desk, t: Translator) -> str:
    """Why there is no Delete beside Archive."""
    if not shown.was_booked:
        return ""
    return t("It cannot be deleted, for people have booked it, and what was stays in the books. You can archive it.")


def about(shown: Desk, t: Translator) -> str:
    has = shown.settings
    return lines(
        f"📍 {place(shown, t)}",
        f"⏱ {t.duration(has['duration_minutes'])}",
        f"🟢 {quotas(has['quotas'], t)}",
        f"💶 {t.money(has['price'], shown.currency)}" if has["price"] else t("💶 Free"),
        named("language", shown, t),
        t("🖼 It has a photo.") if shown.photo_id else t("🖼 No photo yet."),
        esc(shorter(has["description"])) or t("No description yet."),
    )


def shorter(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:200]}…"


def place(shown: Desk, t: Translator) -> str:
    has = shown.settings
    to_map = f'<a href="{esc(has["map_url"])}">{t("map")}</a>' if has["map_url"] else ""
    return " · ".join(part for part in (esc(has["place"]), to_map) if part) or t("No place yet.")


def rules(shown: Desk, t: Translator) -> str:
    told = {field: named(field, shown, t) for field in RULES}
    return lines(told.pop("mode"), told.pop("visibility"), told.pop("notice"), *returns(shown, t), *told.values())


def returns(shown: Desk, t: Translator) -> list[str]:
    """What comes back of a paid place, and what a late cancellation costs where nothing was paid."""
    fee = shown.settings["late_fee"]
    return [
        t("Refunds: {value}", value=tiers.in_words(shown.settings["refund_tiers"], t)),
        t("Late fee: {value}", value=t.money(fee, shown.currency) if fee else t("none")),
        t("Credits for a place: {value}", value=shown.settings["credits"] or t("none")),
    ]


RULES: dict[str, str] = {
    "mode": mark("Booking: {value}"),
    "visibility": mark("Who finds it: {value}"),
    "notice": mark("Cancelling is free: {value}"),
    "guests": mark("Places of one registration: {value}"),
    "way": mark("When a place comes free: {value}"),
    "cutoff": mark("The line ends: {value}"),
    "reminders": mark("Reminders: {value}"),
    "still": mark("“Still coming?”: {value}"),
    "release": mark("Without an answer: {value}"),
    "names": mark("Cards in groups: {value}"),
    "transfer": mark("Giving a place to somebody: {value}"),
    "language": mark("Language: {value}"),
}


def named(field: str, shown: Desk, t: Translator) -> str:
    return t(RULES[field], value=label(field, chosen(shown, field), t, whole=True, shown=shown))


def question(shown: Desk, field: str, t: Translator, said: str = "") -> str:
    later = t("This counts for what is planned from now on, and for sessions to come that nobody booked.")
    return paragraphs(
        said,
        f"<b>{t(QUESTIONS[field])}</b>",
        NOW[field](shown, t) if field in NOW else "",
        later if field in LATER else "",
    )


def agreed_first(t: Translator) -> str:
    return t("Who booked already keeps what they agreed to.")


NOW: dict[str, Callable[[Desk, Translator], str]] = {
    "title": lambda shown, t: t("Now: {value}", value=esc(shown.title)),
    "place": lambda shown, t: t("Now: {value}", value=place(shown, t)),
    "quotas": lambda shown, t: t("Now: {value}", value=quotas(shown.settings["quotas"], t)),
    "price": lambda shown, t: lines(
        t("Now: {value}", value=price(shown, t)),
        t("It counts at once. Who is in keeps what they agreed to; who waits or has yet to pay pays the new one."),
    ),
    "duration": lambda shown, t: t("Now: {value}", value=t.duration(shown.settings["duration_minutes"])),
    "visibility": lambda _, t: lines(
        t("Who has the link: it is in no list, but its link opens it."),
        t("Members only: only those see it whom you let in by a link from Team."),
    ),
    "refunds": lambda shown, t: lines(*returns(shown, t)[:1], agreed_first(t)),
    "late_fee": lambda shown, t: returns(shown, t)[1],
    "credits": lambda shown, t: returns(shown, t)[2],
    "description": lambda shown, _: esc(shown.settings["description"]),
    "photo": lambda shown, t: (
        t("It has this one now. Send another one instead, or take it off.") if shown.photo_id else t("It has none yet.")
    ),
}


def price(shown: Desk, t: Translator) -> str:
    return t.money(shown.settings["price"], shown.currency) if shown.settings["price"] else t("free")


def confirm_place(shown: Desk, to: str, seen: PlaceImpact, t: Translator) -> str:
    """Whom another place reaches. Those who are told are counted before it is done."""
    title = esc(shown.title)
    head = (
        t("Move {title} to {place}?", title=title, place=esc(to))
        if to
        else t("Change the place of {title}?", title=title)
    )
    reached = t.plural("{count} session to come has people.", "{count} sessions to come have people.", seen.sessions)
    inside = t.plural("{count} registration has a place.", "{count} registrations have a place.", seen.people)
    waiting = t.plural("{count} person waits.", "{count} people wait.", seen.waiting)
    rest = t("Everybody is told. Sessions with a place of their own stay where they are.")
    return paragraphs(
        f"<b>{head}</b>",
        lines(t("Now: {value}", value=place(shown, t)), reached, inside, waiting if seen.waiting else ""),
        rest,
    )


def kept(followed: Followed, t: Translator) -> str:
    """What is done, and which sessions are as they were."""
    left = t.plural(
        "{count} session to come stays as it is, for people booked it or you changed it. You change it under Sessions.",
        "{count} sessions to come stay as they are, for people booked them or you changed them."
        " You change them under Sessions.",
        followed.left,
    )
    told = t.plural("{count} person is told.", "{count} people are told.", followed.told)
    return lines(t("✅ That is kept."), told if followed.told else "", left if followed.left else "")


def confirm_ending(shown: Desk, way: str, t: Translator) -> str:
    if way == "delete":
        head = t("<b>Delete {title} for good?</b>", title=esc(shown.title))
        return paragraphs(head, t("Nobody ever booked it. It goes with all its sessions. This cannot be undone."))
    return _headed(labels.archiving(shown, t))


def cannot_archive(shown: Desk, t: Translator) -> str:
    return _headed(labels.in_the_way(shown, t))


def _headed(found: list[str]) -> str:
    head, *rest = (esc(line) for line in found)
    return paragraphs(f"<b>{head}</b>", lines(*rest))
