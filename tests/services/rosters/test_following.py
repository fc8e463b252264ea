"""Rosters on screens: what is remembered, what they are told, and when they are let go."""

from datetime import timedelta

import pytest

from db.models import Post, Session, TeamMember
from db.models.posts import PostKind
from db.models.registrations import Status
from services import attendance, living, posts, registrations, rosters, sessions
from services.errors import NotAllowed, NotFound
from services.ports import Delivered, Later, Refused
from services.posts import GAP
from services.rosters import Change, CheckInList, LivingRoster, Roster, Screen
from tests.factories import NOW
from tests.fakes import FakeEditor

SECOND = timedelta(seconds=1)
SCREEN = Screen(chat_id=7, message_id=70, language="de", time_zone="Europe/Berlin")


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def quota(make, owner):
    return make.quota(owner=owner, capacity=3)


@pytest.fixture
def show(tx, owner, quota):
    """Shows the roster on a screen."""

    def shown(kind=PostKind.ROSTER, *, screen=SCREEN, viewer=owner, now=NOW) -> Post:
        about = {"screen": screen, "kind": kind, "session_id": quota.session_id, "viewer_id": viewer.id}
        rosters.keep_open(tx, **about, now=now)
        tx.flush()
        return tx.query(Post).filter_by(message_id=screen.message_id).one()

    return shown


def stale_since(tx, post):
    tx.refresh(post)
    return post.stale_since


def test_a_message_is_remembered_once_whatever_it_shows(tx, make, show, quota):
    post = show()
    make.booked(quota, now=NOW + SECOND)
    assert stale_since(tx, post) == NOW + SECOND

    again = show(PostKind.CHECK_IN, now=NOW + 2 * SECOND)

    assert (again.id, again.kind, again.language) == (post.id, PostKind.CHECK_IN, "de")
    assert (again.stale_since, again.created_at) == (None, NOW + 2 * SECOND)


def test_nobody_has_a_roster_remembered_who_may_not_see_it(make, show):
    with pytest.raises(NotAllowed):
        show(viewer=make.user())


def test_what_is_long_over_or_cancelled_is_not_remembered(tx, show, quota):
    session = tx.get_one(Session, quota.session_id)
    show(now=session.ends_at + timedelta(minutes=59))
    post = tx.query(Post).one()

    rosters.keep_open(
        tx,
        screen=SCREEN,
        kind=PostKind.ROSTER,
        session_id=session.id,
        viewer_id=post.viewer_id,
        now=session.ends_at + timedelta(minutes=60),
    )

    tx.refresh(post)
    assert post.gone_at is not None


def test_what_was_left_is_not_edited_any_more(tx, make, show, quota):
    post = show()
    make.booked(quota, now=NOW + SECOND)

    rosters.leave(tx, chat_id=7, message_id=70, now=NOW + 2 * SECOND)

    assert (stale_since(tx, post), post.gone_at) == (None, NOW + 2 * SECOND)
    make.booked(quota, now=NOW + 3 * SECOND)
    assert stale_since(tx, post) is None
    assert posts.pause(tx, now=NOW + timedelta(hours=1)) is None


def test_an_edit_does_not_begin_after_somebody_left(tx, make, show, quota):
    post = show()
    make.booked(quota, now=NOW + SECOND)
    posts.claim_due(tx, now=NOW + GAP)
    rosters.leave(tx, chat_id=7, message_id=70, now=NOW + GAP)
    tx.refresh(post)

    with pytest.raises(NotFound):
        living.post(tx, post_id=post.id, since=NOW, now=NOW + GAP)


def test_who_leaves_can_wait_for_an_edit_that_is_under_way(tx, make, show, quota):
    show()
    make.booked(quota, now=NOW + SECOND)
    at = {"chat_id": 7, "message_id": 70}
    assert not rosters.is_being_edited(tx, **at, now=NOW + SECOND)
    [claim] = posts.claim_due(tx, now=NOW + GAP)

    rosters.leave(tx, **at, now=NOW + GAP)

    assert rosters.is_being_edited(tx, **at, now=NOW + GAP)
    assert not rosters.is_followed(tx, **at)
    posts.settle(tx, claim=claim, outcome=Delivered("70"), now=NOW + GAP + SECOND)
    tx.flush()
    assert not rosters.is_being_edited(tx, **at, now=NOW + GAP + SECOND)


def test_an_edit_that_died_under_way_does_not_come_back_to_what_was_left(tx, make, show, quota):
    show()
    make.booked(quota, now=NOW + SECOND)
    posts.claim_due(tx, now=NOW + GAP)
    rosters.leave(tx, chat_id=7, message_id=70, now=NOW + GAP)

    later = NOW + GAP + posts.LEASE
    assert posts.claim_due(tx, now=later) == []
    assert posts.pause(tx, now=later) is None


@pytest.mark.parametrize("outcome", [Delivered("70"), Later("busy", 3), Refused("gone")])
def test_what_was_left_during_an_edit_stays_left(tx, make, show, quota, outcome):
    post = show()
    make.booked(quota, now=NOW + SECOND)
    [claim] = posts.claim_due(tx, now=NOW + GAP)
    rosters.leave(tx, chat_id=7, message_id=70, now=NOW + GAP)

    posts.settle(tx, claim=claim, outcome=outcome, now=NOW + GAP + SECOND)

    tx.flush()
    assert (stale_since(tx, post), post.gone_at) == (None, NOW + GAP)


def test_what_was_opened_anew_during_an_edit_is_edited_once_more(tx, make, show, quota):
    show()
    make.booked(quota, now=NOW + SECOND)
    [claim] = posts.claim_due(tx, now=NOW + GAP)
    post = show(PostKind.CHECK_IN, now=NOW + GAP)

    posts.settle(tx, claim=claim, outcome=Delivered("70"), now=NOW + GAP + SECOND)

    tx.flush()
    assert stale_since(tx, post) == NOW + GAP + SECOND


def followed(tx, post, since=NOW + SECOND, now=NOW + GAP) -> LivingRoster:
    found = living.post(tx, post_id=post.id, since=since, now=now)
    assert isinstance(found, LivingRoster)
    return found


def test_news_are_what_others_did_since_newest_first(tx, make, show, owner, quota):
    make.booked(quota, make.user("Before"))
    post = show()
    ana = make.booked(quota, make.user("Ana"), now=NOW + SECOND)
    make.booked(quota, make.user("Bo"), places=1, now=NOW + 2 * SECOND)
    make.waiting(quota, make.user("Cleo"), now=NOW + 3 * SECOND)
    registrations.cancel(tx, user_id=ana.user_id, registration_id=ana.id, now=NOW + 4 * SECOND)

    told = [(one.change, one.name) for one in followed(tx, post).news]

    assert told == [(Change.MOVED_UP, "Cleo"), (Change.CANCELLED, "Ana"), (Change.WAITS, "Cleo")]
    assert followed(tx, post, since=NOW + 2 * SECOND).news[-1].change == Change.WAITS
    first = living.post(tx, post_id=post.id, since=None, now=NOW + GAP)
    assert isinstance(first, LivingRoster)
    assert first.news == ()


def test_what_the_viewer_did_is_no_news(tx, make, show, owner, quota):
    booked = make.booked(quota, make.user("Ana"))
    helper = make.user()
    about = {"host_id": tx.get_one(Session, quota.session_id).host_id, "user_id": helper.id}
    make.kept(TeamMember(**about, role="manager", created_at=NOW))
    at = booked.starts_at
    mine = show(PostKind.CHECK_IN, now=at)
    theirs = show(PostKind.CHECK_IN, screen=Screen(8, 80, "en", "UTC"), viewer=helper, now=at)

    attendance.check_in(tx, registration_id=booked.id, actor_id=owner.id, now=at + SECOND)

    here, there = (followed(tx, post, since=at + SECOND, now=at + GAP) for post in (mine, theirs))
    assert here.news == ()
    assert isinstance(here.shown, CheckInList)
    assert isinstance(there.shown, CheckInList)
    assert here.shown.last
    assert here.shown.last.registration_id == booked.id
    assert [(one.change, one.name) for one in there.news] == [(Change.CAME, "Ana")]
    assert there.shown.last is None


@pytest.mark.parametrize("pause", [timedelta(minutes=30), timedelta(days=3)])
def test_a_roster_follows_for_half_an_hour(tx, show, pause):
    post = show()
    followed(tx, post, now=NOW + timedelta(minutes=29))

    with pytest.raises(NotFound):
        living.post(tx, post_id=post.id, since=NOW, now=NOW + pause)


async def test_each_viewer_gets_their_own_until_they_lose_the_right(db, make):
    owner, helper = make.user(), make.user()
    series = make.series(owner=owner)
    session = make.session(series=series)
    member = make.kept(
        TeamMember(host_id=series.host_id, series_id=series.id, user_id=helper.id, role="door", created_at=NOW)
    )
    for viewer, message_id in ((owner, 1), (helper, 2)):
        about = {"session_id": session.id, "viewer_id": viewer.id, "kind": PostKind.ROSTER}
        await db.write(rosters.keep_open, screen=Screen(viewer.id, message_id, "en", "UTC"), **about, now=NOW)
    make.booked(make.quotas(session)[0], make.user("Ana"), now=NOW + SECOND)
    editor = FakeEditor()

    assert await posts.refresh(db, editor, now=NOW + GAP) == 2
    shown = [one for one in editor.edited if isinstance(one, LivingRoster)]
    assert {one.message_id: [news.name for news in one.news] for one in shown} == {1: ["Ana"], 2: ["Ana"]}
    make.tx.delete(member)
    make.tx.commit()
    make.booked(make.quotas(session)[0], make.user("Bo"), now=NOW + GAP + SECOND)
    assert await posts.refresh(db, editor, now=NOW + 2 * GAP) == 1
    assert [one.message_id for one in editor.edited[2:] if isinstance(one, LivingRoster)] == [1]
    gone = await db.read(lambda tx: [post.message_id for post in tx.query(Post) if post.gone_at])
    assert gone == [2]


def test_a_cancelled_session_is_shown_so(tx, make, show, owner, quota):
    make.booked(quota)
    post = show()
    sessions.cancel(tx, user_id=owner.id, session_id=quota.session_id, now=NOW + SECOND)

    shown = followed(tx, post).shown

    assert isinstance(shown, Roster)
    assert shown.head.is_cancelled
    assert all(one.status != Status.CONFIRMED for one in shown.people)


def test_a_roster_that_has_told_of_the_cancellation_follows_no_more(tx, show, owner, quota):
    post = show()
    sessions.cancel(tx, user_id=owner.id, session_id=quota.session_id, now=NOW + SECOND)
    [claim] = posts.claim_due(tx, now=NOW + GAP)

    posts.settle(tx, claim=claim, outcome=Delivered("70"), now=NOW + GAP + SECOND)

    tx.flush()
    tx.refresh(post)
    assert (post.gone_at, post.stale_since) == (NOW + GAP + SECOND, None)
