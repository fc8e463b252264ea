"""What is about to begin, as text: the questions and the preview. Pure."""

from collections.abc import Callable

from handlers.cards import lines, paragraphs
from services.series import Draft, Part
from services.text import esc
from services.translator import Translator


def choose_what(t: Translator) -> str:
    return paragraphs(
        t("<b>What do you want to plan?</b>"),
        t("One more session of a series, or something new. What is new can be typed: Monday Jam, Mon 19:30, 20"),
    )


def choose_host(t: Translator) -> str:
    return t("<b>Who offers it?</b>")


def line(draft: Draft, t: Translator) -> str:
    return paragraphs(
        lines(
            t("<b>What is it called, when, and how many?</b>"),
            t("For example: Monday Jam, Mon 19:30, 20"),
            t("Or all at once: Monday Jam, every Mon 19:30-21:30, base 10, flyer 10"),
        ),
        zone(draft, t),
    )


def zone(draft: Draft, t: Translator) -> str:
    where = t("{zone} is meant.", zone=t.zone(draft.zone))
    return where if draft.host_id else lines(where, t("You can change your time zone in Settings."))


def title(_draft: Draft, t: Translator) -> str:
    return t("<b>What is it called?</b>")


def when(draft: Draft, t: Translator) -> str:
    return paragraphs(
        lines(f"<b>{esc(draft.title)}</b>" if draft.title else "", t("<b>When is it?</b>")),
        lines(t("Type it, for example: Fri 19:30, or 24.12. 18:00. Or tap a day."), zone(draft, t)),
    )


def places(_draft: Draft, t: Translator) -> str:
    return lines(
        t("<b>How many people can come?</b>"), t("Type a number, or roles with their places: base 10, flyer 10")
    )


def roles(_draft: Draft, t: Translator) -> str:
    return paragraphs(
        t("<b>Which roles are there, and how many places has each?</b>"),
        lines(t("For example: base 10, flyer 10"), t("One number alone means no roles.")),
    )


def place(_draft: Draft, t: Translator) -> str:
    return paragraphs(
        t("<b>Where is it?</b>"),
        t("Type it, or share a location or venue from Telegram's paper clip: that comes with a map."),
    )


def price(draft: Draft, t: Translator) -> str:
    return lines(
        t("<b>What does a place cost?</b>"),
        t("Type an amount, for example {example}. 0 is free.", example=t.money(1250, draft.currency)),
    )


def duration(_draft: Draft, t: Translator) -> str:
    return lines(t("<b>How long is it?</b>"), t("Tap it, or type it in minutes or hours, for example: 90, or 2:30"))


QUESTIONS: dict[Part, Callable[[Draft, Translator], str]] = {
    "line": line,
    "title": title,
    "when": when,
    "places": places,
    "roles": roles,
    "place": place,
    "price": price,
    "duration": duration,
}


def preview(draft: Draft, t: Translator, said: str = "") -> str:
    """All that is about to be created, as it was understood."""
    assert draft.starts_at
    moment = t.when(draft.starts_at, draft.ends_at, draft.zone)
    head = lines(
        f"<b>{esc(draft.title)}</b>",
        f"🗓 {moment}",
        weeks(draft, t),
        f"📍 {where(draft, t)}" if draft.place or draft.map_url else "",
        "" if not draft.host_name else f"👤 {esc(draft.host_name)}",
        how_many(draft, t),
        "" if draft.series_id else cost(draft, t),
    )
    return paragraphs(said, head, t("Is that right? Nothing is kept until you tap Create."))


def weeks(draft: Draft, t: Translator) -> str:
    return t("🔁 Every week. I plan four weeks ahead, and you can skip any.") if draft.weekly else ""


def where(draft: Draft, t: Translator) -> str:
    to_map = f'<a href="{esc(draft.map_url)}">{t("map")}</a>' if draft.map_url else ""
    return " · ".join(part for part in (esc(draft.place), to_map) if part)


def how_many(draft: Draft, t: Translator) -> str:
    if draft.places:
        return t.plural("{count} place this time", "{count} places this time", draft.places)
    return quotas(draft.quotas, t)


def quotas(given: list[dict[str, object]], t: Translator) -> str:
    """20 places; base: 10, flyer: 10."""
    if len(given) == 1 and not given[0]["name"]:
        return t.plural("{count} place", "{count} places", int(str(given[0]["capacity"])))
    return t.listing([f"{esc(one['name'])}: {one['capacity']}" for one in given])


def cost(draft: Draft, t: Translator) -> str:
    if not draft.price:
        return t("💶 Free")
    return t("💶 {price}, paid on site", price=t.money(draft.price, draft.currency))


def only_text(t: Translator) -> str:
    return t("I can only take text here.")


def begun(title: str, sessions: int, t: Translator) -> str:
    planned = t.plural("{count} session is planned.", "{count} sessions are planned.", sessions)
    return lines(
        t("✅ <b>{title}</b> is there.", title=esc(title)), planned, t("Tap Share to put it into a chat or a group.")
    )


def planned(sessions: int, t: Translator) -> str:
    return t.plural("✅ Planned. {count} session is to come.", "✅ Planned. {count} sessions are to come.", sessions)
