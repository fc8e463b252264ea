"""From a notification's row to its text, or to the reason why it is not worth sending any more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Host, Notification, Payment, Quota, Registration, Series, Session, User
from db.models.registrations import TAKES_PLACE, Attendance, Status
from db.models.series import BookingMode
from db.queries import audit as audit_queries
from db.queries import clients as client_queries
from db.queries import notifications as notification_queries
from db.queries import packages as package_queries
from db.queries import registrations as queries
from services import agreements, logos, outbox
from services.notices import (
    alerts,
    announcements,
    attendance,
    changes,
    coming,
    digests,
    disputes,
    invoices,
    mailed,
    owners,
    packages,
    reaching,
    refunds,
    reminders,
    requests,
    team,
    templates,
    texted,
    transfers,
    waitlists,
)
from services.notices import registrations as texts
from services.notices.addressing import Told, addressed
from services.notices.matters import Matter
from services.notices.messages import About, Branding, Invoice, Mail, NoAddress, Notice, NotNow, Obsolete, Sms
from services.notices.subject import Subject
from services.sms import limits as sms_limits
from services.translator import Translator

Text = Callable[[Subject, Translator], str]


def always(_tx: Tx, _notification: Notification, _registration: Registration) -> bool:
    return True


def is_same_offer(tx: Tx, notification: Notification, registration: Registration) -> bool:
    """Whether the offer that a notification tells of is the one that is open now, and not one before it."""
    offers = audit_queries.count(tx, "registration", registration.id, "registration.offered")
    return bool(notification.data["offer"] == offers - 1)


def gave_no_answer(_tx: Tx, _notification: Notification, registration: Registration) -> bool:
    return registration.coming_at is None


def is_marked_so(_tx: Tx, notification: Notification, registration: Registration) -> bool:
    """Whether the mark that it tells of is the one that stands: it may be taken back, and set again."""
    mark = Attendance.LATE if notification.kind == "attendance_late" else Attendance.NO_SHOW
    at = registration.attendance_at
    return registration.attendance == mark and at == datetime.fromisoformat(notification.data["marked_at"])


def still_begins_then(tx: Tx, notification: Notification, registration: Registration) -> bool:
    """Whether the session begins when the reminder was planned for; moved, it has reminders anew."""
    starts_at = tx.get_one(Session, registration.session_id).starts_at
    return starts_at == datetime.fromisoformat(notification.data["starts_at"])


def is_suspended_so(tx: Tx, notification: Notification, registration: Registration) -> bool:
    host_id = tx.get_one(Session, registration.session_id).host_id
    client = client_queries.find(tx, host_id, registration.user_id)
    return attendance.stands(client, notification.data["until"])


def is_at_that_time(tx: Tx, notification: Notification, registration: Registration) -> bool:
    """Whether the session still takes place when a notification says; it may have been moved again."""
    session = tx.get_one(Session, registration.session_id)
    return (session.starts_at, session.ends_at) == (
        datetime.fromisoformat(notification.data["to"]),
        datetime.fromisoformat(notification.data["to_until"]),
    )


def place_is_free(tx: Tx, _notification: Notification, registration: Registration) -> bool:
    quota = tx.get_one(Quota, registration.quota_id)
    return quota.is_open and quota.taken < quota.capacity


def may_be_paid(tx: Tx, notification: Notification, _registration: Registration) -> bool:
    return invoices.is_open(tx.get(Payment, notification.data["payment_id"]))


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind reads, and in which statuses of the registration it is still true."""

    text: Text
    true_while: frozenset[Status]
    still: Callable[[Tx, Notification, Registration], bool] = always
    """Whatever else must be so for it to be true."""
    edits: str = ""
    """The kind whose message it takes the place of, by an edit."""
    alone: bool = True
    """Whether it is worth a message of its own where there is none to edit."""


ANY = frozenset(Status)
"""The last words of an offer are true whatever comes after."""
IN_LINE = frozenset({Status.WAITLISTED, Status.OFFERED})
KINDS = {
    "registration_confirmed": Kind(texts.confirmed, frozenset({Status.CONFIRMED})),
    "registration_waitlisted": Kind(texts.waitlisted, frozenset({Status.WAITLISTED})),
    "registration_promoted": Kind(texts.promoted, frozenset({Status.CONFIRMED})),
    "registration_cancelled": Kind(texts.cancelled, frozenset({Status.CANCELLED})),
    "session_cancelled": Kind(texts.session_cancelled, frozenset({Status.CANCELLED})),
    "session_moved": Kind(changes.moved, TAKES_PLACE, still=is_at_that_time),
    "session_moved_in_line": Kind(changes.moved, IN_LINE, still=is_at_that_time),
    "session_place_changed": Kind(changes.place_changed, TAKES_PLACE),
    "session_place_changed_in_line": Kind(changes.place_changed, IN_LINE),
    "registration_undone": Kind(waitlists.undone, frozenset({Status.CONFIRMED})),
    "waitlist_offer": Kind(waitlists.offer, frozenset({Status.OFFERED}), still=is_same_offer),
    "waitlist_offer_claimed": Kind(waitlists.claimed, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_passed": Kind(waitlists.passed, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_lapsed": Kind(waitlists.lapsed, ANY, edits="waitlist_offer"),
    "waitlist_offer_moved": Kind(waitlists.moved, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_withdrawn": Kind(waitlists.withdrawn, ANY, edits="waitlist_offer", alone=False),
    "waitlist_first_tap": Kind(waitlists.first_tap, frozenset({Status.WAITLISTED}), still=place_is_free),
    "waitlist_offer_requested": Kind(requests.claimed, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_taken_back": Kind(requests.taken_back, ANY, edits="waitlist_offer", alone=False),
    "registration_pending": Kind(requests.pending, frozenset({Status.PENDING_APPROVAL})),
    "promotion_pending": Kind(requests.promoted, frozenset({Status.PENDING_APPROVAL})),
    "registration_rejected": Kind(requests.rejected, frozenset({Status.REJECTED})),
    "request_expired": Kind(requests.expired, frozenset({Status.EXPIRED})),
    "registration_added": Kind(requests.added, frozenset({Status.CONFIRMED})),
    "registration_removed": Kind(requests.removed, frozenset({Status.CANCELLED})),
    "organizer_message": Kind(requests.message, ANY),
    "owner_pending": Kind(requests.asked, frozenset({Status.PENDING_APPROVAL})),
    "owner_pending_over": Kind(requests.decided, ANY, edits="owner_pending", alone=False),
    "party_shrunk": Kind(texts.party_shrunk, frozenset({Status.CONFIRMED})),
    "transfer_taken": Kind(transfers.taken, frozenset({Status.CONFIRMED})),
    "transfer_given": Kind(transfers.given, frozenset({Status.CANCELLED})),
    "coming_asked": Kind(coming.asked, frozenset({Status.CONFIRMED}), still=gave_no_answer),
    "coming_nudged": Kind(coming.nudged, frozenset({Status.CONFIRMED}), still=gave_no_answer),
    "coming_released": Kind(coming.released, frozenset({Status.CANCELLED})),
    "owner_booked": Kind(owners.booked, frozenset({Status.CONFIRMED})),
    "owner_cancelled": Kind(owners.cancelled, frozenset({Status.CANCELLED})),
    "owner_undone": Kind(owners.booked, frozenset({Status.CONFIRMED})),
    "owner_place_given": Kind(transfers.told_owner, frozenset({Status.CONFIRMED})),
    "attendance_late": Kind(attendance.late, frozenset({Status.CONFIRMED}), still=is_marked_so),
    "reminder": Kind(reminders.reminder, frozenset({Status.CONFIRMED}), still=still_begins_then),
    "reminder_soon": Kind(reminders.reminder, frozenset({Status.CONFIRMED}), still=still_begins_then),
    "no_show": Kind(attendance.missed, frozenset({Status.CONFIRMED}), still=is_marked_so),
    "owner_suspended": Kind(attendance.owner_suspended, ANY, still=is_suspended_so),
    "payment_invoice": Kind(invoices.asked, ANY, still=may_be_paid),
    "waitlist_no_credit": Kind(packages.no_credit, IN_LINE),
    "waitlist_package_over": Kind(packages.over_in_line, frozenset({Status.CANCELLED})),
    "payment_failed": Kind(invoices.failed, frozenset({Status.PENDING_PAYMENT})),
    "hold_expired": Kind(invoices.hold_expired, frozenset({Status.EXPIRED})),
    "waitlist_offer_to_pay": Kind(invoices.offer_to_pay, ANY, edits="waitlist_offer", alone=False),
    "owner_party_shrunk": Kind(owners.party_shrunk, frozenset({Status.CONFIRMED})),
}
MATTERS: dict[str, Callable[[Matter, Translator], str | None]] = {
    "alert_raised": alerts.raised,
    "announcement": announcements.announced,
    "templates_digest": templates.digest,
    "organizer_digest": digests.day,
    "suspended": attendance.suspended,
    "suspension_over": attendance.may_book_again,
    "template_stopped": templates.stopped,
    "team_joined": team.joined,
    "team_left": team.left,
    "team_removed": team.removed,
    "host_offered": team.offered,
    "host_passed": team.passed,
    "host_declined": team.declined,
    "co_organizer_invitation": team.invited,
    "email_confirmation": mailed.confirmation,
    "login_link": mailed.login,
    "registered_by_link": mailed.registered,
    "refused_by_link": mailed.refused,
    "email_confirmed": mailed.confirmed,
    "sms_on": texted.switched_on,
    "refund_sent": refunds.sent,
    "refund_delayed": refunds.delayed,
    "refund_failed": refunds.failed,
    "dispute_opened": disputes.opened,
    "package_invoice": packages.asked,
    "package_bought": packages.bought,
    "package_failed": packages.failed,
    "package_ends": packages.ends,
    "package_ends_soon": packages.ends,
    "dispute_won": disputes.won,
    "dispute_lost": disputes.lost,
}
"""What is about no registration: a kind's text, in Telegram's HTML; None where it is no longer worth sending."""


Composed = Notice | Mail | Sms | Obsolete | NotNow | NoAddress


def compose(tx: Tx, *, notification_id: int, now: datetime) -> Composed:
    """A look: what a notification's channel is handed, as things are now; or why nothing leaves, or not yet."""
    notification = tx.get_one(Notification, notification_id)
    reader = tx.get_one(User, notification.user_id)
    if notification.useful_until and notification.useful_until <= now:
        return Obsolete("too late", is_late=True)
    if notification.registration_id is None:
        told = _matter(tx, notification, reader, now=now)
    else:
        told = _registration(tx, notification, reader, notification.registration_id, now=now)
    if isinstance(told, Obsolete):
        return told
    obstacle = reaching.obstacle(notification, reader, now=now)
    if obstacle is None and notification.channel == "sms" and sms_limits.is_reached(tx, reader, now=now):
        obstacle = NoAddress(sms_limits.REACHED)
    return obstacle or addressed(notification, reader, told)


def compose_all(tx: Tx, *, notification_ids: Sequence[int], now: datetime) -> list[Composed | Exception]:
    """A look at several, in that order: what they have in common is read once. One that fails spoils no other."""
    kept = notification_queries.preload(tx, notification_ids)
    composed: list[Composed | Exception] = []
    for notification_id in notification_ids:
        try:
            composed.append(compose(tx, notification_id=notification_id, now=now))
        except Exception as error:  # noqa: BLE001 - whatever it is, it uses up this one's attempts
            composed.append(error)
    del kept
    return composed


def _registration(
    tx: Tx, notification: Notification, reader: User, registration_id: int, *, now: datetime
) -> Told | Obsolete:
    registration = tx.get_one(Registration, registration_id)
    kind = KINDS[notification.kind]
    if registration.status not in kind.true_while:
        return Obsolete(f"is {registration.status} now")
    if not kind.still(tx, notification, registration):
        return Obsolete("is no longer so")
    edits = None
    if kind.edits and notification.channel == "telegram":
        edits = _edited(tx, notification, kind.edits)
        if not edits and not kind.alone:
            return Obsolete("nothing to edit")
    session = tx.get_one(Session, registration.session_id)
    subject, t = _subject(tx, registration, notification.data, now=now), Translator(reader.language, reader.time_zone)
    return Told(
        text=kind.text(subject, t),
        about=About(registration.id, registration.session_id, registration.quota_id, session.host_id),
        edits=edits,
        subject=subject,
        host=_host(tx, registration.session_id) if notification.channel == "email" else None,
        opens=f"s_{session.code}",
        link=(registration.link or "") if registration.user_id == reader.id else "",
        invoice=_invoice(tx, notification, subject, t),
    )


def _invoice(tx: Tx, notification: Notification, subject: Subject, t: Translator) -> Invoice | None:
    """What a notification about a registration asks to be paid."""
    if notification.kind != "payment_invoice":
        return None
    return invoices.of_place(tx, tx.get_one(Payment, notification.data["payment_id"]), subject, t)


def _matter(tx: Tx, notification: Notification, reader: User, *, now: datetime) -> Told | Obsolete:
    """What is about no registration."""
    t = Translator(reader.language, reader.time_zone)
    text = MATTERS[notification.kind](Matter(tx, reader.id, notification.data, now), t)
    if text is None:
        return Obsolete("is no longer so")
    payment = tx.get_one(Payment, notification.data["payment_id"]) if notification.kind == "package_invoice" else None
    return Told(text, invoice=invoices.of_package(tx, payment, t) if payment else None)


def _host(tx: Tx, session_id: int) -> Branding:
    """In whose name a mail is written."""
    host = tx.get_one(Host, tx.get_one(Series, tx.get_one(Session, session_id).series_id).host_id)
    return Branding(host.name, host.contact_email or "", host.contact_phone or "", host.address, logos.path(host))


def _edited(tx: Tx, notification: Notification, kind: str) -> str | None:
    """The message that an earlier notification of a kind went out as; None where it never arrived."""
    key = outbox.key(kind, notification.user_id, notification.registration_id or 0, notification.data["offer"])
    earlier = notification_queries.find(tx, key)
    return earlier.provider_id if earlier else None


def _subject(tx: Tx, registration: Registration, data: dict[str, Any], *, now: datetime) -> Subject:
    session = tx.get_one(Session, registration.session_id)
    series = tx.get_one(Series, session.series_id)
    waits = registration.waitlisted_at if registration.status == Status.WAITLISTED else None
    return Subject(
        title=series.title,
        place=session.place or series.place,
        quota_name=tx.get_one(Quota, registration.quota_id).name,
        reference=registration.reference,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        position=queries.count_ahead(tx, registration.quota_id, waits, registration.id) + 1 if waits else 0,
        is_late_cancellation=registration.is_late_cancellation,
        person=_name(tx, registration.user_id),
        other=_name(tx, data["other_id"]) if "other_id" in data else "",
        places=registration.places,
        price=registration.price,
        currency=registration.currency,
        request=registration.request,
        reason=registration.reason,
        host_name=tx.get_one(Host, series.host_id).name,
        data=data,
        now=now,
        is_paid=series.mode == BookingMode.PAID and registration.price > 0,
        by_credit=registration.pays_by_credit and _has_credits(tx, registration, series, now=now),
        instructor=_name(tx, session.instructor_id) if session.instructor_id else "",
        map_url=_map(session.map_url if session.place is not None else series.map_url),
        free_until=agreements.free_until(registration, series),
        refund_tiers=registration.refund_tiers if series.mode == BookingMode.PAID and registration.price else None,
    )


def _has_credits(tx: Tx, registration: Registration, series: Series, *, now: datetime) -> bool:
    left = package_queries.count_left(tx, registration.user_id, series.host_id, now)
    return left >= series.credits * registration.places


def _map(address: str | None) -> str:
    return address if address and address.startswith("https://") else ""


def _name(tx: Tx, user_id: int) -> str:
    """What others call a person."""
    user = tx.get_one(User, user_id)
    return user.called or user.name
