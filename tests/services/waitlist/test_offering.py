"""Offers: a place is held for the first in line, who claims it, passes, or lets the time run out."""

from datetime import UTC, datetime, timedelta

import pytest

from db.models import AuditEvent, Notification, Registration, Session
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from db.models.series import WaitlistWay
from services import checks, notices, registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    BookingClosed,
    NotFound,
    NothingToCancel,
    OfferOver,
    OverlappingRegistration,
    PersonBlocked,
    PlaceIsHeld,
)
from services.notices import Notice, Obsolete
from services.waitlist import Wish
from tests.factories import NOW, faults, swept

HOURS = timedelta(hours=1)
FAR = timedelta(days=4)


@pytest.fixture
def full(make):
    """A quota of one place, taken, of a series that asks."""
    quota = make.quota(capacity=1, waitlist_way=WaitlistWay.OFFER, starts_in=FAR)
    make.booked(quota)
    return quota


def counts(tx, quota) -> tuple[int, int]:
    tx.flush()
    tx.refresh(quota)
    return quota.taken, quota.waiting


def free_a_place(tx, quota, *, now=NOW) -> None:
    holder = tx.query(Registration).filter_by(quota_id=quota.id, status=Status.CONFIRMED).first()
    registrations.cancel(tx, user_id=holder.user_id, registration_id=holder.id, now=now)


def claim(tx, registration, *, now=NOW, tapped=0) -> Registration:
    return waitlist.claim(tx, user_id=registration.user_id, registration_id=registration.id, tapped=tapped, now=now)


def pass_on(tx, registration, *, now=NOW, tapped=0) -> Registration:
    return waitlist.pass_on(tx, user_id=registration.user_id, registration_id=registration.id, tapped=tapped, now=now)


def owed(tx, registration) -> list[str]:
    tx.flush()
    rows = tx.query(Notification).filter_by(registration_id=registration.id, user_id=registration.user_id)
    return [row.kind for row in rows.order_by(Notification.id)]


def offer_message(tx, registration) -> Notification:
    return tx.query(Notification).filter_by(registration_id=registration.id, kind="waitlist_offer").one()


def sent(tx, registration, message_id="77") -> None:
    """The offer went out as a message."""
    row = offer_message(tx, registration)
    row.status, row.provider_id = NotificationStatus.SENT, message_id


def last_words(tx, registration):
    tx.flush()
    row = tx.query(Notification).filter_by(registration_id=registration.id).order_by(Notification.id.desc())
    row = row.filter(Notification.kind.like("waitlist_offer_%")).first()
    return row.kind, notices.compose(tx, notification_id=row.id, now=NOW)


def test_a_freed_place_is_held_for_the_first_in_line(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)

    free_a_place(tx, full)

    assert (first.status, second.status) == (Status.OFFERED, Status.WAITLISTED)
    assert first.hold_expires_at == NOW + 12 * HOURS
    assert counts(tx, full) == (1, 1)
    assert owed(tx, first) == ["registration_waitlisted", "waitlist_offer"]
    assert offer_message(tx, first).useful_until == first.hold_expires_at
    assert faults(tx) == []


def test_the_deadline_is_in_the_zone_of_the_reader_and_pauses_at_night(tx, make, full):
    sleeper = make.user(time_zone="America/New_York", quiet_from=22 * 60, quiet_until=8 * 60)
    waits = make.waiting(full, sleeper)

    free_a_place(tx, full)

    assert waits.hold_expires_at == datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    notice = notices.compose(tx, notification_id=offer_message(tx, waits).id, now=NOW)
    assert isinstance(notice, Notice)
    assert notice.text.endswith("\n💶 Free\nIt is yours until Mon 23 Nov, 20:00 (New York time).")


def test_claim_makes_the_place_theirs(tx, make, full):
    first, _ = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)
    sent(tx, first)

    claim(tx, first, now=NOW + 11 * HOURS)

    assert (first.status, first.hold_expires_at) == (Status.CONFIRMED, None)
    assert first.confirmed_at == NOW + 11 * HOURS
    assert counts(tx, full) == (1, 1)
    assert owed(tx, first)[-2:] == ["waitlist_offer_claimed", "registration_confirmed"]
    assert faults(tx) == []
    with pytest.raises(AlreadyRegistered):
        claim(tx, first)


def test_pass_goes_to_the_next_in_the_same_transaction(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)

    pass_on(tx, first)

    assert (first.status, second.status) == (Status.CANCELLED, Status.OFFERED)
    assert counts(tx, full) == (1, 0)
    assert first.is_late_cancellation is False
    with pytest.raises(OfferOver):
        pass_on(tx, first)
    assert faults(tx) == []


@pytest.mark.parametrize(("late", "status"), [(-1, Status.CONFIRMED), (0, Status.EXPIRED), (1, Status.EXPIRED)])
def test_a_tap_is_judged_by_its_moment_whether_a_sweep_came_or_not(tx, make, full, late, status):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)
    now = first.hold_expires_at + timedelta(seconds=late)

    assert claim(tx, first, now=now).status == status
    assert second.status == (Status.WAITLISTED if status == Status.CONFIRMED else Status.OFFERED)
    assert counts(tx, full) == (1, 1 if status == Status.CONFIRMED else 0)


def test_pass_after_the_deadline_is_a_lapse(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)

    assert pass_on(tx, first, now=first.hold_expires_at).status == Status.EXPIRED
    assert owed(tx, first)[-1] == "waitlist_offer_lapsed"
    assert counts(tx, full) == (0, 0)


def test_the_sweep_ends_what_ran_out_and_serves_the_next(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)
    deadline = first.hold_expires_at

    assert swept(tx, now=deadline - timedelta(seconds=1)) == 0
    assert first.status == Status.OFFERED
    assert swept(tx, now=deadline) == 1
    assert (first.status, first.expired_at, second.status) == (Status.EXPIRED, deadline, Status.OFFERED)
    assert swept(tx, now=deadline) == 0
    with pytest.raises(OfferOver):
        claim(tx, first, now=deadline)
    assert faults(tx, now=deadline) == []


def test_an_offer_that_nobody_ends_is_found(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)

    late = first.hold_expires_at + checks.places.SWEPT_WITHIN + timedelta(seconds=1)
    rules = [finding.rule for finding in checks.findings(tx, now=late)]
    assert "registration.overheld" in rules

    first.hold_expires_at = None
    tx.flush()
    assert [finding.rule for finding in checks.findings(tx, now=NOW)] == ["registration.endless_offer"]


def test_the_message_of_an_offer_is_edited_to_its_end(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)
    sent(tx, first)
    swept(tx, now=first.hold_expires_at)

    kind, notice = last_words(tx, first)

    assert kind == "waitlist_offer_lapsed"
    assert notice.edits == "77"
    assert "ran out" in notice.text
    assert "Tue 24 Nov, 00:00 (UTC)" in notice.text


@pytest.mark.parametrize(
    ("end", "kind"), [(claim, "waitlist_offer_claimed"), (pass_on, "waitlist_offer_passed")], ids=["claim", "pass"]
)
def test_a_tap_elsewhere_leaves_the_edit_to_the_outbox(tx, make, full, end, kind):
    first = make.waiting(full)
    free_a_place(tx, full)
    sent(tx, first, "77")

    end(tx, first, tapped=78)

    words, notice = last_words(tx, first)
    assert (words, notice.edits) == (kind, "77")


@pytest.mark.parametrize("end", [claim, pass_on], ids=["claim", "pass"])
def test_a_tap_in_the_message_itself_needs_no_edit(tx, make, full, end):
    first = make.waiting(full)
    free_a_place(tx, full)
    sent(tx, first, "77")

    end(tx, first, tapped=77)

    assert not [kind for kind in owed(tx, first) if kind.startswith("waitlist_offer_")]


def test_an_offer_that_never_left_is_skipped_and_its_lapse_told_anew(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)
    message = offer_message(tx, first)
    swept(tx, now=first.hold_expires_at)

    assert notices.compose(tx, notification_id=message.id, now=NOW) == Obsolete("is expired now")
    _, notice = last_words(tx, first)
    assert isinstance(notice, Notice)
    assert notice.edits is None


def test_a_pass_of_an_offer_that_never_left_is_not_told(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)
    pass_on(tx, first)

    assert last_words(tx, first) == ("waitlist_offer_passed", Obsolete("nothing to edit"))


def test_a_cancelled_session_withdraws_its_offers(tx, make):
    owner = make.user()
    session = make.session(owner=owner, capacity=1, waitlist_way=WaitlistWay.OFFER, starts_in=FAR)
    quota = make.quotas(session)[0]
    make.booked(quota)
    first = make.waiting(quota)
    free_a_place(tx, quota)
    sent(tx, first)

    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)

    assert first.status == Status.CANCELLED
    assert counts(tx, quota) == (0, 0)
    words, notice = last_words(tx, first)
    assert (words, notice.edits) == ("waitlist_offer_withdrawn", "77")
    assert "session_cancelled" in owed(tx, first)
    assert faults(tx) == []


def test_a_session_that_is_over_ends_its_offers(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)

    sessions.complete_over(tx, now=first.ends_at)

    assert (first.status, counts(tx, full)) == (Status.EXPIRED, (0, 0))
    assert faults(tx, now=first.ends_at) == []


def test_a_moved_session_takes_offers_back_into_the_line_and_asks_anew(tx, make, full):
    first = make.waiting(full)
    free_a_place(tx, full)
    sent(tx, first)
    session = tx.get(Session, full.session_id)
    session.starts_at += 2 * HOURS
    session.ends_at += 2 * HOURS
    tx.flush()

    assert waitlist.settle(tx, full.id, now=NOW + HOURS) == 1

    assert (first.status, first.starts_at) == (Status.OFFERED, session.starts_at)
    assert first.hold_expires_at == NOW + 13 * HOURS
    assert counts(tx, full) == (1, 0)
    messages = tx.query(Notification).filter_by(registration_id=first.id).order_by(Notification.id).all()
    old, ended, new = messages[1:]
    assert [row.kind for row in (old, ended, new)] == ["waitlist_offer", "waitlist_offer_moved", "waitlist_offer"]
    last = notices.compose(tx, notification_id=ended.id, now=NOW)
    assert isinstance(last, Notice)
    assert last.edits == "77"
    assert isinstance(notices.compose(tx, notification_id=new.id, now=NOW), Notice)
    assert notices.compose(tx, notification_id=old.id, now=NOW) == Obsolete("is no longer so")
    assert faults(tx) == []


def test_raised_capacity_is_offered(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    full.capacity = 3
    tx.flush()

    assert waitlist.settle(tx, full.id, now=NOW) == 2
    assert (first.status, second.status) == (Status.OFFERED, Status.OFFERED)


def test_whoever_holds_an_offer_cannot_book_or_be_elsewhere(tx, make, full):
    person = make.user()
    first = make.waiting(full, person)
    elsewhere = make.quota(starts_in=FAR)
    free_a_place(tx, full)

    with pytest.raises(PlaceIsHeld):
        make.booked(full, person)
    with pytest.raises(OverlappingRegistration):
        make.booked(elsewhere, person)
    assert first.status == Status.OFFERED


def test_claim_refuses_strangers_and_blocked_people_and_what_is_over(tx, make, full):
    person = make.user()
    first = make.waiting(full, person)
    with pytest.raises(OfferOver):
        claim(tx, first)
    free_a_place(tx, full)

    with pytest.raises(NotFound):
        waitlist.claim(tx, user_id=make.user().id, registration_id=first.id, now=NOW)
    with pytest.raises(NotFound):
        waitlist.pass_on(tx, user_id=make.user().id, registration_id=first.id, now=NOW)
    person.blocked_at = NOW
    tx.flush()
    with pytest.raises(PersonBlocked):
        claim(tx, first)
    with pytest.raises(BookingClosed):
        claim(tx, first, now=first.ends_at)


def test_cancelling_an_offer_is_passing_it(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)

    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)

    assert (first.status, second.status) == (Status.CANCELLED, Status.OFFERED)
    assert owed(tx, first)[-1] == "waitlist_offer_passed"


@pytest.mark.parametrize(
    ("way", "wish", "away", "status"),
    [
        (WaitlistWay.AT_ONCE, None, 30, Status.CONFIRMED),
        (WaitlistWay.AT_ONCE, Wish.BOOK, 2, Status.CONFIRMED),
        (WaitlistWay.AT_ONCE, Wish.ASK, 90, Status.OFFERED),
        (WaitlistWay.AT_ONCE, Wish.BOOK_UNTIL_24_HOURS, 24, Status.CONFIRMED),
        (WaitlistWay.AT_ONCE, Wish.BOOK_UNTIL_24_HOURS, 23, Status.OFFERED),
        (WaitlistWay.AT_ONCE, Wish.BOOK_UNTIL_3_HOURS, 2, Status.OFFERED),
        (WaitlistWay.OFFER, None, 90, Status.OFFERED),
        (WaitlistWay.OFFER, Wish.BOOK, 90, Status.CONFIRMED),
        (WaitlistWay.OFFER, Wish.BOOK_UNTIL_24_HOURS, 90, Status.CONFIRMED),
        (WaitlistWay.OFFER, Wish.BOOK_UNTIL_3_HOURS, 2, Status.OFFERED),
        (WaitlistWay.OFFER, Wish.ASK, 90, Status.OFFERED),
    ],
)
def test_each_person_is_booked_or_asked_as_they_wish(tx, make, way, wish, away, status):
    quota = make.quota(capacity=1, waitlist_way=way, starts_in=away * HOURS)
    make.booked(quota)
    waits = make.waiting(quota)
    if wish:
        waitlist.wish(tx, user_id=waits.user_id, registration_id=waits.id, wish=wish, now=NOW)
    usual = Wish.ASK if way == WaitlistWay.OFFER else Wish.BOOK
    assert waitlist.find_wish(tx, user_id=waits.user_id, registration_id=waits.id).wish == (wish or usual)

    free_a_place(tx, quota)

    assert waits.status == status
    assert faults(tx) == []


def test_only_who_waits_has_a_wish(tx, make):
    booked = make.booked(make.quota())

    for look in (
        lambda user: waitlist.find_wish(tx, user_id=user, registration_id=booked.id),
        lambda user: waitlist.wish(tx, user_id=user, registration_id=booked.id, wish=Wish.ASK, now=NOW),
    ):
        with pytest.raises(NothingToCancel):
            look(booked.user_id)
        with pytest.raises(NotFound):
            look(make.user().id)


def test_each_end_of_an_offer_is_in_the_audit_once(tx, make, full):
    first, second, third = (make.waiting(full) for _ in range(3))
    free_a_place(tx, full)
    swept(tx, now=first.hold_expires_at)
    pass_on(tx, second, now=second.hold_expires_at - HOURS)
    claim(tx, third, now=third.hold_expires_at - HOURS)

    tx.flush()
    ends = tx.query(AuditEvent).filter(AuditEvent.subject_type == "registration").order_by(AuditEvent.id).all()
    how = [(one.subject_id, one.data["reason"]) for one in ends if one.data.get("was") == "offered"]
    assert how == [(first.id, "lapsed"), (second.id, "passed"), (third.id, "claimed")]
