"""The texts about a person's own registration: what is true now first, then when and where."""

from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def confirmed(subject: Subject, t: Translator) -> str:
    return _lines(
        t("✅ You are in: <b>{title}</b>", title=_title(subject, t)), *_where(subject, t), _reference(subject, t)
    )


def waitlisted(subject: Subject, t: Translator) -> str:
    place = t.ordinal(subject.position)
    return _lines(
        t("⏳ You are {position} in line: <b>{title}</b>", position=place, title=_title(subject, t)),
        *_where(subject, t),
        t("You hear from me the moment a place is yours."),
    )


def promoted(subject: Subject, t: Translator) -> str:
    return _lines(
        t("✅ A place came free and it is yours: <b>{title}</b>", title=_title(subject, t)),
        *_where(subject, t),
        _reference(subject, t),
        t("If you cannot come, please cancel: somebody else may be waiting."),
    )


def cancelled(subject: Subject, t: Translator) -> str:
    late = t("It was a late cancellation.") if subject.is_late_cancellation else ""
    return _lines(t("✖️ You cancelled: <b>{title}</b>", title=_title(subject, t)), _when(subject, t), late)


def session_cancelled(subject: Subject, t: Translator) -> str:
    return _lines(
        t("✖️ <b>{title}</b> was cancelled by the organizer.", title=esc(subject.title)),
        _when(subject, t),
        t("You do not have to do anything."),
    )


def _title(subject: Subject, t: Translator) -> str:
    if subject.quota_name:
        return t("{title} as {role}", title=esc(subject.title), role=esc(subject.quota_name))
    return esc(subject.title)


def _when(subject: Subject, t: Translator) -> str:
    return f"🗓 {t.when(subject.starts_at, subject.ends_at, subject.time_zone)}"


def _where(subject: Subject, t: Translator) -> list[str]:
    return [_when(subject, t), f"📍 {esc(subject.place)}" if subject.place else ""]


def _reference(subject: Subject, t: Translator) -> str:
    return t("🎟 Your reference: <code>{reference}</code>", reference=subject.reference)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
