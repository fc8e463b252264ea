"""A host's desk as text, and the question for each of its fields. Pure."""

from collections.abc import Callable, Sequence

from handlers.cards import lines, paragraphs
from services.hosts import CHOICES, Desk, Line
from services.profiles import shown_phone
from services.text import compared, esc
from services.translator import Translator, mark

QUESTIONS = {
    "name": mark("What is it called?"),
    "description": mark("What shall people know? Type it, up to 2000 characters."),
    "photo": mark("Send me a photo or logo. Mails of the host show it, too."),
    "category": mark("What kind of offer is it? For example: yoga studio"),
    "address": mark("Where is it? Type it, or share a location or venue from Telegram's paper clip."),
    "email": mark("At which email address can people reach you?"),
    "phone": mark("At which phone number can people reach you? It begins with + and the country."),
    "zone": mark("In which city do you meet? Type a big one nearby, for example: Berlin"),
    "currency": mark("Which currency? Tap it, or type its three letters, for example: EUR"),
    "notice": mark("How long before the start can people cancel free of charge? New series begin with this."),
    "grace": mark("How long after the start is somebody still expected?"),
    "suspends": mark("How many no-shows within 30 days suspend a person's booking with you?"),
    "days": mark("For how many days is it suspended then?"),
    "legal": mark("Under which name do receipts go out? Your company, or your own name."),
    "tax": mark("What shall stand on receipts about tax? For example: VAT ID DE123456789, or why no tax is shown"),
    "terms": mark("What holds when people pay you? Type it in your own words, up to 1000 characters."),
}
LATER = {
    "zone": mark("This counts for what is planned from now on. Sessions that are there keep their time."),
    "grace": mark("Whoever is not checked in by then is marked as a no-show, where somebody was checked in at all."),
    "suspends": mark("A late cancellation counts as much. People are told, and you can lift it on a person's screen."),
    "currency": mark("This counts for new series. Those that are there keep their currency."),
    "terms": mark("Whoever books or buys something of yours reads it under /terms, with what always holds here."),
    "notice": mark("Series that are there keep what they have; you change it under their rules."),
}


def own(hosts: Sequence[Line], t: Translator) -> str:
    """Each with how many places were booked with it."""
    if not hosts:
        return t("<b>You run no host yet.</b>\n\nOne is founded with your first series, or by itself.")
    return paragraphs(t("<b>Your hosts</b>"), lines(*[line(host, t) for host in hosts]))


def line(host: Line, t: Translator) -> str:
    booked = t.plural("{count} booking", "{count} bookings", host.bookings)
    parts = [
        f"<b>{esc(host.name)}</b>",
        booked,
        t("✅ verified") if host.is_verified else "",
        "" if host.is_active else t("✖️ deactivated"),
    ]
    return " · ".join(part for part in parts if part)


def desk(shown: Desk, t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        lines(
            f"<b>{esc(shown.name)}</b>",
            t("✅ Verified") if shown.is_verified else t("Not verified. An admin of this bot can verify it."),
            "" if shown.is_active else t("✖️ Deactivated: nobody can find or book anything of it."),
            esc(shown.category),
            f"📍 {place(shown, t)}" if shown.address or shown.map_url else "",
            contact(shown),
        ),
        esc(shown.description[:300]),
        t.plural("{count} booking so far.", "{count} bookings so far.", shown.bookings),
    )


def place(shown: Desk, t: Translator) -> str:
    to_map = f'<a href="{esc(shown.map_url)}">{t("map")}</a>' if shown.map_url else ""
    return " · ".join(part for part in (esc(shown.address), to_map) if part)


def contact(shown: Desk) -> str:
    phone = shown_phone(shown.contact_phone) if shown.contact_phone else ""
    ways = [way for way in (esc(shown.contact_email or ""), phone) if way]
    return f"👤 {' · '.join(ways)}" if ways else ""


def edit(shown: Desk, t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        f"⚙️ <b>{esc(shown.name)}</b>",
        lines(
            t("Time zone: {city}", city=t.city(shown.time_zone)),
            t("Currency: {currency}", currency=shown.currency),
            t("Cancelling is free: {value}", value=label("notice", chosen(shown, "notice"), t, shown)),
            t("Expected until {value} after the start, then a no-show", value=t.duration(shown.grace_minutes)),
            suspension(shown, t),
        ),
    )


def suspension(shown: Desk, t: Translator) -> str:
    if shown.suspends_after is None:
        return t("No-shows: nobody is suspended")
    times = t.plural("{count} no-show", "{count} no-shows", shown.suspends_after)
    days = t.plural("{count} day", "{count} days", shown.suspension_days)
    return t("{times} within 30 days suspend for {days}", times=times, days=days)


def chosen(shown: Desk, field: str) -> str:
    """The short word of the value that is set; empty where it is none of those offered."""
    column, values = CHOICES[field]
    return next((word for word, value in values.items() if value == getattr(shown, column)), "")


def label(field: str, word: str, t: Translator, shown: Desk | None = None) -> str:
    """What a value is called; `shown` puts it into a sentence, and knows it where it is none of those offered."""
    if word == "none":
        return t("Nobody")
    value = int(CHOICES[field][1][word] if word else getattr(shown, CHOICES[field][0]))
    if field == "suspends":
        return t.number(value)
    if field == "days":
        return t.plural("{count} day", "{count} days", value)
    if field == "notice" and not value:
        return t("Until the start")
    length = t.duration(value)
    return t("{length} before the start", length=length) if shown else length


def word(field: str, typed: str, t: Translator) -> str:
    """The short word of the value whose button says what was typed; empty where none does."""
    words = CHOICES[field][1] if field in CHOICES else {}
    return next((one for one in words if compared(label(field, one, t)) == compared(typed.strip())), "")


def question(shown: Desk, field: str, t: Translator, said: str = "") -> str:
    later = t(LATER[field]) if field in LATER else ""
    return paragraphs(said, f"<b>{t(QUESTIONS[field])}</b>", NOW[field](shown, t) if field in NOW else "", later)


NOW: dict[str, Callable[[Desk, Translator], str]] = {
    "name": lambda shown, t: t("Now: {value}", value=esc(shown.name)),
    "photo": lambda shown, t: (
        t("It has this one now. Send another one instead, or take it off.") if shown.photo_id else t("It has none yet.")
    ),
    "description": lambda shown, _: esc(shown.description),
    "category": lambda shown, t: t("Now: {value}", value=esc(shown.category)) if shown.category else "",
    "address": lambda shown, t: t("Now: {value}", value=place(shown, t)) if place(shown, t) else "",
    "email": lambda shown, t: t("Now: {value}", value=esc(shown.contact_email)) if shown.contact_email else "",
    "phone": lambda shown, t: t("Now: {value}", value=shown_phone(shown.contact_phone)) if shown.contact_phone else "",
    "legal": lambda shown, t: t("Now: {value}", value=esc(shown.legal_name or shown.name)),
    "tax": lambda shown, t: t("Now: {value}", value=esc(shown.tax_line)) if shown.tax_line else "",
    "terms": lambda shown, _: esc(shown.terms),
    "zone": lambda shown, t: t("Now: {value}", value=t.city(shown.time_zone)),
    "currency": lambda shown, t: t("Now: {value}", value=shown.currency),
}


def confirm_ending(shown: Desk, way: str, t: Translator) -> str:
    if way == "delete":
        head = t("<b>Delete {title} for good?</b>", title=esc(shown.name))
        return paragraphs(head, t("Nobody ever booked with it. Its series and team go too. This cannot be undone."))
    ahead = t.plural(
        "{count} registration in sessions to come stays, and nobody is told.",
        "{count} registrations in sessions to come stay, and nobody is told.",
        shown.people_ahead,
    )
    head = t("<b>Deactivate {title}?</b>", title=esc(shown.name))
    kept = t("Nobody finds or books anything of it from then on. You can reactivate it at any time.")
    return paragraphs(head, lines(kept, ahead if shown.people_ahead else ""))
