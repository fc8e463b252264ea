"""The text that reminds somebody of a session: all that they need to come, and what to do if they cannot."""

from services.notices.registrations import lines, places, reference, title, when
from services.notices.subject import Subject
from services.refunds import tiers
from services.text import esc
from services.translator import Translator


def reminder(subject: Subject, t: Translator) -> str:
    begins = t.in_words(subject.starts_at - subject.now)
    return lines(
        t("<b>{title}</b> begins {in_time}.", title=title(subject, t), in_time=begins),
        when(subject, t),
        _where(subject, t),
        f"👤 {esc(' · '.join(name for name in (subject.instructor, subject.host_name) if name))}",
        places(subject, t),
        reference(subject, t),
        _policy(subject, t),
    )


def _where(subject: Subject, t: Translator) -> str:
    """The place, and the way to it."""
    to_map = t("map")
    link = f'<a href="{esc(subject.map_url)}">{to_map}</a>' if subject.map_url else ""
    known = [part for part in (esc(subject.place), link) if part]
    return f"📍 {' · '.join(known)}" if known else ""


def _policy(subject: Subject, t: Translator) -> str:
    if subject.free_until is None:
        return ""
    if subject.refund_tiers is not None:
        return tiers.promised(subject.refund_tiers, subject.starts_at, subject.time_zone, t, at=subject.now)
    if subject.now <= subject.free_until:
        return t("Cancel free of charge until {moment}.", moment=t.deadline(subject.free_until, subject.time_zone))
    return t("It is too late to cancel free of charge.")
