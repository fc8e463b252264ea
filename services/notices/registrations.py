"""The texts about a person's own registration: what is true now first, then when and where."""

from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def confirmed(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ You are in: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        places(subject, t),
        reference(subject, t),
    )


def waitlisted(subject: Subject, t: Translator) -> str:
    place = t.ordinal(subject.position)
    return lines(
        t("⏳ You are {position} in line: <b>{title}</b>", position=place, title=title(subject, t)),
        *where(subject, t),
        t("You hear from me the moment a place is yours."),
    )


def promoted(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ A place came free and it is yours: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        reference(subject, t),
        t("If you cannot come, please cancel: somebody else may be waiting."),
    )


def cancelled(subject: Subject, t: Translator) -> str:
    late = t("It was a late cancellation.") if subject.is_late_cancellation else ""
    return lines(t("✖️ You cancelled: <b>{title}</b>", title=title(subject, t)), when(subject, t), late)


def party_shrunk(subject: Subject, t: Translator) -> str:
    what = title(subject, t)
    left = t.plural(
        "✖️ {count} place is given back: <b>{title}</b>",
        "✖️ {count} places are given back: <b>{title}</b>",
        subject.data["left"],
        title=what,
    )
    kept = t.plural("You keep {count} place.", "You keep {count} places.", subject.places)
    return lines(left, when(subject, t), kept)


def session_cancelled(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ <b>{title}</b> was cancelled by the organizer.", title=esc(subject.title)),
        when(subject, t),
        _reason(subject, t),
        *_returned(subject, t),
        t("You do not have to do anything."),
    )


def _reason(subject: Subject, t: Translator) -> str:
    """What the organizer wrote, where they did."""
    why = subject.data.get("reason")
    return t("They say: {reason}", reason=esc(why)) if why else ""


def _returned(subject: Subject, t: Translator) -> list[str]:
    """What comes back by itself of what was paid."""
    back, used = subject.data.get("back"), subject.data.get("credits_back")
    return [
        t("↩️ What was paid comes back by itself: {amount}.", amount=t.money(back, subject.currency)) if back else "",
        t.plural("🎟 {count} credit comes back.", "🎟 {count} credits come back.", used) if used else "",
    ]


def title(subject: Subject, t: Translator) -> str:
    if subject.quota_name:
        return t("{title} as {role}", title=esc(subject.title), role=esc(subject.quota_name))
    return esc(subject.title)


def when(subject: Subject, t: Translator) -> str:
    return f"🗓 {t.when(subject.starts_at, subject.ends_at, subject.time_zone)}"


def where(subject: Subject, t: Translator) -> list[str]:
    return [when(subject, t), f"📍 {esc(subject.place)}" if subject.place else ""]


def places(subject: Subject, t: Translator) -> str:
    """How many, where it is more than one."""
    return t.plural("{count} place", "{count} places", subject.places) if subject.places > 1 else ""


def reference(subject: Subject, t: Translator) -> str:
    return t("🎟 Your reference: <code>{reference}</code>", reference=subject.reference)


def lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
