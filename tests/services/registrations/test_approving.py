"""Series in which an organizer says yes or no: requests, their decisions and their ends."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import AuditEvent, Host, Notification, Quota, Series, TeamMember, User
from db.models.registrations import Registration, Status
from db.models.series import BookingMode, WaitlistWay
from db.models.team import TeamRole
from services import eligibility, notices, registrations, sessions, waitlist
from services.access import quota_to_book
from services.errors import AlreadyAsked, BookingClosed, IllegalMove, NotFound, NothingToCancel, TooLateToUndo
from services.errors.organizing import RequestOver
from services.registrations import statuses
from tests.factories import NOW, faults

BEGINS = NOW + timedelta(days=2)


@pytest.fixture
def owner(make) -> User:
    return make.user("Olga")


@pytest.fixture
def quota(make, owner) -> Quota:
    """One place in a series where Olga decides."""
    return make.quota(owner=owner, capacity=1, mode=BookingMode.APPROVAL)


def owed(tx, kind: str) -> list[int]:
    """Who is owed a kind."""
    tx.flush()
    return [row.user_id for row in tx.query(Notification).filter_by(kind=kind).order_by(Notification.user_id)]


def act(tx, what, who: User, row: Registration, **given: Any) -> Registration:
    return what(tx, user_id=who.id, registration_id=row.id, **({"now": NOW} | given))


def told(tx, kind: str) -> str:
    """The text of the one notice of a kind."""
    tx.flush()
    notice = notices.compose(tx, notification_id=tx.query(Notification).filter_by(kind=kind).one().id, now=NOW)
    assert isinstance(notice, notices.Notice)
    return notice.text


def counted(tx, quota: Quota) -> tuple[int, int]:
    tx.refresh(quota)
    return quota.taken, quota.waiting


def test_booking_asks_and_the_place_is_kept_meanwhile(tx, make, owner, quota):
    asked = make.booked(quota)

    assert (asked.status, asked.confirmed_at) == (Status.PENDING_APPROVAL, None)
    assert counted(tx, quota) == (1, 0)
    assert owed(tx, "registration_pending") == [asked.user_id]
    assert owed(tx, "owner_pending") == [owner.id]
    assert owed(tx, "owner_booked") == owed(tx, "registration_confirmed") == []
    assert faults(tx) == []


def test_all_who_decide_and_can_be_written_to_are_asked(tx, make, owner, quota):
    host = tx.query(Host).one()
    series = tx.query(Series).one()
    people = make.users(6)
    roles = [TeamRole.MANAGER, TeamRole.CO_ORGANIZER, TeamRole.DOOR, TeamRole.INSTRUCTOR, TeamRole.MANAGER]
    for person, role in zip(people, roles, strict=False):
        of_series = series.id if role in {TeamRole.CO_ORGANIZER, TeamRole.DOOR} else None
        make.kept(TeamMember(host_id=host.id, user_id=person.id, role=role, series_id=of_series, created_at=NOW))
    people[4].unreachable_at = NOW

    make.booked(quota)

    assert owed(tx, "owner_pending") == [owner.id, people[0].id, people[1].id]


def test_whoever_decides_does_not_ask_themselves(tx, make, owner, quota):
    assert make.booked(quota, owner).status == Status.CONFIRMED
    assert owed(tx, "registration_confirmed") == [owner.id]


def test_approving_confirms_and_tells(tx, make, owner, quota):
    asked = make.booked(quota)

    act(tx, registrations.approve, owner, asked)

    assert (asked.status, asked.confirmed_at) == (Status.CONFIRMED, NOW)
    assert owed(tx, "registration_confirmed") == [asked.user_id]
    assert owed(tx, "owner_pending_over") == [owner.id]
    assert counted(tx, quota) == (1, 0)
    assert faults(tx) == []


def test_rejecting_keeps_the_reason_and_gives_the_place_on(tx, make, owner, quota):
    asked, waits = make.booked(quota), make.waiting(quota)

    act(tx, registrations.reject, owner, asked, reason="  No\nbeginners <b>  ")

    assert (asked.status, asked.rejected_at, asked.reason) == (Status.REJECTED, NOW, "No beginners <b>")
    assert waits.status == Status.PENDING_APPROVAL
    assert owed(tx, "promotion_pending") == [waits.user_id]
    assert owed(tx, "owner_pending") == [owner.id, owner.id]
    assert faults(tx) == []
    assert "Reason: No beginners &lt;b&gt;" in told(tx, "registration_rejected")


def test_a_usual_reason_is_told_in_the_readers_language(tx, make, owner, quota):
    asked = make.booked(quota)
    act(tx, registrations.reject, owner, asked, reason=registrations.REJECTING["many"])

    assert asked.reason == "There are more requests than places."
    assert "Reason: There are more requests than places." in told(tx, "registration_rejected")


@pytest.mark.parametrize("what", [registrations.approve, registrations.reject])
def test_what_is_decided_is_not_decided_again(tx, make, owner, quota, what):
    asked = make.booked(quota)
    act(tx, registrations.approve, owner, asked)

    with pytest.raises(RequestOver):
        act(tx, what, owner, asked)

    assert asked.status == Status.CONFIRMED


@pytest.mark.parametrize("what", [registrations.approve, registrations.reject])
@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR])
def test_who_may_not_decide_finds_nothing(tx, make, quota, what, role):
    asked, other = make.booked(quota), make.user("Other")
    if role:
        host, series = tx.query(Host).one(), tx.query(Series).one()
        of_series = series.id if role == TeamRole.DOOR else None
        make.kept(TeamMember(host_id=host.id, user_id=other.id, role=role, series_id=of_series, created_at=NOW))

    with pytest.raises(NotFound):
        act(tx, what, other, asked)
    with pytest.raises(NotFound):
        act(tx, what, tx.get_one(User, asked.user_id), asked)

    assert asked.status == Status.PENDING_APPROVAL


def test_a_request_of_a_session_that_is_over_is_too_late_to_decide(tx, make, owner, quota):
    asked = make.booked(quota)

    with pytest.raises(BookingClosed):
        act(tx, registrations.approve, owner, asked, now=BEGINS + timedelta(hours=2))


def test_taking_a_request_back_is_never_late_and_cannot_be_undone(tx, make, owner, quota):
    asked, waits = make.booked(quota), make.waiting(quota)
    person = tx.get_one(User, asked.user_id)
    late = BEGINS - timedelta(hours=1)

    act(tx, registrations.cancel, person, asked, now=late)

    assert (asked.status, asked.is_late_cancellation) == (Status.CANCELLED, False)
    assert waits.status == Status.PENDING_APPROVAL
    assert owed(tx, "owner_cancelled") == []
    assert owed(tx, "owner_pending_over") == [owner.id]
    with pytest.raises(TooLateToUndo):
        act(tx, registrations.undo, person, asked, now=late)


def test_the_message_in_which_it_was_decided_gets_no_last_words(tx, make, owner, quota):
    asked = make.booked(quota)
    tx.query(Notification).filter_by(kind="owner_pending").one().provider_id = "77"

    act(tx, registrations.approve, owner, asked, tapped=77)

    assert owed(tx, "owner_pending_over") == []


def test_a_request_expires_when_its_session_begins(tx, make, owner, quota):
    asked = make.booked(quota)
    assert registrations.list_undecided(tx, now=BEGINS - timedelta(seconds=1)) == []
    [session_id] = registrations.list_undecided(tx, now=BEGINS)

    assert registrations.expire_undecided(tx, session_id, now=BEGINS) == 1

    assert (asked.status, asked.expired_at) == (Status.EXPIRED, BEGINS)
    assert owed(tx, "request_expired") == [asked.user_id]
    assert owed(tx, "owner_pending_over") == [owner.id]
    assert counted(tx, quota) == (0, 0)
    assert registrations.expire_undecided(tx, session_id, now=BEGINS) == 0
    assert faults(tx, now=BEGINS) == []


def test_a_request_made_while_it_runs_is_open_until_the_end(tx, make, owner, quota):
    running, over = BEGINS + timedelta(minutes=10), BEGINS + timedelta(hours=2)
    asked = make.booked(quota, now=running)

    assert registrations.list_undecided(tx, now=running) == []
    assert asked.hold_expires_at == over
    assert faults(tx, now=over - timedelta(seconds=1)) == []
    sessions.complete_over(tx, now=over)

    assert asked.status == Status.EXPIRED
    assert owed(tx, "request_expired") == [asked.user_id]


def test_a_forgotten_request_is_a_finding(tx, make, quota):
    asked = make.booked(quota)

    found = faults(tx, now=BEGINS + timedelta(minutes=6))

    assert [(one.rule, one.subject) for one in found] == [("registration.undecided", f"registration {asked.id}")]


def test_the_answer_to_who_asked_already(tx, make, quota):
    asked = make.booked(quota)
    facts = quota_to_book(tx, quota.id)

    reason = eligibility.refusal(facts, eligibility.standing(tx, asked.user_id, facts), now=NOW)

    assert isinstance(reason, AlreadyAsked)


def test_whoever_is_moved_up_leaves_no_line_by_an_old_button(tx, make, owner, quota):
    first, waits = make.booked(quota), make.waiting(quota)
    act(tx, registrations.reject, owner, first)

    with pytest.raises(AlreadyAsked):
        act(tx, registrations.leave_waitlist, tx.get_one(User, waits.user_id), waits)


def test_a_claim_asks_too(tx, make, owner):
    quota = make.quota(owner=owner, capacity=1, mode=BookingMode.APPROVAL, waitlist_way=WaitlistWay.OFFER)
    first, waits = make.booked(quota), make.waiting(quota)
    act(tx, registrations.reject, owner, first)
    assert waits.status == Status.OFFERED
    person = tx.get_one(User, waits.user_id)

    act(tx, waitlist.claim, person, waits)

    assert waits.status == Status.PENDING_APPROVAL
    assert owed(tx, "waitlist_offer_requested") == [person.id]
    assert owed(tx, "waitlist_offer_claimed") == []
    assert owed(tx, "registration_pending") == sorted([first.user_id, person.id])
    with pytest.raises(AlreadyAsked):
        act(tx, waitlist.claim, person, waits)
    assert faults(tx) == []


def test_a_cancelled_session_ends_requests(tx, make, owner, quota):
    asked = make.booked(quota)

    sessions.cancel(tx, user_id=owner.id, session_id=asked.session_id, now=NOW)

    assert asked.status == Status.CANCELLED
    assert owed(tx, "owner_pending_over") == [owner.id]
    assert faults(tx) == []


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.WAITLISTED])
def test_taking_somebody_out_tells_them_why(tx, make, owner, status):
    quota = make.quota(owner=owner, capacity=1)
    row = make.booked(quota)
    waits = make.waiting(quota)
    out = row if status == Status.CONFIRMED else waits

    act(tx, registrations.take_out, owner, out, reason="As you asked.")

    assert (out.status, out.reason, out.is_late_cancellation) == (Status.CANCELLED, "As you asked.", False)
    assert owed(tx, "registration_removed") == [out.user_id]
    assert waits.status == (Status.CONFIRMED if out is row else Status.CANCELLED)
    event = tx.query(AuditEvent).filter_by(action="registration.cancelled", subject_id=out.id).one()
    assert (event.actor_id, event.data["reason"]) == (owner.id, "taken out")
    assert faults(tx) == []
    with pytest.raises(NothingToCancel):
        act(tx, registrations.take_out, owner, out)


def test_an_offer_that_is_taken_back_says_so(tx, make, owner):
    quota = make.quota(owner=owner, capacity=1, waitlist_way=WaitlistWay.OFFER)
    first, waits = make.booked(quota), make.waiting(quota)
    act(tx, registrations.cancel, tx.get_one(User, first.user_id), first)
    assert waits.status == Status.OFFERED

    act(tx, registrations.take_out, owner, waits)

    assert owed(tx, "waitlist_offer_taken_back") == [waits.user_id]
    assert faults(tx) == []


def test_nobody_is_taken_out_of_what_is_over_or_by_others(tx, make, owner):
    row = make.booked(make.quota(owner=owner))

    with pytest.raises(BookingClosed):
        act(tx, registrations.take_out, owner, row, now=BEGINS + timedelta(hours=2))
    with pytest.raises(NotFound):
        act(tx, registrations.take_out, make.user(), row)


def test_a_decided_request_moves_no_more(tx, make, owner, quota):
    asked = make.booked(quota)
    act(tx, registrations.reject, owner, asked)

    with pytest.raises(IllegalMove):
        statuses.move(tx, asked, Status.CONFIRMED, actor_id=None, at=NOW)
