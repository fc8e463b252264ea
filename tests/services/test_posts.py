"""Cards in other chats: what makes them stale, whose turn it is, and what becomes of an edit."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Post, Quota, Session
from services import living, posts, privacy, profiles, registrations, sessions
from services.living import LivingPost
from services.ports import Delivered, Later, Refused, Unknown
from services.posts import GAP, LEASE
from tests.factories import NOW
from tests.fakes import FailingOnce, FakeEditor

SOON = NOW + timedelta(seconds=1)


def new_post(tx, quota, *, message="m1", now=NOW) -> Post:
    post = Post(
        session_id=quota.session_id,
        inline_message_id=message,
        language="en",
        time_zone="UTC",
        created_at=now,
        edited_at=now,
    )
    tx.add(post)
    tx.flush()
    return post


@pytest.fixture
def quota(make) -> Quota:
    return make.quota(capacity=3, shows_names=True)


@pytest.fixture
def post(tx, quota) -> Post:
    """A card that is current."""
    return new_post(tx, quota)


def stale_since(tx, post):
    tx.refresh(post)
    return post.stale_since


def test_a_booking_makes_the_cards_of_its_session_stale(tx, make, quota, post):
    other = new_post(tx, make.quota(), message="m2")
    make.booked(quota, now=SOON)
    make.booked(quota, now=SOON + GAP)

    assert stale_since(tx, post) == SOON
    assert stale_since(tx, other) is None


def test_whatever_changes_a_card_makes_it_stale(tx, make, quota, post):
    def settled():
        post.stale_since = None
        tx.flush()

    booked = make.booked(quota, places=2)
    settled()
    registrations.shrink(tx, user_id=booked.user_id, registration_id=booked.id, sequence=booked.sequence, now=SOON)
    assert stale_since(tx, post) == SOON
    settled()
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=SOON)
    assert stale_since(tx, post) == SOON
    settled()
    sessions.complete_over(tx, now=NOW + timedelta(days=9))
    assert stale_since(tx, post) == NOW + timedelta(days=9)


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (profiles.set_name, {"typed": "Ani", "version": 0}),
        (profiles.forget_name, {"version": 0}),
        (profiles.show_in_groups, {"on": False}),
        (privacy.erase, {}),
    ],
)
def test_another_name_makes_the_cards_that_show_it_stale(tx, make, quota, act, given):
    person, past, left = make.user(), make.quota(starts_in=-timedelta(days=1)), make.quota(starts_in=timedelta(days=5))
    make.booked(quota, person)
    make.booked(past, person, now=NOW - timedelta(days=2))
    gone_away = make.booked(left, person)
    registrations.cancel(tx, user_id=person.id, registration_id=gone_away.id, now=NOW)
    ahead, over, leased = (new_post(tx, where, message=f"m{at}") for at, where in enumerate([quota, past, past]))
    leased.stale_since = SOON + LEASE
    gone = new_post(tx, past, message="gone")
    gone.gone_at = NOW
    others = new_post(tx, left, message="left"), new_post(tx, make.quota(), message="another")
    tx.flush()
    tx.info.pop("owed", None)

    act(tx, user_id=person.id, now=SOON, **given)

    assert [stale_since(tx, post) for post in (ahead, over, leased)] == [SOON] * 3
    assert [stale_since(tx, post) for post in (gone, *others)] == [None] * 3
    assert tx.info["owed"]


def test_a_profile_without_cards_owes_nothing(tx, make, quota):
    person = make.user()
    make.booked(quota, person)
    tx.info.pop("owed", None)

    profiles.show_in_groups(tx, user_id=person.id, on=False, now=SOON)

    assert "owed" not in tx.info


def test_a_card_that_is_gone_stays_as_it_is(tx, make, quota, post):
    post.gone_at = NOW
    tx.flush()
    make.booked(quota)

    assert stale_since(tx, post) is None


def remember(tx, quota, person):
    code = tx.get_one(Session, quota.session_id).code
    about = {"inline_message_id": "m9", "language": "de", "time_zone": "Europe/Berlin"}
    posts.remember(tx, code=code, user_id=person.id, **about, now=NOW)


def test_a_card_is_remembered_once_and_stale_at_once(tx, make, quota):
    for _ in range(2):
        remember(tx, quota, make.user())

    row = tx.query(Post).one()
    assert (row.session_id, row.language, row.time_zone) == (quota.session_id, "de", "Europe/Berlin")
    assert posts.pause(tx, now=NOW) == timedelta()


def test_nobody_posts_what_they_may_not_see(tx, make):
    quota = make.quota(visibility="private")

    remember(tx, quota, make.user())

    assert tx.query(Post).count() == 0


def test_a_card_waits_for_its_turn(tx, post, make, quota):
    make.booked(quota, now=SOON)

    assert posts.pause(tx, now=SOON) == GAP - timedelta(seconds=1)
    assert posts.claim_due(tx, now=SOON) == []
    [claim] = posts.claim_due(tx, now=NOW + GAP)
    assert (claim.id, claim.until) == (post.id, NOW + GAP + LEASE)
    assert posts.claim_due(tx, now=NOW + GAP + GAP) == []
    assert posts.pause(tx, now=NOW + GAP + GAP) is None


def test_a_lease_that_ran_out_is_due_again(tx, post, make, quota):
    make.booked(quota)
    posts.claim_due(tx, now=NOW + GAP)

    assert len(posts.claim_due(tx, now=NOW + GAP + LEASE)) == 1


def claimed(tx, make, quota):
    make.booked(quota)
    [claim] = posts.claim_due(tx, now=NOW + GAP)
    return claim


def test_an_edit_makes_a_card_current(tx, post, make, quota):
    posts.settle(tx, claim=claimed(tx, make, quota), outcome=Delivered("m1"), now=NOW + GAP)

    assert (post.stale_since, post.edited_at) == (None, NOW + GAP)


def test_what_changed_during_an_edit_is_edited_again(tx, post, make, quota):
    claim = claimed(tx, make, quota)
    make.booked(quota, now=NOW + GAP)

    posts.settle(tx, claim=claim, outcome=Delivered("m1"), now=NOW + GAP)

    assert post.stale_since == NOW + GAP
    assert posts.pause(tx, now=NOW + GAP) == GAP


def test_a_refused_edit_lets_the_card_go(tx, post, make, quota):
    posts.settle(tx, claim=claimed(tx, make, quota), outcome=Refused("MESSAGE_ID_INVALID"), now=NOW + GAP)

    assert (post.gone_at, post.stale_since) == (NOW + GAP, None)


@pytest.mark.parametrize(
    ("outcome", "seconds"), [(Later("too many requests", 17), 17), (Later("502"), 30), (Unknown("cut"), 30)]
)
def test_a_card_that_could_not_be_edited_comes_again_later(tx, post, make, quota, outcome, seconds):
    posts.settle(tx, claim=claimed(tx, make, quota), outcome=outcome, now=NOW + GAP)

    tx.flush()
    assert posts.pause(tx, now=NOW + GAP) == timedelta(seconds=seconds)
    make.booked(quota, now=NOW + GAP)
    assert posts.claim_due(tx, now=NOW + GAP + timedelta(seconds=seconds - 1)) == []
    assert len(posts.claim_due(tx, now=NOW + GAP + timedelta(seconds=seconds))) == 1


def test_names_are_told_as_far_as_each_allows(tx, make, quota, post):
    make.booked(quota, make.user("Ana Ruiz"))
    make.booked(quota, make.user("Bo", shows_name=False), now=SOON)
    make.booked(quota, make.user("Chloé M", called="Clo"), now=SOON + GAP)

    shown = living.post(tx, post_id=post.id, now=SOON)

    assert isinstance(shown, LivingPost)
    coming = shown.coming
    assert coming
    assert (coming.names, coming.more) == (("Ana", "Clo"), 1)


@pytest.mark.parametrize(("people", "named"), [(8, 8), (9, 0)])
def test_many_names_are_a_number(tx, make, people, named):
    quota = make.quota(capacity=20, shows_names=True)
    for person in make.users(people):
        make.booked(quota, person)
    session = sessions.card(tx, session_id=quota.session_id, viewer_id=None, now=NOW)

    coming = living.coming(tx, series_id=session.series_id, session_id=session.id)

    assert coming
    assert (len(coming.names), coming.people) == (named, people)


@pytest.mark.usefixtures("open_doors")
async def test_ten_refreshes_at_once_edit_a_card_once(db, make):
    quota = make.quota()
    new_post(make.tx, quota)
    make.tx.commit()
    make.booked(quota)
    editor = FakeEditor()

    await asyncio.gather(*(posts.refresh(db, editor, now=NOW + GAP) for _ in range(10)))

    assert [post.inline_message_id for post in editor.edited if isinstance(post, LivingPost)] == ["m1"]
    assert len(editor.edited) == 1
    assert await db.read(lambda tx: tx.scalars(select(Post.stale_since)).all()) == [None]


async def test_one_card_that_cannot_be_settled_holds_up_no_other_and_comes_back(db, make):
    quota = make.quota()
    for message in ("m1", "m2"):
        new_post(make.tx, quota, message=message)
    make.tx.commit()
    make.booked(quota)

    assert await posts.refresh(FailingOnce(db.store, posts.settle), FakeEditor(), now=NOW + GAP) == 1

    found = await db.read(lambda tx: tx.scalars(select(Post.stale_since)).all())
    assert sorted(found, key=str) == [NOW + GAP + LEASE, None]
    assert await posts.refresh(db, FakeEditor(), now=NOW + GAP + LEASE) == 1


async def test_one_broken_card_holds_up_no_other(db, make):
    quota = make.quota()
    for message in ("m1", "m2"):
        new_post(make.tx, quota, message=message)
    make.tx.commit()
    make.booked(quota)
    editor = FakeEditor([RuntimeError("broken")])

    assert await posts.refresh(db, editor, now=NOW + GAP) == 1
