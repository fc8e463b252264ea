"""The texts about requests for a place and their ends, and about what an organizer does for or with one person."""

from db.models.registrations import Status
from services.notices.registrations import lines, places, reference, title, when, where
from services.notices.subject import Subject
from services.registrations import reasons
from services.text import esc
from services.translator import Translator, mark

DECIDED = {
    Status.CONFIRMED: mark("✅ {person} is in: <b>{title}</b>"),
    Status.REJECTED: mark("✖️ {person} was not accepted: <b>{title}</b>"),
    Status.CANCELLED: mark("✖️ The request of {person} was taken back: <b>{title}</b>"),
    Status.EXPIRED: mark("✖️ The request of {person} was not answered in time: <b>{title}</b>"),
}


def pending(subject: Subject, t: Translator) -> str:
    return lines(
        t("⏳ You asked for a place: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        places(subject, t),
        reference(subject, t),
        t("An organizer has yet to say yes. The place is kept for you meanwhile, and you hear from me."),
    )


def promoted(subject: Subject, t: Translator) -> str:
    return lines(
        t("⏳ A place came free and is kept for you: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        reference(subject, t),
        t("An organizer has yet to say yes. You hear from me."),
    )


def claimed(subject: Subject, t: Translator) -> str:
    return lines(
        t("⏳ Claimed, and kept for you: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("An organizer has yet to say yes. You hear from me."),
    )


def taken_back(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ That offer is withdrawn: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("An organizer took you off the list."),
    )


def rejected(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ There is no place for you this time: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        _reason(subject, t),
    )


def expired(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ Nobody answered in time: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("You have no place. Sorry for the wait."),
    )


def added(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ {host} added you: <b>{title}</b>", host=esc(subject.host_name), title=title(subject, t)),
        *where(subject, t),
        places(subject, t),
        reference(subject, t),
        t("If you cannot come, please cancel: somebody else may be waiting."),
    )


def removed(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ An organizer took you out: <b>{title}</b>", title=title(subject, t)), when(subject, t), _reason(subject, t)
    )


def message(subject: Subject, t: Translator) -> str:
    """What an organizer wrote to one person."""
    return "\n\n".join(
        (
            lines(
                t("✉️ {host} writes to you about <b>{title}</b>", host=esc(subject.host_name), title=title(subject, t)),
                when(subject, t),
            ),
            esc(subject.data.get("text", "")),
        )
    )


def asked(subject: Subject, t: Translator) -> str:
    """To who decides."""
    wish = t("They ask for: {request}", request=esc(subject.request)) if subject.request else ""
    what = t("⏳ {person} asks for a place: <b>{title}</b>", person=esc(subject.person), title=title(subject, t))
    return lines(what, when(subject, t), places(subject, t), wish)


def decided(subject: Subject, t: Translator) -> str:
    """What became of it, for who was asked."""
    words = DECIDED[Status(subject.data["how"])]
    is_theirs = subject.other in {"", subject.person}
    return lines(
        t(words, person=esc(subject.person), title=title(subject, t)),
        when(subject, t),
        "" if is_theirs else t("👤 Decided by {person}", person=esc(subject.other)),
    )


def _reason(subject: Subject, t: Translator) -> str:
    reason = reasons.shown(subject.reason, t)
    return t("Reason: {reason}", reason=esc(reason)) if reason else ""
