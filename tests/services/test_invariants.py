"""Whatever people do, in whatever order: after every step the rules of the domain hold."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import permutations
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from db.engine import Tx
from db.models import AuditEvent, Base, Notification, Quota, Registration, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from db.stores import prepare_sqlite
from services import checks, registrations, sessions, waitlist
from services.errors import DomainError
from services.waitlist.filling import PASSES
from tests.factories import NOW, Factory

PEOPLE = st.integers(0, 5)
QUOTAS = st.integers(0, 3)
PLACES = st.sampled_from([1, 1, 1, 2, 3])
CUTOFF = timedelta(minutes=15)
PASSED_OVER = "waitlist.passed_over"


class Booking(RuleBasedStateMachine):
    """Six people, and three sessions of which two overlap; one of them has two roles."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        prepare_sqlite(self.engine, begin="BEGIN IMMEDIATE")
        Base.metadata.create_all(self.engine)
        self.now, self.steps = NOW, 0
        with self.transaction() as tx:
            make = Factory(tx)
            owner = make.user("Owner")
            made = [
                make.session(owner=owner, starts_in=timedelta(hours=4), capacity=2),
                make.session(owner=owner, starts_in=timedelta(hours=5), capacity=2, roles={"base": 1, "flyer": 2}),
                make.session(owner=owner, starts_in=timedelta(hours=9), capacity=3),
            ]
            self.owner, self.sessions = owner.id, [session.id for session in made]
            self.quotas = [quota.id for session in made for quota in make.quotas(session)]
            self.people = [person.id for person in make.users(6)]

    def teardown(self) -> None:
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Tx]:
        """One act: what it raises undoes it; a refusal is no failure."""
        with suppress(DomainError), Tx(self.engine, expire_on_commit=False) as tx, tx.begin():
            yield tx

    def live(self, tx: Tx, **fields: Any) -> list[Registration]:
        rows = tx.query(Registration).filter_by(**fields).order_by(Registration.waitlisted_at, Registration.id)
        return [row for row in rows if row.status.is_live]

    @rule(person=PEOPLE, quota=QUOTAS, places=PLACES)
    def book(self, person: int, quota: int, places: int) -> None:
        with self.transaction() as tx:
            registrations.book(
                tx, user_id=self.people[person], quota_id=self.quotas[quota], places=places, now=self.now
            )

    @rule(person=PEOPLE, quota=QUOTAS, places=PLACES)
    def come(self, person: int, quota: int, places: int) -> None:
        """Book, or stand in line where it is full."""
        self.book(person, quota, places)
        with self.transaction() as tx:
            waitlist.join(tx, user_id=self.people[person], quota_id=self.quotas[quota], places=places, now=self.now)

    @rule(person=PEOPLE, which=st.integers(0, 2))
    def cancel(self, person: int, which: int) -> None:
        with self.transaction() as tx:
            mine = self.live(tx, user_id=self.people[person])[which : which + 1]
            for row in mine:
                next_in = self.next_in(tx, row) if row.status.takes_place else set()
                waited = {other.id for other in self.live(tx, quota_id=row.quota_id, status=Status.WAITLISTED)}
                registrations.cancel(tx, user_id=row.user_id, registration_id=row.id, now=self.now)
                confirmed = {other.id for other in self.live(tx, quota_id=row.quota_id, status=Status.CONFIRMED)}
                assert waited & confirmed == next_in

    def next_in(self, tx: Tx, leaving: Registration) -> set[int]:
        """Who must get in when one leaves, in order: whoever fits, is not blocked, and is not busy elsewhere."""
        quota = tx.get_one(Quota, leaving.quota_id, populate_existing=True)
        if self.now >= leaving.starts_at - CUTOFF:
            return set()
        free = quota.capacity - quota.taken + leaving.places
        getting_in: set[int] = set()
        parties: list[int] = []
        for row in self.live(tx, quota_id=quota.id, status=Status.WAITLISTED):
            if free <= 0 or any(passed >= PASSES for passed in parties):
                break
            places = [other for other in self.live(tx, user_id=row.user_id) if other.status.takes_place]
            busy = any(other.starts_at < row.ends_at and other.ends_at > row.starts_at for other in places)
            if busy or tx.get_one(User, row.user_id).blocked_at or row.places > quota.capacity:
                continue
            if row.places > free:
                parties.append(row.passed_over)
                continue
            getting_in.add(row.id)
            free -= row.places
            parties = [passed + 1 for passed in parties]
        return getting_in

    @precondition(lambda self: self.steps > 30)
    @rule(session=st.integers(0, 2))
    def cancel_session(self, session: int) -> None:
        with self.transaction() as tx:
            told = sessions.cancel(tx, user_id=self.owner, session_id=self.sessions[session], now=self.now)
            assert self.live(tx, session_id=self.sessions[session]) == []
            assert told <= len(self.people)

    @rule(person=PEOPLE, is_blocked=st.booleans())
    def block(self, person: int, is_blocked: bool) -> None:
        with self.transaction() as tx:
            tx.get_one(User, self.people[person]).blocked_at = self.now if is_blocked else None
        self.sweep()

    @rule(minutes=st.integers(6, 12))
    def wait(self, minutes: int) -> None:
        """Time goes by, everything due is delivered, and the sweeps come."""
        self.now += timedelta(minutes=minutes)
        with self.transaction() as tx:
            tx.query(Notification).update({"status": NotificationStatus.SENT})
        self.sweep()

    @rule()
    def sweep(self) -> None:
        with self.transaction() as tx:
            sessions.complete_over(tx, now=self.now)
            for quota_id in waitlist.list_unsettled(tx, now=self.now):
                waitlist.sweep(tx, quota_id, now=self.now)
        with self.transaction() as tx:
            assert [waitlist.sweep(tx, quota_id, now=self.now) for quota_id in self.quotas] == [0] * 4

    @invariant()
    def everything_is_in_order(self) -> None:
        self.steps += 1
        with self.transaction() as tx:
            assert checks.findings(tx, now=self.now) == []

    @invariant()
    def whoever_was_overtaken_has_a_written_reason(self) -> None:
        with self.transaction() as tx:
            events = tx.query(AuditEvent).filter(AuditEvent.action.in_(("registration.confirmed", PASSED_OVER))).all()
            promoted = {event.subject_id for event in events if event.data.get("reason") == "promoted"}
            explained = {event.subject_id for event in events if event.action == PASSED_OVER}
            rows = tx.query(Registration).filter(Registration.waitlisted_at.is_not(None)).all()
            for first, later in permutations(rows, 2):
                if (later.id in promoted and first.quota_id == later.quota_id and first.id < later.id) and (
                    first.status == Status.WAITLISTED
                ):
                    assert first.id in explained


Booking.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=50,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate,),  # a failing story of fifty steps is read sooner than it is made shorter
    derandomize=True,
)
TestBooking = Booking.TestCase
