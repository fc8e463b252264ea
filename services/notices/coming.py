"""The texts of the question whether somebody still comes."""

from datetime import datetime

from services.notices.registrations import lines, title, where
from services.notices.subject import Subject
from services.translator import Translator


def asked(subject: Subject, t: Translator) -> str:
    return lines(
        t("Are you still coming? <b>{title}</b>", title=title(subject, t)), *where(subject, t), _deadline(subject, t)
    )


def nudged(subject: Subject, t: Translator) -> str:
    return lines(
        t("I have no answer from you yet: are you coming? <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        _deadline(subject, t),
    )


def released(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ Your place was given back: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        t("I asked twice whether you come, and had no answer."),
    )


def _deadline(subject: Subject, t: Translator) -> str:
    """What happens without an answer, where something does."""
    until = subject.data.get("until")
    if until is None:
        return ""
    moment, zone = t.moment(datetime.fromisoformat(until)), t.zone(t.time_zone)
    return t("⏳ Please answer by {moment} ({zone}); after that your place goes to others.", moment=moment, zone=zone)
