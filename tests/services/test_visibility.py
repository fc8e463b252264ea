"""Who finds, opens and books what: strangers, members, the registered, owners; public, unlisted and private series."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Host
from db.models.series import Visibility
from services import members, registrations, series, sessions, waitlist
from services.errors import AlreadyRegistered, DomainError, NotFound
from services.sessions import filters
from services.sessions.filters import Kind
from tests.factories import NOW

WAYS = (
    "list",
    "search",
    "inline",
    "link",
    "code typed inline",
    "series link",
    "series button",
    "button",
    "book",
    "wait",
)
EVERYWHERE = set(WAYS)
BY_LINK = EVERYWHERE - {"list", "search", "inline"}
SEEN_ONLY = EVERYWHERE - {"book", "wait"}
"""Who is in already is not let in a second time."""
NOWHERE: set[str] = set()
MATRIX = {
    ("public", "stranger"): EVERYWHERE,
    ("public", "member"): EVERYWHERE,
    ("public", "registered"): SEEN_ONLY,
    ("public", "owner"): EVERYWHERE,
    ("unlisted", "stranger"): BY_LINK,
    ("unlisted", "member"): BY_LINK,
    ("unlisted", "registered"): BY_LINK & SEEN_ONLY,
    ("unlisted", "owner"): EVERYWHERE,
    ("private", "stranger"): NOWHERE,
    ("private", "member"): EVERYWHERE,
    ("private", "registered"): SEEN_ONLY,
    ("private", "owner"): EVERYWHERE,
}


@pytest.fixture
def story(tx, make):
    """A session that has a place, a full one of the same series, and four people."""
    people = {who: make.user(who) for who in ("stranger", "member", "registered", "owner")}
    one = make.series(title="Secret Jam", owner=people["owner"])
    session = make.session(series=one, starts_in=timedelta(hours=2))
    full = make.session(series=one, starts_in=timedelta(days=3))
    for _ in range(5):
        make.booked(make.quotas(full)[0])
    make.booked(make.quotas(session)[0], people["registered"])
    members.add(tx, series_id=one.id, user_id=people["member"].id, actor_id=None, now=NOW)
    return one, session, full, people


def ways(tx, make, story, who: str) -> set[str]:
    """All ways by which somebody gets at the session."""
    one, session, full, people = story
    viewer = people[who].id
    quota, full_quota = make.quotas(session)[0], make.quotas(full)[0]
    page = sessions.browse(tx, viewer_id=viewer, zone="UTC", first=NOW.date(), days=30, page=0, now=NOW)
    found = sessions.search(tx, typed="secret", viewer_id=viewer, now=NOW).series
    tried = {
        "list": session.id in [line.id for line in page.lines],
        "search": [series.id for series in found] == [one.id] and bool(found[0].next),
        "inline": session.id in shared(tx, "secret", viewer),
        "code typed inline": session.id in shared(tx, f"s_{session.code}", viewer),
        "link": sessions.find_id(tx, typed=session.code, viewer_id=viewer) == session.id,
        "series link": series.find_id(tx, typed=one.code, viewer_id=viewer) == one.id,
        "series button": allowed(series.find, tx, series_id=one.id, viewer_id=viewer),
        "button": allowed(sessions.card, tx, session_id=session.id, viewer_id=viewer, now=NOW),
    }
    tried["book"] = allowed(registrations.book, tx, user_id=viewer, quota_id=quota.id, now=NOW)
    tried["wait"] = who != "registered" and allowed(waitlist.join, tx, user_id=viewer, quota_id=full_quota.id, now=NOW)
    return {way for way, is_open in tried.items() if is_open}


def shared(tx, typed: str, viewer_id: int) -> list[int]:
    return [card.id for card in sessions.find_to_share(tx, typed=typed, viewer_id=viewer_id, now=NOW)]


def allowed(act, *args, **kwargs) -> bool:
    try:
        act(*args, **kwargs)
    except (NotFound, AlreadyRegistered):
        return False
    return True


@pytest.mark.parametrize(("visibility", "who"), MATRIX)
def test_a_session_is_open_to(tx, make, story, visibility, who):
    story[0].visibility = Visibility(visibility)
    tx.flush()

    assert ways(tx, make, story, who) == MATRIX[visibility, who]


def test_every_way_is_tried():
    assert set().union(*MATRIX.values()) == EVERYWHERE


def refused(act, *args, **kwargs) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        act(*args, **kwargs)
    return refusal.value


def test_what_is_private_looks_as_if_it_were_not_there(tx, make, story):
    one, session, _, people = story
    one.visibility = Visibility.PRIVATE
    tx.flush()
    stranger, quota = people["stranger"].id, make.quotas(session)[0].id

    for there, nowhere in (
        (
            refused(sessions.card, tx, session_id=session.id, viewer_id=stranger, now=NOW),
            refused(sessions.card, tx, session_id=999_999, viewer_id=stranger, now=NOW),
        ),
        (
            refused(registrations.book, tx, user_id=stranger, quota_id=quota, now=NOW),
            refused(registrations.book, tx, user_id=stranger, quota_id=999_999, now=NOW),
        ),
        (
            refused(series.find, tx, series_id=one.id, viewer_id=stranger),
            refused(series.find, tx, series_id=999_999, viewer_id=stranger),
        ),
    ):
        assert (type(there), vars(there)) == (type(nowhere), vars(nowhere)) == (NotFound, {})


def test_who_gave_a_private_place_back_still_sees_it_and_cannot_book_again(tx, make, story):
    one, session, _, people = story
    one.visibility = Visibility.PRIVATE
    person, quota = people["registered"], make.quotas(session)[0]
    own = sessions.card(tx, session_id=session.id, viewer_id=person.id, now=NOW).mine
    assert own
    registrations.cancel(tx, user_id=person.id, registration_id=own.id, now=NOW)

    card = sessions.card(tx, session_id=session.id, viewer_id=person.id, now=NOW)

    assert card.obstacle
    assert card.obstacle.template == "{title} is for members only now."
    refusal = refused(registrations.book, tx, user_id=person.id, quota_id=quota.id, now=NOW)
    assert type(refusal) is type(card.obstacle)


def test_a_host_shows_each_viewer_what_they_may_find(tx, make, story):
    one, _, _, people = story
    code = tx.get_one(Host, one.host_id).code
    seen = {}
    for visibility in Visibility:
        one.visibility = visibility
        tx.flush()
        for who, person in people.items():
            host = series.find_host(tx, typed=code, viewer_id=person.id)
            assert host
            seen[visibility.value, who] = bool(host.series)

    assert {key for key, shown in seen.items() if not shown} == {
        ("unlisted", "stranger"), ("unlisted", "member"), ("unlisted", "registered"), ("private", "stranger"),
    }  # fmt: skip


@pytest.mark.parametrize("kind", [Kind.SERIES, Kind.HOST])
def test_a_forged_filter_does_not_tell_the_name_of_what_is_private(tx, make, story, kind):
    one, _, _, people = story
    one.visibility = Visibility.PRIVATE
    tx.flush()
    value = one.id if kind == Kind.SERIES else one.host_id

    with pytest.raises(NotFound):
        filters.choose(tx, user_id=people["stranger"].id, kind=kind, value=value, today=NOW.date(), now=NOW)


def test_a_member_is_added_once_and_it_is_written_down(tx, make):
    one, ana = make.series(), make.user()

    first, again = (members.add(tx, series_id=one.id, user_id=ana.id, actor_id=None, now=NOW) for _ in range(2))

    assert first is again
    written = tx.query(AuditEvent).filter_by(action="member.added").all()
    assert [(event.subject_id, event.data) for event in written] == [(one.id, {"user_id": ana.id})]
