"""Whatever people do, in whatever order and at the same time: after every step the rules of the domain hold.

The machine drives `db.write` as the program does, on both databases; in a burst several acts run at once. It checks
`services/checks.py` and, apart from it, what follows from the rules: who must have been served, what the cutoff
forbids, that each offer ends once and that its message says so.
"""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from sqlalchemy.orm import Session as Tx

from db import Busy, Database
from db.models import AuditEvent, Base, Notification, Quota, Registration, Series, Session, User
from db.models.registrations import Status
from db.models.series import BookingMode, WaitlistWay
from db.stores import open_database
from services import checks, delivery, registrations, sessions, transfers, waitlist
from services.checks.places import SWEPT_WITHIN
from services.errors import DomainError
from services.waitlist import Wish
from services.waitlist.filling import PASSES
from tests.factories import NOW, Factory
from tests.fakes import FakeSender

PEOPLE, SESSIONS, QUOTAS = 9, 3, 4
NEVER = NOW + timedelta(days=999)
NO_LINK = "x" * 22
ACTS = (
    *("book", "join", "join", "cancel", "cancel", "claim", "claim", "pass", "undo", "wish", "sweep", "resize"),
    *("approve", "approve", "reject", "take_out", "move_up", "give", "take"),
)
OF_ONE: dict[str, Any] = {
    "cancel": registrations.cancel,
    "undo": registrations.undo,
    "give": transfers.offer,
}
SETTLING = frozenset({"pass", "resize", "sweep", "reject", "take_out"})
BY_OWNER: dict[str, Any] = {
    "approve": registrations.approve,
    "reject": registrations.reject,
    "take_out": registrations.take_out,
    "move_up": waitlist.move_up,
}
SUBJECTS = {
    "cancel": (Status.CONFIRMED, Status.OFFERED, Status.WAITLISTED, Status.PENDING_APPROVAL),
    "claim": (Status.OFFERED, Status.WAITLISTED),
    "pass": (Status.OFFERED,),
    "undo": (Status.CANCELLED,),
    "wish": (Status.WAITLISTED,),
    "give": (Status.CONFIRMED,),
    "approve": (Status.PENDING_APPROVAL,),
    "reject": (Status.PENDING_APPROVAL,),
    "take_out": (Status.CONFIRMED, Status.OFFERED, Status.WAITLISTED, Status.PENDING_APPROVAL),
    "move_up": (Status.WAITLISTED,),
}
"""What an act is about: in these statuses it has a chance to do something."""
ANOTHER_MESSAGE = 987654321
Act = tuple[str, int, int, int, bool]
Call = tuple[Any, dict[str, Any]]
an_act = st.tuples(
    st.sampled_from(ACTS),
    st.integers(0, PEOPLE - 1),
    st.integers(0, QUOTAS - 1),
    st.sampled_from([1, 1, 1, 2, 3]),
    st.booleans(),
)


one_of = st.sampled_from
whole = st.fixed_dictionaries
STEPS: dict[str, tuple[int, st.SearchStrategy[Any]]] = {
    "do": (3, whole({"act": an_act})),
    "burst": (3, whole({"acts": st.lists(an_act, min_size=5, max_size=10)})),
    "leave_one_by_one": (5, whole({"which": one_of([0, 2, 3]), "times": st.integers(1, 5)})),
    "answer": (
        4,
        whole({"acts": st.lists(one_of(["claim", "pass"]), min_size=1, max_size=4), "in_message": st.booleans()}),
    ),
    "answer_at_the_deadline": (
        4,
        whole(
            {"late": one_of([-1, 0, 1]), "acts": st.lists(one_of(["claim", "pass", "sweep"]), min_size=1, max_size=5)}
        ),
    ),
    "pass_the_cutoff": (1, whole({"which": st.integers(0, QUOTAS - 1), "acts": st.lists(an_act, max_size=6)})),
    "block": (1, whole({"number": st.integers(0, PEOPLE - 1), "is_blocked": st.booleans()})),
    "move": (
        2,
        whole({"which": one_of([0, 1, 2, 2]), "hours": one_of([-2, 1, 3]), "acts": st.lists(an_act, max_size=6)}),
    ),
    "hand_on": (2, whole({"act": an_act, "takers": st.lists(st.integers(0, PEOPLE - 1), min_size=1, max_size=4)})),
    "cancel_session": (1, whole({"which": st.integers(0, SESSIONS * 3)})),
    "wait": (2, whole({"minutes": one_of([1, 16, 29, 118])})),
    "wait_for_no_sweep": (1, st.just({})),
}
"""What happens, how often it does among the others, and with what."""
a_step = one_of([name for name, (weight, _) in STEPS.items() for _ in range(weight)]).flatmap(
    lambda name: st.tuples(st.just(name), STEPS[name][1])
)


class Waiting(RuleBasedStateMachine):
    """Nine people; a session that confirms at once, one with two roles that overlaps it and asks, and one far away in
    which the owner says yes or no."""

    def __init__(self, engine: Engine, db: Database, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self.engine, self.db, self.loop = engine, db, loop
        self.now = self.swept_at = NOW
        self.sender = FakeSender()
        self.tapped: set[str] = set()
        self.moved: set[int] = set()
        """Sessions whose cutoff of now says nothing about what was done before."""
        self.link = NO_LINK
        with Tx(engine) as tx:
            for table in reversed(Base.metadata.sorted_tables):
                tx.execute(table.delete())
            tx.commit()

    @initialize(sizes=st.lists(st.sampled_from([1, 1, 1, 2, 3]), min_size=3, max_size=3), takes_fewer=st.booleans())
    def crowd(self, sizes: list[int], takes_fewer: bool) -> None:
        """Three in each session, and a line behind them: parties, then whoever comes alone."""
        self._found()
        places = {which: range(which * 3 % PEOPLE, which * 3 % PEOPLE + 3) for which in (0, 2, 3)}
        for which, holders in places.items():
            self.write(*[("book", number, which, 1, False) for number in holders])
        for which, holders in places.items():
            line = [number for number in range(PEOPLE) if number not in holders]
            for number, size in zip(line, [*sizes, *[1] * PEOPLE], strict=False):
                self.write(("join", number, which, size, takes_fewer))

    def _found(self) -> None:
        with Tx(self.engine, expire_on_commit=False) as tx:
            make = Factory(tx)
            owner = make.user("Owner")
            common: dict[str, Any] = {"owner": owner, "places_limit": 3, "promotion_cutoff_minutes": 60}
            ask = common | {"waitlist_way": WaitlistWay.OFFER}
            hours = timedelta(hours=1)
            made = [
                make.session(starts_in=30 * hours, capacity=3, transfer_passes_waitlist=True, **common),
                make.session(starts_in=31 * hours, roles={"base": 1, "flyer": 3}, **ask),
                make.session(starts_in=90 * hours, capacity=3, mode=BookingMode.APPROVAL, **ask),
            ]
            self.owner, self.sessions = owner.id, [session.id for session in made]
            self.quotas = [quota.id for session in made for quota in make.quotas(session)]
            night: dict[str, Any] = {"quiet_from": 22 * 60, "quiet_until": 7 * 60}
            self.people = [make.user(f"P{number}", **(night if number % 2 else {})).id for number in range(PEOPLE)]
            tx.commit()

    def write(self, *acts: Act) -> list[Any]:
        return self.run([self._call(act) for act in acts])

    def run(self, calls: list[Call]) -> list[Any]:
        """Run acts at the same time. A refusal is an answer; anything else is a failure."""
        held_until = self._holds()
        outcomes = self.loop.run_until_complete(self._together(calls))
        for (act, _), outcome in zip(calls, outcomes, strict=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, DomainError | Busy):
                raise outcome
            if act is waitlist.claim and isinstance(outcome, Registration) and outcome.status == Status.CONFIRMED:
                assert held_until.get(outcome.id, NEVER) > self.now, "an offer was claimed after its time"
        return outcomes

    def _holds(self) -> dict[int, datetime]:
        with Tx(self.engine) as tx:
            offers = tx.query(Registration).filter_by(status=Status.OFFERED)
            return {row.id: row.hold_expires_at for row in offers if row.hold_expires_at}

    async def _together(self, calls: list[Call]) -> list[Any]:
        ours = (self.db.write(act, **given, now=self.now) for act, given in calls)
        return await asyncio.gather(*ours, return_exceptions=True)

    def _call(self, act: Act) -> Call:
        what, number, which, places, flag = act
        person, quota = {"user_id": self.people[number]}, {"quota_id": self.quotas[which]}
        mine = self._subject(what, number, which)
        if what in OF_ONE:
            return OF_ONE[what], mine
        if what in BY_OWNER:
            return BY_OWNER[what], mine | {"user_id": self.owner}
        match what:
            case "book":
                return registrations.book, person | quota | {"places": places}
            case "join":
                return waitlist.join, person | quota | {"places": places, "takes_fewer": flag}
            case "claim":
                tapped = self._tap(mine["registration_id"]) if flag else ANOTHER_MESSAGE
                return waitlist.claim, mine | {"tapped": tapped}
            case "pass":
                return waitlist.pass_on, mine | {"tapped": ANOTHER_MESSAGE}
            case "wish":
                return waitlist.wish, mine | {"wish": list(Wish)[places]}
            case "take":
                return transfers.take, person | {"token": self.link}
            case _:
                return self._settling(act)

    def _settling(self, act: Act) -> Call:
        """What gives places on."""
        what, number, which, places, flag = act
        if what == "sweep":
            return waitlist.sweep, {"quota_id": self.quotas[which]}
        wanted = {"user_id": self.owner, "quota_id": self.quotas[which], "capacity": places + flag}
        return sessions.resize, wanted | {"as_far_as_possible": number % 3 > 0}

    def _subject(self, what: str, number: int, which: int) -> dict[str, int]:
        """A registration that the act can be about, by its own person; where there is none, one that is not theirs."""
        with Tx(self.engine) as tx:
            found = tx.query(Registration).filter(Registration.status.in_(SUBJECTS.get(what, ())))
            rows = found.order_by(Registration.status != Status.OFFERED, Registration.id.desc()).all()
            offers = [row for row in rows if row.status == Status.OFFERED and what != "cancel"] or rows
            return self._own(offers[(number * QUOTAS + which) % len(offers)]) if rows else self._own_of_nobody(number)

    def _own(self, row: Registration) -> dict[str, int]:
        return {"user_id": row.user_id, "registration_id": row.id}

    def _own_of_nobody(self, number: int) -> dict[str, int]:
        return {"user_id": self.people[number], "registration_id": 0}

    def _tap(self, registration_id: int) -> int:
        """The message of an offer: it becomes the answer to the tap, so nobody has to edit it later."""
        with Tx(self.engine) as tx:
            row = tx.query(Notification).filter_by(registration_id=registration_id, kind="waitlist_offer")
            newest = row.order_by(Notification.id.desc()).first()
            message = newest.provider_id if newest else None
        self.tapped |= {message} if message else set()
        return int(message or 0)

    @rule(step=a_step)
    def something_happens(self, step: tuple[str, dict[str, Any]]) -> None:
        what, given = step
        getattr(self, what)(**given)

    def do(self, act: Act) -> None:
        [outcome] = self.write(act)
        gave_back = act[0] == "cancel" and isinstance(outcome, Registration) and outcome.confirmed_at
        if gave_back or (act[0] in SETTLING and not isinstance(outcome, Exception)):
            self.is_settled([outcome.quota_id if isinstance(outcome, Registration) else self.quotas[act[2]]])

    def burst(self, acts: list[Act]) -> None:
        self.write(*acts)
        self.sweep()

    def leave_one_by_one(self, which: int, times: int) -> None:
        for _ in range(times):
            self.leave(which)

    def leave(self, which: int) -> None:
        """The first who is in gives the place back, and it goes on at once."""
        with Tx(self.engine) as tx:
            inside = tx.query(Registration).filter_by(quota_id=self.quotas[which])
            inside = inside.filter(Registration.status.in_([Status.CONFIRMED, Status.PENDING_APPROVAL]))
            row = inside.order_by(Registration.id).first()
        if row:
            [outcome] = self.run([(registrations.cancel, self._own(row))])
            if isinstance(outcome, Registration):
                self.is_settled([outcome.quota_id])

    def answer(self, acts: list[str], in_message: bool) -> None:
        """Offers are answered once they are told, in their message or elsewhere."""
        self.deliver()
        self.write(*[(what, number, 0, 1 + number % 2, in_message) for number, what in enumerate(acts)])

    def pass_the_cutoff(self, which: int, acts: list[Act]) -> None:
        """A place comes free just after the cutoff, and people tap."""
        with Tx(self.engine) as tx:
            cutoff = self._cutoff(tx, tx.get_one(Quota, self.quotas[which]).session_id)
        if cutoff >= self.now:
            self.wait(minutes=(cutoff - self.now) // timedelta(minutes=1) + 1)
            self.leave(which)
            self.write(*acts)

    def block(self, number: int, is_blocked: bool) -> None:
        with Tx(self.engine) as tx:
            tx.get_one(User, self.people[number]).blocked_at = self.now if is_blocked else None
            tx.commit()
        self.sweep()

    def move(self, which: int, hours: int, acts: list[Act]) -> None:
        """Others go on booking and leaving meanwhile. Who is free at that time again is found by the sweep."""
        with Tx(self.engine) as tx:
            starts_at = tx.get_one(Session, self.sessions[which]).starts_at + timedelta(hours=hours)
        wanted = {"user_id": self.owner, "session_id": self.sessions[which], "starts_at": starts_at}
        self.moved.add(self.sessions[which])
        self.run([(sessions.move, wanted), *map(self._call, acts)])
        self.sweep()

    def hand_on(self, act: Act, takers: list[int]) -> None:
        """Somebody makes a link of their place, and several tap it at once: at most one has it."""
        [made] = self.write(("give", *act[1:]))
        self.link = made if isinstance(made, str) else self.link
        taken = self.write(*[("take", number, 0, 1, False) for number in takers])
        assert sum(isinstance(one, Registration) for one in taken) <= 1

    def cancel_session(self, which: int) -> None:
        """Seldom: most numbers mean no session."""
        if which < SESSIONS:
            self.run([(sessions.cancel, {"user_id": self.owner, "session_id": self.sessions[which]})])

    def answer_at_the_deadline(self, late: int, acts: list[str]) -> None:
        """The next offer to run out is answered in the very second, by several at once, before any sweep."""
        offers = self._holds()
        if not offers:
            return
        until, registration_id = min((until, one) for one, until in offers.items())
        self.now = max(self.now, until + timedelta(seconds=late))
        with Tx(self.engine) as tx:
            row = tx.get_one(Registration, registration_id)
        calls = {
            "claim": (waitlist.claim, self._own(row)),
            "pass": (waitlist.pass_on, self._own(row)),
            "sweep": (waitlist.sweep, {"quota_id": row.quota_id}),
        }
        self.run([calls[what] for what in acts])
        self.wait(minutes=1)

    def wait(self, minutes: int) -> None:
        """Time goes by; the sweeps come, and what is owed is sent."""
        self.now += timedelta(minutes=minutes)
        for session_id in self.loop.run_until_complete(self.db.read(registrations.list_undecided, now=self.now)):
            self.loop.run_until_complete(self.db.write(registrations.expire_undecided, session_id, now=self.now))
        self.loop.run_until_complete(self.db.write(sessions.complete_over, now=self.now))
        self.sweep()
        self.deliver()

    def deliver(self) -> None:
        self.loop.run_until_complete(delivery.deliver_due(self.db, {"telegram": self.sender}, now=self.now))
        self.messages_are_true()

    def wait_for_no_sweep(self) -> None:
        """The sweeps are late, and everything has to be judged by its moment all the same."""
        if self.now - self.swept_at < SWEPT_WITHIN - timedelta(minutes=2):
            self.now += timedelta(minutes=2)

    def sweep(self) -> None:
        self.swept_at = self.now
        for quota_id in self.loop.run_until_complete(self.db.read(waitlist.list_unsettled, now=self.now)):
            self.loop.run_until_complete(self.db.write(waitlist.sweep, quota_id, now=self.now))
        self.is_settled(self.quotas)

    def is_settled(self, quota_ids: list[int]) -> None:
        """Nobody waits who must have been served, and no offer outlives its time."""
        with Tx(self.engine) as tx:
            for quota in (tx.get_one(Quota, quota_id) for quota_id in quota_ids):
                late = Registration.hold_expires_at <= self.now
                assert not tx.query(Registration).filter_by(quota_id=quota.id, status=Status.OFFERED).filter(late).all()
                assert not self._left_waiting(tx, quota)

    def _left_waiting(self, tx: Tx, quota: Quota) -> list[int]:
        free = quota.capacity - quota.taken
        if self.now >= self._cutoff(tx, quota.session_id) or not quota.is_open:
            return []
        line = tx.query(Registration).filter_by(quota_id=quota.id, status=Status.WAITLISTED)
        for row in line.order_by(Registration.waitlisted_at, Registration.id):
            if self._is_hindered(tx, row, quota):
                continue
            if free and (row.places <= free or row.takes_fewer):
                return [row.id]
            if row.places > free and row.passed_over >= PASSES:
                return []
        return []

    def _is_hindered(self, tx: Tx, row: Registration, quota: Quota) -> bool:
        others = tx.query(Registration).filter_by(user_id=row.user_id)
        busy = any(
            other.status.takes_place and other.starts_at < row.ends_at and other.ends_at > row.starts_at
            for other in others
        )
        too_large = row.places > quota.capacity and not row.takes_fewer
        return busy or too_large or tx.get_one(User, row.user_id).blocked_at is not None

    def _cutoff(self, tx: Tx, session_id: int) -> datetime:
        session = tx.get_one(Session, session_id)
        minutes = tx.get_one(Series, session.series_id).promotion_cutoff_minutes
        return session.starts_at - timedelta(minutes=minutes)

    def messages_are_true(self) -> None:
        """Every offer that went out and is over says so: by an edit, or because it was tapped."""
        edited = {notice.edits for notice in self.sender.sent if notice.edits}
        with Tx(self.engine) as tx:
            for message in tx.query(Notification).filter_by(kind="waitlist_offer", status="sent"):
                row = tx.get_one(Registration, message.registration_id)
                offered = tx.query(AuditEvent).filter_by(subject_id=row.id, action="registration.offered").count()
                is_open = row.status == Status.OFFERED and message.data["offer"] == offered - 1
                assert is_open != (message.provider_id in edited | self.tapped)
            for message in tx.query(Notification).filter_by(kind="owner_pending", status="sent"):
                row = tx.get_one(Registration, message.registration_id)
                assert (row.status == Status.PENDING_APPROVAL) != (message.provider_id in edited)

    @invariant()
    def the_rules_hold(self) -> None:
        with Tx(self.engine) as tx:
            assert checks.findings(tx, now=self.now) == []

    @invariant()
    def places_add_up(self) -> None:
        """Counted here, by hand."""
        with Tx(self.engine) as tx:
            rows = tx.query(Registration).all()
            for quota in tx.query(Quota):
                held = [row for row in rows if row.quota_id == quota.id]
                taken = sum(row.places for row in held if row.status.takes_place)
                waiting = sum(row.status == Status.WAITLISTED for row in held)
                assert (taken, waiting) == (quota.taken, quota.waiting)
                assert taken <= quota.capacity
            live = Counter((row.user_id, row.session_id) for row in rows if row.status.is_live)
            assert all(number == 1 for number in live.values())

    @invariant()
    def each_offer_ends_once(self) -> None:
        with Tx(self.engine) as tx:
            offered, ended = Counter[int](), Counter[int]()
            for event in tx.query(AuditEvent).filter(AuditEvent.action.like("registration.%")):
                offered[event.subject_id] += event.action == "registration.offered"
                ended[event.subject_id] += event.data.get("was") == "offered"
            for row in tx.query(Registration):
                assert offered[row.id] - ended[row.id] == (row.status == Status.OFFERED)
                if row.status == Status.OFFERED and row.session_id not in self.moved:
                    assert row.hold_expires_at
                    assert row.hold_expires_at <= self._cutoff(tx, row.session_id)

    @invariant()
    def after_the_cutoff_nobody_is_moved_up(self) -> None:
        with Tx(self.engine) as tx:
            for event in tx.query(AuditEvent).filter(AuditEvent.action.like("registration.%")):
                if event.data.get("reason") in {"promoted", "a place came free"}:
                    session_id = tx.get_one(Registration, event.subject_id).session_id
                    assert event.at < self._cutoff(tx, session_id) or session_id in self.moved

    @invariant()
    def whoever_was_overtaken_knows_why(self) -> None:
        """Somebody who waits while a later one was moved up has a written reason."""
        with Tx(self.engine) as tx:
            events = tx.query(AuditEvent).filter_by(subject_type="registration").order_by(AuditEvent.id).all()
            moved_up = [one for one in events if one.data.get("reason") in {"promoted", "a place came free"}]
            explained = {one.subject_id for one in events if one.action == "waitlist.passed_over"}
            for row in tx.query(Registration).filter_by(status=Status.WAITLISTED):
                for event in moved_up:
                    other = tx.get_one(Registration, event.subject_id)
                    stood_behind = other.waitlisted_at and (other.waitlisted_at, other.id) > (since(row), row.id)
                    if other.quota_id == row.quota_id and stood_behind and stood_in_line(row, events, event):
                        assert row.id in explained


def stood_in_line(row: Registration, events: list[AuditEvent], event: AuditEvent) -> bool:
    """Whether somebody waited when it happened, and had not been asked before: a move ends offers and gives the turn
    back.
    """
    own = [one.action for one in events if one.subject_id == row.id and one.id < event.id]
    turns = [action for action in own if action.startswith("registration.")]
    return event.at >= since(row) and turns[-1:] == ["registration.waitlisted"]


def since(row: Registration) -> datetime:
    """Since when somebody waits."""
    assert row.waitlisted_at
    return row.waitlisted_at


def test_whatever_people_do_the_rules_hold(database_url, engine):
    loop = asyncio.new_event_loop()
    db = open_database(database_url)
    try:
        run_state_machine_as_test(
            lambda: Waiting(engine, db, loop),  # type: ignore[arg-type]
            settings=settings(
                max_examples=8,
                stateful_step_count=25,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        loop.run_until_complete(db.close())
        loop.close()
