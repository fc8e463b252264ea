"""After an erasure no word of a person is left in any table, and everything that counts them still counts."""

from datetime import timedelta

import pytest
from sqlalchemy import JSON, String, inspect, select
from sqlalchemy.orm import Session as Tx

from db.models import Absence, Base, Client, Host, Logo, Notification, Registration, TeamMember, Token, User
from db.models.registrations import Status
from db.models.team import TeamRole
from services import calendars, checks, dialogs, logos, privacy, profiles, registrations, sessions, team, tickets, users
from services.errors import NotFound, PersonBlocked, StillOrganizing
from services.errors.organizing import InviteOver
from services.privacy.erasing import KEPT
from tests.factories import NOW
from tests.fakes import FakeCipher

CIPHER = FakeCipher()
WORDS = (
    "Xanthippe",
    "Xani",
    "xan@example.org",
    "typed@example.org",
    "1711111111",
    "Maria",
    "Guestname",
    "Requestword",
    "Draftword",
    "987654321",
    "Noteword",
    "Rememberword",
    "kept@example.org",
    "1722222222",
)
"""Each stands in one place that could be forgotten."""


@pytest.fixture
def xani(tx, make):
    """Somebody who has told everything that there is to tell."""
    person = make.user(
        "Xanthippe",
        called="Xani",
        email="xan@example.org",
        mail_to="typed@example.org",
        phone="+491711111111",
        telegram_id=987654321,
        language="de",
        time_zone="Europe/Berlin",
        is_admin=True,
    )
    contact = profiles.EmergencyContact("Maria", "+491711111111")
    profiles.set_contact(tx, user_id=person.id, encrypted=CIPHER.encrypt(str(contact))[::-1], version=0, now=NOW)
    profiles.set_wish(tx, user_id=person.id, kind="news", channel="sms", on=True, now=NOW)
    profiles.set_quiet_hours(tx, user_id=person.id, begins=1320, ends=480, now=NOW)
    profiles.set_reminder(tx, user_id=person.id, minutes=30, on=True, now=NOW)
    place = dialogs.Place(person.telegram_id, person.telegram_id)
    dialogs.set_data(tx, place=place, data={"draft": "Draftword"}, now=NOW)
    return person


def erase(tx: Tx, person: User) -> None:
    tx.flush()
    privacy.erase(tx, user_id=person.id, now=NOW)
    tx.flush()
    tx.expire_all()


def everything(tx: Tx) -> str:
    """Every value of every table, as text."""
    return "\n".join(str(tuple(row)) for table in Base.metadata.sorted_tables for row in tx.execute(table.select()))


def test_no_word_is_left(tx, make, xani):
    quota = make.quota(starts_in=timedelta(days=1))
    booked = make.booked(quota, xani)
    booked.guests, booked.request = ["Guestname"], "Requestword"
    ended = make.booked(make.quota(starts_in=-timedelta(days=1)), xani, now=NOW - timedelta(days=2))
    ended.guests = ["Guestname"]
    booked.note = "Noteword"
    client = tx.scalars(select(Client).where(Client.user_id == xani.id)).first()
    client.note, client.email, client.phone = "Rememberword", "kept@example.org", "+491722222222"
    host = make.host(xani, name="Xanthippe's Studio", description="Xani teaches")
    logos.put(tx, host, b"of Xani's face")
    notice = tx.scalars(select(Notification).where(Notification.user_id == xani.id)).first()
    notice.data, notice.provider_id = {"name": "Xani"}, "5551"
    tx.flush()
    before = everything(tx)
    assert [word for word in WORDS if word not in before] == []

    erase(tx, xani)

    assert [word for word in (*WORDS, "5551") if word in everything(tx)] == []
    assert (host.name, host.description, host.folded, host.logo) == ("?", "", "?", None)
    assert tx.scalars(select(Logo)).all() == []


def test_every_column_of_a_person_is_forgotten_or_kept_on_purpose(tx, make, xani):
    newcomer = User(name="?", telegram_id=None, language="en", time_zone="UTC", shows_name=False, created_at=NOW)
    tx.add(newcomer)
    tx.flush()

    erase(tx, xani)

    columns = {column.key for column in inspect(User).column_attrs} - KEPT
    assert {key: getattr(xani, key) for key in columns} == {key: getattr(newcomer, key) for key in columns}
    assert xani.erased_at == NOW


TEXTS_KEPT = {
    Host: {"code", "time_zone", "currency"},
    Registration: {"reference", "currency", "status", "attendance", "refund_tiers"},
    Client: set(),
    User: {"language", "time_zone"},
}
"""What tells nothing of whom it is: every other text of these tables is made empty, or says nobody."""


def texts(model: type[Base]) -> set[str]:
    kinds = {column.key: column.columns[0].type for column in inspect(model).column_attrs}
    return {key for key, kind in kinds.items() if isinstance(kind, String | JSON)} - TEXTS_KEPT[model]


@pytest.mark.parametrize("model", TEXTS_KEPT, ids=lambda model: model.__name__)
def test_no_text_stays_but_those_that_are_decided_to(tx, make, model):
    person = make.user("Xanthippe")
    host = make.host(person)
    booked = make.booked(make.quota(starts_in=-timedelta(days=1)), person, now=NOW - timedelta(days=2))
    client = tx.scalars(select(Client).where(Client.user_id == person.id)).one()
    row = {Host: host, Registration: booked, Client: client, User: person}[model]
    columns = inspect(model).columns
    for key in texts(model):
        setattr(row, key, ["Somebody"] if isinstance(columns[key].type, JSON) else "Somebody")

    erase(tx, person)

    assert {key: getattr(row, key) for key in texts(model) if getattr(row, key) not in ("?", "", None, [], {})} == {}


def test_nobody_is_away_any_more(tx, make, xani):
    host, other = make.host(), make.user()
    days = {"host_id": host.id, "first_day": NOW.date(), "last_day": NOW.date(), "created_at": NOW}
    make.kept(Absence(user_id=xani.id, **days))
    theirs = make.kept(Absence(user_id=other.id, **days))

    erase(tx, xani)

    assert tx.scalars(select(Absence)).all() == [theirs]


def test_places_go_to_those_who_wait_for_them(tx, make, xani):
    quota = make.quota(capacity=1)
    make.booked(quota, xani)
    waiting = make.waiting(quota)
    elsewhere = make.quota(capacity=1, starts_in=timedelta(days=9))
    make.booked(elsewhere)
    turn = make.waiting(elsewhere, xani)
    assert privacy.impact_of_erasing(tx, user_id=xani.id, now=NOW).registrations == 2

    erase(tx, xani)

    assert (waiting.status, turn.status) == (Status.CONFIRMED, Status.CANCELLED)
    assert (quota.taken, quota.waiting, elsewhere.waiting) == (1, 0, 0)


def test_everything_still_counts(tx, make, xani):
    quota = make.quota(capacity=1)
    make.booked(quota, xani)
    make.waiting(quota)
    make.booked(make.quota(starts_in=timedelta(days=9)), xani)

    erase(tx, xani)

    assert checks.findings(tx, now=NOW) == []


def test_nothing_more_is_sent_and_no_link_works(tx, make, xani):
    booked = make.booked(make.quota(), xani)
    ticket = tickets.issue(tx, user_id=xani.id, registration_id=booked.id, now=NOW)
    feed = calendars.subscribe(tx, user_id=xani.id, now=NOW)

    erase(tx, xani)

    statuses = set(tx.scalars(select(Notification.status).where(Notification.user_id == xani.id)))
    assert statuses == {"skipped"}
    assert None not in set(tx.scalars(select(Token.revoked_at).where(Token.user_id == xani.id)))
    with pytest.raises(NotFound):
        calendars.subscriber(tx, token=feed.token, now=NOW)
    with pytest.raises(NotFound):
        tickets.scan(tx, token=ticket.token, viewer_id=xani.id, now=NOW)


def test_who_comes_back_begins_anew(tx, make, xani):
    erase(tx, xani)
    profile = users.profile(
        telegram_id=987654321,
        name="Xanthippe",
        language_code="en",
        default_zone="UTC",
        default_language="en",
        is_admin=False,
    )

    again = users.welcome(tx, profile=profile, now=NOW)

    assert again.id != xani.id
    assert registrations.list_past(tx, user_id=again.id, page=0, now=NOW).registrations == ()


def test_a_tap_that_was_on_its_way_books_nothing(tx, make, xani):
    quota = make.quota()
    erase(tx, xani)

    with pytest.raises(PersonBlocked):
        make.booked(quota, xani)


def test_others_stay_as_they_are(tx, make, xani):
    quota = make.quota()
    make.booked(quota, xani)
    other = make.user("Somebody", called="Else", phone="+491701234567")
    theirs = make.booked(quota, other)
    theirs.guests = ["Their guest"]

    erase(tx, xani)

    assert (other.name, other.called, other.phone, other.erased_at) == ("Somebody", "Else", "+491701234567", None)
    assert (theirs.status, theirs.guests) == (Status.CONFIRMED, ["Their guest"])


def test_who_runs_sessions_to_come_cancels_them_first(tx, make, xani):
    session = make.session(owner=xani)
    tx.flush()

    with pytest.raises(StillOrganizing):
        privacy.erase(tx, user_id=xani.id, now=NOW)

    assert xani.called == "Xani"
    sessions.cancel(tx, user_id=xani.id, session_id=session.id, now=NOW)
    erase(tx, xani)
    assert xani.called is None


def test_a_teacher_is_named_no_more(tx, make, xani):
    ahead, past = make.session(), make.session(starts_in=-timedelta(days=3))
    ahead.instructor_id = past.instructor_id = xani.id

    erase(tx, xani)

    assert (ahead.instructor_id, past.instructor_id) == (None, xani.id)
    assert sessions.card(tx, session_id=past.id, viewer_id=make.user().id, now=NOW).instructor_name == "?"


def test_erasing_twice_is_refused(tx, xani):
    erase(tx, xani)

    with pytest.raises(NotFound):
        privacy.erase(tx, user_id=xani.id, now=NOW)


def test_erase_takes_them_out_of_teams_and_ends_their_invites(tx, make):
    ana, owner = make.user("Ana"), make.user("Olga")
    series = make.series(owner=owner)
    session = make.session(series=series)
    session.instructor_id = ana.id
    for role in (TeamRole.MANAGER, TeamRole.INSTRUCTOR):
        make.kept(TeamMember(host_id=series.host_id, user_id=ana.id, role=role, created_at=NOW))
    invite = team.invite(tx, user_id=ana.id, role=team.Invited.DOOR, scope_id=series.id, now=NOW)

    privacy.erase(tx, user_id=ana.id, now=NOW)

    assert tx.query(TeamMember).count() == 0
    tx.refresh(session)
    assert (session.instructor_id, session.needs_instructor) == (None, True)
    with pytest.raises(InviteOver):
        team.accept(tx, token=invite.token, user_id=make.user().id, now=NOW)


def test_erasing_an_owner_ends_the_team_of_what_nobody_runs(tx, make):
    owner, manager = make.user("Olga"), make.user("Mia")
    host, elsewhere = make.host(owner), make.host()
    for one in (host, elsewhere):
        make.kept(TeamMember(host_id=one.id, user_id=manager.id, role=TeamRole.MANAGER, created_at=NOW))
    invite = team.invite(tx, user_id=manager.id, role=team.Invited.INSTRUCTOR, scope_id=host.id, now=NOW)

    privacy.erase(tx, user_id=owner.id, now=NOW)

    assert [row.host_id for row in tx.query(TeamMember)] == [elsewhere.id]
    with pytest.raises(InviteOver):
        team.accept(tx, token=invite.token, user_id=make.user().id, now=NOW)
