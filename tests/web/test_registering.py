"""Registering and cancelling on a page: the whole story by mail, and every way in which it goes wrong."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Client, Host, Notification, Registration, Series, User
from db.models.registrations import Status
from db.models.series import BookingMode, Visibility
from services import sessions
from services.errors import MailUnavailable, NotAllowed, PaidInChat
from services.notices import Obsolete
from services.notices.composing import compose
from services.registrations import by_link
from services.registrations.by_link import Ways
from tests.factories import NOW, faults


@pytest.fixture
def jam(make):
    return make.session(title="Monday <Jam>", capacity=2)


@pytest.fixture
def token(make, jam):
    return opened(make, jam)


def opened(make, session, **ways):
    owner_id = make.tx.get_one(Host, session.host_id).owner_id
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=session.id, ways=Ways(**ways), now=NOW)
    make.commit()
    return token


def rows(make, entity, **by):
    make.tx.rollback()
    found = make.tx.scalars(select(entity).filter_by(**by)).all()
    make.tx.expunge_all()
    make.tx.rollback()
    return found


async def apply(browser, token, name="Grandma Ruiz", email="grandma@example.org", **more):
    return await browser.post(f"/register/{token}", {"name": name, "email": email, **more})


def link_in_mail(make, site):
    [booked] = rows(make, Registration)
    [person] = rows(make, User, id=booked.user_id)
    return person.mail_to, site.cipher.decrypt(booked.link)


async def test_somebody_without_telegram_registers_and_cancels_by_mail(browser, make, jam, token, site):
    form = await browser.get(f"/register/{token}")
    assert (form.status, "Monday &lt;Jam&gt;" in form.text, "2 of 2 left" in form.text) == (200, True, True)

    done = await apply(browser, token, request="A chair, please")

    assert (done.status, "I wrote to you at grandma@example.org" in done.text) == (200, True)
    [booked] = rows(make, Registration)
    assert (booked.status, booked.request) == (Status.CONFIRMED, "A chair, please")
    assert booked.reference not in done.text
    to, cancel = link_in_mail(make, site)
    assert to == "grandma@example.org"
    for _ in range(2):  # programs that scan mails open every link
        page = await browser.get(f"/cancel/{cancel}")
        assert "You are in, Grandma Ruiz." in page.text
        assert "so it is free of charge" in page.text
    assert rows(make, Registration)[0].status == Status.CONFIRMED

    gone = await browser.post(f"/cancel/{cancel}")
    assert (gone.status, "You have no place here any more." in gone.text) == (200, True)
    assert rows(make, Registration)[0].status == Status.CANCELLED
    again = await browser.post(f"/cancel/{cancel}")
    assert (again.status, "You have nothing to cancel here." in again.text) == (409, True)
    assert faults(make.tx) == []
    make.tx.rollback()


async def test_the_same_address_is_the_same_person_and_gets_the_link_once_more(browser, make, token, clock):
    await apply(browser, token)
    for hours in (0, 2, 0):  # just after booking they have a mail, and then at most one an hour
        clock.now += timedelta(hours=hours)
        again = await apply(browser, token, email="GRANDMA@example.org")
        assert again.status == 200

    [booked] = rows(make, Registration)
    assert len(rows(make, Client, email="grandma@example.org")) == 1
    [again] = rows(make, Notification, kind="registered_by_link")
    assert (again.data["to"], again.data["token"]) == ("grandma@example.org", booked.link)


async def test_ten_taps_at_once_register_once(browser, make, token):
    answers = await asyncio.gather(*(apply(browser, token) for _ in range(10)))

    assert {one.status for one in answers} == {200}
    assert (len(rows(make, Registration)), len(rows(make, User, name="Grandma Ruiz"))) == (1, 1)
    assert rows(make, Notification, kind="registered_by_link") == []


def known(make, jam, email, **client):
    """Somebody without Telegram whom the host has by an address."""
    person = make.user(email.partition("@")[0], telegram_id=None)
    make.kept(Client(host_id=jam.host_id, user_id=person.id, email=email, created_at=NOW, **client))
    return person


async def test_whoever_types_an_address_learns_nothing_of_whom_it_belongs_to(browser, make, site):
    jam = make.session(capacity=9)
    token = opened(make, jam)
    make.booked(make.quotas(jam)[0], known(make, jam, "is-in@example.org"))
    make.booked(make.quota(title="Choir"), known(make, jam, "busy@example.org"))
    known(make, jam, "suspended@example.org", suspended_until=NOW + timedelta(days=30))
    known(make, jam, "blocked@example.org").blocked_at = NOW
    make.commit()
    said = {}
    for name in ("new", "is-in", "busy", "suspended", "blocked"):
        answer = await apply(browser, token, email=f"{name}@example.org")
        said[name] = (answer.status, answer.text.replace(f"{name}@example.org", ""))

    assert said["new"][0] == 200
    assert set(said.values()) == {said["new"]}
    assert sorted((one.data["to"], one.kind) for one in rows(make, Notification, channel="email")) == [
        ("blocked@example.org", "refused_by_link"),
        ("busy@example.org", "refused_by_link"),
        ("is-in@example.org", "registered_by_link"),
        ("suspended@example.org", "refused_by_link"),
    ]
    letters = {one.address: one.text for one in composed(make)}
    assert "You have Choir at the same time" in letters["busy@example.org"]
    assert "You cannot book here until" in letters["suspended@example.org"]
    assert "✅ You are in" in letters["is-in@example.org"]


async def test_who_was_refused_and_is_not_any_more_gets_no_mail_of_it(browser, make, token, jam):
    known(make, jam, "suspended@example.org", suspended_until=NOW + timedelta(days=30))
    await apply(browser, token, email="suspended@example.org")
    make.tx.execute(update(Client).values(suspended_until=None))
    make.commit()
    assert composed(make) == [Obsolete("is no longer so")]


def composed(make):
    """What the mails that are owed say."""
    ids = list(make.tx.scalars(select(Notification.id).where(Notification.channel == "email")))
    found = [compose(make.tx, notification_id=one, now=NOW) for one in ids]
    make.tx.rollback()
    return found


async def test_nobody_books_in_the_name_of_somebody_on_telegram(browser, make, jam, token):
    ana = make.user("Ana", email="ana@example.org")
    make.kept(Client(host_id=jam.host_id, user_id=ana.id, created_at=NOW))

    await apply(browser, token, email="ana@example.org")

    [booked] = rows(make, Registration)
    assert booked.user_id != ana.id


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "  "}, "I need at least one letter"),
        ({"name": "\u200b<>"}, "I need at least one letter"),
        ({"email": "nobody"}, "That is no email address"),
        ({"email": "a@b\r\nBcc: c@d.e"}, "That is no email address"),
    ],
)
async def test_what_is_wrong_is_said_and_nothing_typed_is_lost(browser, make, token, changed, words):
    answer = await apply(browser, token, **({"request": '"><script>'} | changed))

    assert (answer.status, words in answer.text) == (422, True)
    assert "&#34;&gt;&lt;script&gt;" in answer.text
    assert rows(make, Registration) == []


@pytest.mark.parametrize(
    "forged", [{"quota": "999"}, {"quota": "-1"}, {"places": "99"}, {"places": "1e9"}, {"price": "0"}]
)
async def test_forged_fields_change_nothing_that_is_not_theirs(browser, make, token, forged):
    answer = await apply(browser, token, **forged)
    assert answer.status in {200, 409}
    for booked in rows(make, Registration):
        assert booked.places == 1


async def test_full_is_said_with_the_way_on(browser, make):
    series = make.series(capacity=2)
    jam, full, later = (make.session(series=series, starts_in=timedelta(days=day)) for day in (2, 3, 4))
    token = opened(make, jam)
    for session in (jam, full):
        make.booked(make.quotas(session)[0], places=2)

    for answer, status in ((await browser.get(f"/register/{token}"), 200), (await apply(browser, token), 409)):
        assert (answer.status, "It is full." in answer.text, 'name="email"' in answer.text) == (status, True, False)
        assert f"start=s_{jam.code}" in answer.text
        assert "Waitlist in Telegram" in answer.text
        assert f"/s/{later.code}" in answer.text
        assert f"/s/{full.code}" not in answer.text
    assert len(rows(make, Registration)) == 2


async def test_a_party_that_does_not_fit_is_told_so_and_keeps_its_form(browser, make):
    jam = make.session(capacity=2, places_limit=3)
    answer = await apply(browser, opened(make, jam), places="3")
    assert (answer.status, "only 2" in answer.text, 'value="Grandma Ruiz"' in answer.text) == (409, True, True)


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.PRIVATE])
async def test_a_cancelled_one_says_so_and_shows_the_next_dates(browser, make, visibility):
    series = make.series()
    jam, later = (make.session(series=series, starts_in=timedelta(days=day)) for day in (2, 9))
    token = opened(make, jam)
    make.tx.execute(update(Series).values(visibility=visibility))
    sessions.cancel(make.tx, session_id=jam.id, user_id=make.tx.get_one(Host, jam.host_id).owner_id, now=NOW)
    make.commit()

    for answer, status in ((await browser.get(f"/register/{token}"), 200), (await apply(browser, token), 409)):
        assert (answer.status, "Monday Jam was cancelled." in answer.text) == (status, True)
        assert "5 of 5 left" in answer.text.partition("Next dates")[2]
        assert "left" not in answer.text.partition("Next dates")[0]
        assert 'name="email"' not in answer.text
        assert (f"/s/{later.code}" in answer.text) == (visibility == Visibility.PUBLIC)


async def test_what_it_costs_and_until_when_one_can_cancel_is_read_before(browser, make, token, served, engine):
    free = (await browser.get(f"/register/{token}")).text
    assert "💶 Free" in free
    assert "Cancel free of charge until" in free
    tiers = [{"minutes": 1440, "percent": 100}]
    paid = make.session(mode=BookingMode.PAID, price=1250, refund_tiers=tiers)
    link = opened(make, paid, takes_cards=True)
    in_chat = await browser.get(f"/register/{link}")
    assert ("paid in the chat" in in_chat.text, 'name="email"' in in_chat.text) == (True, False)
    assert "€12.50" in in_chat.text


async def test_where_no_mail_is_sent_the_page_says_so_and_lets_nobody_in(served, make, token, jam):
    async with served(sends_mail=False) as browsers:
        browser = browsers()
        for answer in (await browser.get(f"/register/{token}"), await apply(browser, token)):
            assert "none can be sent from here" in answer.text
            assert f"start=s_{jam.code}" in answer.text
    assert rows(make, Registration) == []
    with pytest.raises(MailUnavailable):
        opened(make, jam, sends_mail=False)
    make.tx.rollback()


@pytest.mark.parametrize("wrong", ["x" * 22, "A" * 22])
async def test_a_link_of_nothing_is_over(browser, wrong):
    for path in (f"/register/{wrong}", f"/cancel/{wrong}"):
        assert (await browser.get(path)).status == 410
        assert (await browser.post(path, {"name": "x", "email": "x@example.org"})).status == 410
    assert (await browser.get("/register/short")).status == 404


async def test_it_ends_with_the_session(browser, make, jam, token, clock):
    clock.now = jam.starts_at
    assert "It has begun already." in (await browser.get(f"/register/{token}")).text
    clock.now = jam.ends_at
    for answer, status in ((await browser.get(f"/register/{token}"), 200), (await apply(browser, token), 409)):
        assert (answer.status, "Monday &lt;Jam&gt; is over." in answer.text) == (status, True)
    assert rows(make, Registration) == []


async def test_who_may_not_manage_people_opens_no_link_and_money_is_for_the_chat(make, jam):
    stranger = make.user()
    with pytest.raises(NotAllowed):
        by_link.open_link(make.tx, user_id=stranger.id, session_id=jam.id, ways=Ways(), now=NOW)
    series = make.tx.get_one(Series, jam.series_id)
    series.mode, series.price = BookingMode.PAID, 900
    make.kept(series)
    with pytest.raises(PaidInChat):
        opened(make, jam)
    make.tx.rollback()


async def test_a_private_series_lets_in_whom_its_organizer_gave_the_link(browser, make):
    session = make.session(visibility=Visibility.PRIVATE)
    assert (await apply(browser, opened(make, session))).status == 200


async def test_twenty_tries_an_hour(browser, token):
    for _ in range(20):
        await apply(browser, token, name="")
    assert (await apply(browser, token)).status == 429


async def test_where_an_organizer_decides_one_is_told_so(browser, make, site):
    token = opened(make, make.session(mode=BookingMode.APPROVAL))
    assert "An organizer says yes or no." in (await browser.get(f"/register/{token}")).text
    await apply(browser, token)
    assert "An organizer has yet to say yes." in (await browser.get(f"/cancel/{link_in_mail(make, site)[1]}")).text


async def test_they_are_reached_by_their_language(browser, make, token):
    await browser.post(
        f"/register/{token}", {"name": "Oma", "email": "oma@example.org"}, headers={"Accept-Language": "de"}
    )
    [oma] = rows(make, User, name="Oma")
    assert (oma.language, oma.telegram_id) == ("de", None)
