"""The texts about an offer and its ends, about a place for the first tap, and about a cancellation taken back."""

from datetime import datetime

from services.notices.registrations import lines, places, reference, title, when, where
from services.notices.subject import Subject
from services.translator import Translator


def offer(subject: Subject, t: Translator) -> str:
    until = _until(subject)
    return lines(
        t("⏳ A place is free for you: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        places(subject, t),
        price(subject, t),
        t("It is yours until {moment} ({zone}).", moment=t.moment(until), zone=t.zone(t.time_zone)) if until else "",
    )


def claimed(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ Claimed. You are in: <b>{title}</b>", title=title(subject, t)), when(subject, t), reference(subject, t)
    )


def passed(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ You passed: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("The place goes to the next in line."),
    )


def lapsed(subject: Subject, t: Translator) -> str:
    until = _until(subject)
    return lines(
        t("✖️ The time to claim ran out: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t(
            "It ended {moment} ({zone}), and the next in line is asked. You keep no place; join again?",
            moment=t.moment(until or subject.now),
            zone=t.zone(t.time_zone),
        ),
    )


def moved(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ That offer is withdrawn: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("The session was moved to this time. You keep your turn in the line."),
    )


def withdrawn(subject: Subject, t: Translator) -> str:
    return lines(
        t("✖️ That offer is withdrawn: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("The session was cancelled."),
    )


def first_tap(subject: Subject, t: Translator) -> str:
    return lines(
        t("🟢 A place is free, the first tap wins: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        places(subject, t),
        price(subject, t),
        t("So near to the start all who wait are told at once."),
    )


def undone(subject: Subject, t: Translator) -> str:
    return lines(
        t("✅ You took your place back. You are in: <b>{title}</b>", title=title(subject, t)),
        *where(subject, t),
        reference(subject, t),
    )


def price(subject: Subject, t: Translator) -> str:
    """What the places cost together, and how that is paid."""
    if subject.by_credit:
        return t("🎟 Claim it, and your package pays for it.")
    if subject.is_paid:
        amount = t.money(subject.price, subject.currency)
        return t("💶 {price}: claim it, and I send you the invoice.", price=amount)
    return t("💶 {price}", price=t.money(subject.price, subject.currency)) if subject.price else t("💶 Free")


def _until(subject: Subject) -> datetime | None:
    until = subject.data.get("until")
    return datetime.fromisoformat(until) if until else None
