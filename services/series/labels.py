"""What the settings of a series ask, and what their values are called: the chat and the pages say it alike."""

from services.series.desks import Desk
from services.series.editing import CHOICES
from services.text import compared
from services.translator import LANGUAGES, Translator, mark

OTHER_LANGUAGES = {"fr": "Français", "it": "Italiano", "pl": "Polski"}
VALUES = {
    ("mode", "instant"): mark("At once"),
    ("mode", "approval"): mark("I approve each"),
    ("mode", "paid"): mark("Paid in the chat"),
    ("visibility", "public"): mark("Everybody"),
    ("visibility", "unlisted"): mark("Who has the link"),
    ("visibility", "private"): mark("Members only"),
    ("way", "at_once"): mark("The next is in at once"),
    ("way", "offer"): mark("The next is asked first"),
    ("cutoff", "0"): mark("At the start"),
    ("reminders", "usual"): mark("A day and two hours before"),
    ("reminders", "early"): mark("Two days and a day before"),
    ("reminders", "day"): mark("A day before"),
    ("reminders", "soon"): mark("Two hours before"),
    ("reminders", "hour"): mark("An hour before"),
    ("reminders", "none"): mark("Nobody is reminded"),
    ("still", "none"): mark("Nobody is asked"),
    ("notice", "0"): mark("Until the start"),
    ("guests", "1"): mark("No guests"),
    ("language", "none"): mark("Not said"),
    ("release", "yes"): mark("The place is given on"),
    ("release", "no"): mark("The place is kept"),
    ("names", "yes"): mark("Names are shown"),
    ("names", "no"): mark("Only a number"),
    ("transfer", "yes"): mark("Also past the line"),
    ("transfer", "no"): mark("Not while people wait"),
}
QUESTIONS = {
    "title": mark("What is it called?"),
    "description": mark("What shall people know? Type it, up to 2000 characters."),
    "photo": mark("Send me a picture for the card."),
    "place": mark("Where is it? Type it, or share a location or venue from Telegram's paper clip."),
    "duration": mark("How long is it? Tap it, or type it in minutes or hours, for example: 90, or 2:30"),
    "quotas": mark("How many places are there? Type a number, or roles with their places: base 10, flyer 10"),
    "price": mark("What does a place cost? Type an amount; 0 is free."),
    "language": mark("Which language is spoken there?"),
    "mode": mark("How does somebody get a place?"),
    "visibility": mark("Who can find it?"),
    "notice": mark("How long before the start can people cancel free of charge?"),
    "refunds": mark("What comes back of a paid place, and until when? For example: 48h 100%, 24h 50%"),
    "late_fee": mark("What does a late cancellation cost where nothing was paid? Type an amount; 0 is nothing."),
    "credits": mark(
        "How many credits of a package does a place take? Type a number; 0 takes none, so a place is paid in money."
    ),
    "guests": mark("How many places may one registration have, the person's own among them?"),
    "way": mark("A place comes free while people wait. What then?"),
    "cutoff": mark("How long before the start does the line end? From then on a free place is the first tap's."),
    "reminders": mark("When are people reminded? Who chose times of their own is reminded then."),
    "still": mark("How long before the start shall I ask everybody whether they still come?"),
    "release": mark("What if somebody does not answer that question?"),
    "names": mark("What does a card in a group tell of who comes? Only first names, and only of those who allow it."),
    "transfer": mark("May people give their place to somebody they choose while others wait in line?"),
}


def chosen(shown: Desk, field: str) -> str:
    """The short word of the value that is set; empty where it is none of those offered."""
    column, values = CHOICES[field]
    return next((word for word, value in values.items() if value == shown.settings[column]), "")


def label(field: str, word: str, t: Translator, *, whole: bool = False, shown: Desk | None = None) -> str:
    """What a value is called: on its button, or (whole) in a sentence."""
    if (field, word) in VALUES:
        return t(VALUES[field, word])
    if field == "language":
        return LANGUAGES.get(word) or OTHER_LANGUAGES.get(word, word)
    value = CHOICES[field][1].get(word) if word or shown is None else shown.settings[CHOICES[field][0]]
    if field == "guests":
        return str(value)
    length = t.duration(int(value or 0))
    return t("{length} before the start", length=length) if whole and field != "duration" else length


def archiving(shown: Desk, t: Translator) -> list[str]:
    """What is asked, and what it means."""
    ahead = t.plural(
        "{count} planned session is cancelled; nobody booked it.",
        "{count} planned sessions are cancelled; nobody booked them.",
        shown.ahead,
    )
    kept = t("Nobody finds it any more, and nothing new is planned. Its past is kept, and you can bring it back.")
    return [t("Archive {title}?", title=shown.title), kept, *([ahead] if shown.ahead else [])]


def in_the_way(shown: Desk, t: Translator) -> list[str]:
    """Why it cannot be archived, and what to do."""
    people = t.plural(
        "{count} registration is live in sessions to come.",
        "{count} registrations are live in sessions to come.",
        shown.people_ahead,
    )
    return [
        t("{title} cannot be archived yet.", title=shown.title),
        people,
        t("Cancel those sessions first: everybody is told then. Or let them take place."),
    ]


def restoring(shown: Desk, t: Translator) -> list[str]:
    return [
        t("Bring {title} back?", title=shown.title),
        t("It is found again, sessions can be planned and booked, and what repeats makes its days again."),
    ]


def word(field: str, typed: str, t: Translator) -> str:
    """The short word of the value whose button says what was typed; empty where none does."""
    words = CHOICES[field][1] if field in CHOICES else {}
    return next((one for one in words if compared(label(field, one, t)) == compared(typed.strip())), "")
