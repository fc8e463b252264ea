"""The texts about what an organizer changed about a session."""

from datetime import datetime

from services.notices.registrations import lines, title, where
from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def moved(subject: Subject, t: Translator) -> str:
    was, until = (datetime.fromisoformat(subject.data[name]) for name in ("was", "was_until"))
    return lines(
        t("🗓 The time has changed: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        t("Before: {when}", when=t.when(was, until, subject.time_zone)),
        _kept(subject, t),
        _busy(subject, t),
    )


def place_changed(subject: Subject, t: Translator) -> str:
    was = subject.data["was"]
    return lines(
        t("📍 The place has changed: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        t("Before: {place}", place=esc(was)) if was else "",
    )


def _kept(subject: Subject, t: Translator) -> str:
    if subject.position:
        return t("You keep your turn: {position} in line.", position=t.ordinal(subject.position))
    return t("You keep your place. If you cannot come, please cancel it.")


def _busy(subject: Subject, t: Translator) -> str:
    other = subject.data.get("busy")
    return t("⏳ You have {title} at the same time: please cancel one of them.", title=esc(other)) if other else ""
