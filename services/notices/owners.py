"""The texts for the owner of a host: who, what, when."""

from services.notices.registrations import lines, places, title, when
from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def booked(subject: Subject, t: Translator) -> str:
    what = t("👤 {person} is in: <b>{title}</b>", person=esc(subject.person), title=title(subject, t))
    return lines(what, when(subject, t), places(subject, t), _request(subject, t))


def cancelled(subject: Subject, t: Translator) -> str:
    what = t("👤 {person} cancelled: <b>{title}</b>", person=esc(subject.person), title=title(subject, t))
    return lines(what, when(subject, t), places(subject, t))


def party_shrunk(subject: Subject, t: Translator) -> str:
    what = t("👤 {person} comes with fewer people: <b>{title}</b>", person=esc(subject.person), title=title(subject, t))
    return lines(what, when(subject, t), _kept(subject, t))


def _kept(subject: Subject, t: Translator) -> str:
    """How many are left, even one."""
    return t.plural("{count} place now", "{count} places now", subject.places)


def _request(subject: Subject, t: Translator) -> str:
    return t("They ask for: {request}", request=esc(subject.request)) if subject.request else ""
