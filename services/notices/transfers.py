"""The texts about a place that was given to somebody."""

from services.notices.registrations import lines, reference, title, when, where
from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def taken(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ The place is yours now: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        reference(subject, t),
    )


def given(subject: Subject, t: Translator) -> str:
    what = t("✅ {person} took your place: <b>{title}</b>", person=esc(subject.other), title=title(subject, t))
    return lines(what, when(subject, t), t("You do not have to do anything."))


def told_owner(subject: Subject, t: Translator) -> str:
    what = t(
        "👤 {giver} gave their place to {person}: <b>{title}</b>",
        giver=esc(subject.other),
        person=esc(subject.person),
        title=title(subject, t),
    )
    return lines(what, when(subject, t))
