"""From a notification's row to its text, or to the reason why it is not worth sending."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import Notification, Registration, Session
from db.models.registrations import TAKES_PLACE, Attendance, Status
from services import notices
from services.notices import KINDS, About, NoAddress, Notice, Obsolete
from tests.factories import NOW

TRUE_WHILE = {
    "registration_confirmed": {Status.CONFIRMED},
    "registration_waitlisted": {Status.WAITLISTED},
    "registration_promoted": {Status.CONFIRMED},
    "registration_cancelled": {Status.CANCELLED},
    "session_cancelled": {Status.CANCELLED},
    "session_moved": set(TAKES_PLACE),
    "session_moved_in_line": {Status.WAITLISTED, Status.OFFERED},
    "session_place_changed": set(TAKES_PLACE),
    "session_place_changed_in_line": {Status.WAITLISTED, Status.OFFERED},
    "party_shrunk": {Status.CONFIRMED},
    "transfer_taken": {Status.CONFIRMED},
    "transfer_given": {Status.CANCELLED},
    "coming_asked": {Status.CONFIRMED},
    "coming_nudged": {Status.CONFIRMED},
    "coming_released": {Status.CANCELLED},
    "registration_undone": {Status.CONFIRMED},
    "waitlist_offer": {Status.OFFERED},
    "waitlist_offer_claimed": set(Status),
    "waitlist_offer_passed": set(Status),
    "waitlist_offer_lapsed": set(Status),
    "waitlist_offer_moved": set(Status),
    "waitlist_offer_withdrawn": set(Status),
    "waitlist_first_tap": {Status.WAITLISTED},
    "waitlist_offer_requested": set(Status),
    "waitlist_offer_taken_back": set(Status),
    "registration_pending": {Status.PENDING_APPROVAL},
    "promotion_pending": {Status.PENDING_APPROVAL},
    "registration_rejected": {Status.REJECTED},
    "request_expired": {Status.EXPIRED},
    "registration_added": {Status.CONFIRMED},
    "registration_removed": {Status.CANCELLED},
    "organizer_message": set(Status),
    "owner_pending": {Status.PENDING_APPROVAL},
    "owner_pending_over": set(Status),
    "owner_undone": {Status.CONFIRMED},
    "owner_booked": {Status.CONFIRMED},
    "owner_cancelled": {Status.CANCELLED},
    "owner_party_shrunk": {Status.CONFIRMED},
    "owner_place_given": {Status.CONFIRMED},
    "attendance_late": {Status.CONFIRMED},
    "reminder": {Status.CONFIRMED},
    "reminder_soon": {Status.CONFIRMED},
    "no_show": {Status.CONFIRMED},
    "owner_suspended": set(Status),
    "payment_invoice": set(Status),
    "hold_expired": {Status.EXPIRED},
    "payment_failed": {Status.PENDING_PAYMENT},
    "waitlist_no_credit": {Status.WAITLISTED, Status.OFFERED},
    "waitlist_package_over": {Status.CANCELLED},
    "waitlist_offer_to_pay": set(Status),
}
STARTS, ENDS = ((NOW + timedelta(days=2, hours=hours)).isoformat() for hours in (0, 2))
MOVED = {"was": NOW.isoformat(), "was_until": NOW.isoformat(), "to": STARTS, "to_until": ENDS, "busy": "{y}"}
DATA = {"left": 2, "starts_at": STARTS, "marked_at": NOW.isoformat(), **MOVED}
"""What some kinds are given when they are owed."""
OWN = {"no_show", "owner_suspended", "payment_invoice"}
PLAIN = [k for k, what in KINDS.items() if not k.startswith("waitlist_") and not what.edits and k not in OWN]
"""Those that depend on the registration's status alone; the others have a file of their own."""


@pytest.fixture
def owed(tx, make):
    """A confirmation that somebody is owed."""
    make.booked(make.quota(place="Studio 1", starts_in=timedelta(days=2)), make.user("Ana", time_zone="Europe/Berlin"))
    return tx.query(Notification).one()


def compose(tx, notification, *, now=NOW) -> Any:
    tx.flush()
    return notices.compose(tx, notification_id=notification.id, now=now)


def test_compose_makes_a_notice_for_its_reader(tx, owed):
    registration = tx.query(Registration).one()

    notice = compose(tx, owed)

    assert notice == Notice(
        telegram_id=1002,
        language="en",
        text=(
            "✅ You are in: <b>Monday Jam</b>\n🗓 Wed 25 Nov, 13:00–15:00 (Berlin time)\n📍 Studio 1\n"
            f"🎟 Your reference: <code>{registration.reference}</code>"
        ),
        kind="registration_confirmed",
        about=About(registration.id, registration.session_id, registration.quota_id, tx.query(Session).one().host_id),
    )


def test_compose_takes_the_place_of_the_session_over_that_of_the_series(tx, owed):
    tx.query(Session).one().place = "Park"

    assert "📍 Park\n" in compose(tx, owed).text


def test_compose_tells_the_position_as_it_is_when_the_message_leaves(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    make.waiting(quota)
    waits = make.waiting(quota)
    notification = tx.query(Notification).filter_by(registration_id=waits.id).one()

    assert "You are 2nd in line" in compose(tx, notification).text


def test_compose_tells_a_role_and_a_late_cancellation(tx, make):
    booked = make.booked(make.quota(roles={"base": 1}))
    booked.status, booked.is_late_cancellation = Status.CANCELLED, True
    notification = tx.query(Notification).one()
    notification.kind = "registration_cancelled"

    text = compose(tx, notification).text

    assert "<b>Monday Jam as base</b>" in text
    assert text.endswith("\nIt was a late cancellation.")


def test_the_kinds_are_these():
    assert {kind: set(what.true_while) for kind, what in KINDS.items()} == TRUE_WHILE


@pytest.mark.parametrize("kind", PLAIN)
def test_a_kind_is_obsolete_unless_it_is_still_true(tx, owed, kind):
    row = tx.query(Registration).one()
    owed.kind, owed.data, row.waitlisted_at = kind, DATA, NOW
    row.attendance, row.attendance_at = Attendance.LATE, NOW

    outcomes = {}
    for status in Status:
        row.status = status
        outcomes[status] = compose(tx, owed)

    assert {status for status, outcome in outcomes.items() if isinstance(outcome, Notice)} == TRUE_WHILE[kind]
    assert {outcome for outcome in outcomes.values() if isinstance(outcome, Obsolete)} == {
        Obsolete(f"is {status} now") for status in set(Status) - TRUE_WHILE[kind]
    }


def test_a_notice_is_too_late_from_the_second_it_stops_being_useful(tx, owed):
    end = owed.useful_until

    assert isinstance(compose(tx, owed, now=end - timedelta(seconds=1)), Notice)
    assert compose(tx, owed, now=end) == Obsolete("too late", is_late=True)


def test_what_may_always_be_told_is_never_too_late(tx, owed):
    owed.useful_until = None

    assert isinstance(compose(tx, owed, now=NOW + timedelta(days=999)), Notice)


def test_nobody_without_telegram_is_written_to(tx, make):
    make.booked(make.quota(), make.user(telegram_id=None))

    assert compose(tx, tx.query(Notification).one()) == NoAddress("no Telegram")


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
@pytest.mark.parametrize("kind", PLAIN)
def test_every_kind_reads_in_every_language(tx, make, kind, language):
    booked = make.booked(make.quota(title="<Jam> & {x}", roles={"<b>": 2}), make.user(language=language))
    notification = tx.query(Notification).one()
    notification.kind, notification.data = kind, DATA | {"other_id": booked.user_id}
    booked.status = next(iter(TRUE_WHILE[kind]))
    booked.waitlisted_at = NOW
    booked.attendance, booked.attendance_at = Attendance.LATE, NOW

    notice = compose(tx, notification)

    assert notice.language == language
    assert "&lt;Jam&gt; &amp; {x}" in notice.text
    assert ("&lt;b&gt;" in notice.text) == (kind != "session_cancelled"), "a role of one's own"
    assert notice.text.count("<b>") == notice.text.count("</b>") == 1
