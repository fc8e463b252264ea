"""What people told of themselves, as text. Pure."""

from handlers.cards import lines, paragraphs
from keyboards.profiles import span
from services.privacy import Impact
from services.profiles import Details, Wishes, shown_phone
from services.text import esc
from services.translator import Translator


def details(shown: Details, has_mail: bool, t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        t("⚙️ <b>About you</b>"),
        lines(name(shown, t), in_groups(shown, t), email(shown, has_mail, t), phone(shown, t), contact(shown, t)),
        t("Organizers see your name. Whom to call in an emergency is kept encrypted."),
    )


def name(shown: Details, t: Translator) -> str:
    telegram = esc(shown.telegram_name)
    if shown.called is None:
        return t("Name: {name}, as on Telegram", name=telegram)
    return t("Name: {name} (on Telegram: {telegram})", name=esc(shown.called), telegram=telegram)


def in_groups(shown: Details, t: Translator) -> str:
    if shown.shows_name:
        return t("In groups: your first name may be shown")
    return t("In groups: you are counted, and not named")


def email(shown: Details, has_mail: bool, t: Translator) -> str:
    """The address that mail goes to, and the one that may take its place."""
    if not (has_mail or shown.email):
        return ""
    now = t("Email: {address}", address=esc(shown.email)) if shown.email else t("Email: none")
    failed = t("⚠️ Mail to it comes back. Please check it, or type it again.") if shown.is_email_failed else ""
    waits = t("⏳ {address} waits for you to open the link in the mail", address=esc(shown.pending_email or ""))
    return lines(now, failed, waits if shown.pending_email else "")


def phone(shown: Details, t: Translator) -> str:
    return t("Phone: {phone}", phone=shown_phone(shown.phone)) if shown.phone else t("Phone: none")


def contact(shown: Details, t: Translator) -> str:
    if shown.contact:
        number = shown_phone(shown.contact.phone)
        return t("In an emergency: {name}, {phone}", name=esc(shown.contact.name), phone=number)
    if shown.is_contact_lost:
        return t("In an emergency: I cannot read it any more, please tell me again")
    return t("In an emergency: nobody named")


def messages(wishes: Wishes, t: Translator, said: str = "") -> str:
    return paragraphs(
        said,
        t("⚙️ <b>Messages</b>"),
        lines(reminder_times(wishes, t), quiet(wishes, t)),
        t("Choose what you want to get. What changes a place of yours I tell you in any case."),
    )


def reminder_times(wishes: Wishes, t: Translator) -> str:
    if not wishes.reminders:
        return t("Reminders: none")
    times = t.listing([t.duration(minutes) for minutes in wishes.reminders])
    return t("Reminders: {times} before", times=times)


def quiet(wishes: Wishes, t: Translator) -> str:
    if wishes.quiet_from is None or wishes.quiet_until is None:
        return t("Quiet hours: none")
    hours = span(wishes.quiet_from, wishes.quiet_until)
    return t("Quiet hours: {hours} ({zone})", hours=hours, zone=t.zone(t.time_zone))


def reminders(wishes: Wishes, t: Translator, said: str = "") -> str:
    return paragraphs(said, t("⚙️ <b>How long before a session shall I remind you?</b>"), reminder_times(wishes, t))


def ask_quiet_hours(wishes: Wishes, t: Translator) -> str:
    return paragraphs(
        t("⚙️ <b>When shall I be quiet?</b>"),
        quiet(wishes, t),
        t("Choose, or type two times, for example: 22:30-06:30"),
    )


def data(t: Translator) -> str:
    return paragraphs(
        t("⚙️ <b>Your data</b>"),
        t("You can have everything I know about you as a file, or have it erased."),
    )


def confirm_erasing(impact: Impact, t: Translator) -> str:
    given_back = t.plural(
        "{count} registration or turn in line is given back now, and others get the place.",
        "{count} registrations and turns in line are given back now, and others get the places.",
        impact.registrations,
    )
    return paragraphs(
        t("<b>Erase everything I know about you?</b>"),
        lines(
            given_back if impact.registrations else "",
            t("Your name, number, emergency contact, settings, requests and guests' names are removed."),
            t("Tickets and your calendar link stop working."),
            t("That somebody had a place stays in the books, without a word about who."),
        ),
        t("This cannot be undone. The messages in this chat are yours to delete."),
    )
