"""Registering and cancelling on a page: the whole story by mail, and every way in which it goes wrong."""

import asyncio

import pytest
from sqlalchemy import select

from db.models import Client, Host, Registration, Series, User
from db.models.registrations import Status
from db.models.series import BookingMode, Visibility
from services.errors import NotAllowed, PaidInChat
from services.registrations import by_link
from tests.factories import NOW, faults


@pytest.fixture
def jam(make):
    return make.session(title="Monday <Jam>", capacity=2)


@pytest.fixture
def token(make, jam):
    return opened(make, jam)


def opened(make, session):
    owner_id = make.tx.get_one(Host, session.host_id).owner_id
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=session.id, now=NOW)
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

    assert (done.status, "✅ You are in" in done.text) == (200, True)
    [booked] = rows(make, Registration)
    assert (booked.status, booked.request) == (Status.CONFIRMED, "A chair, please")
    assert booked.reference in done.text
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


async def test_the_same_address_is_the_same_person(browser, make, token):
    await apply(browser, token)
    again = await apply(browser, token, email="GRANDMA@example.org")

    assert again.status == 409
    assert len(rows(make, Registration)) == 1
    assert len(rows(make, Client, email="grandma@example.org")) == 1


async def test_ten_taps_at_once_register_once(browser, make, token):
    answers = await asyncio.gather(*(apply(browser, token) for _ in range(10)))

    assert sorted(one.status for one in answers) == [200, *[409] * 9]
    assert (len(rows(make, Registration)), len(rows(make, User, name="Grandma Ruiz"))) == (1, 1)


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


async def test_full_is_said_with_the_way_on(browser, make, jam, token):
    for quota in make.quotas(jam):
        make.booked(quota, places=2)
    answer = await apply(browser, token)
    assert (answer.status, "full" in answer.text) == (409, True)
    assert len(rows(make, Registration)) == 1


@pytest.mark.parametrize("wrong", ["x" * 22, "A" * 22])
async def test_a_link_of_nothing_is_over(browser, wrong):
    for path in (f"/register/{wrong}", f"/cancel/{wrong}"):
        assert (await browser.get(path)).status == 410
        assert (await browser.post(path, {"name": "x", "email": "x@example.org"})).status == 410
    assert (await browser.get("/register/short")).status == 404


async def test_it_ends_with_the_session(browser, make, jam, token, clock):
    clock.now = jam.ends_at
    assert (await apply(browser, token)).status == 410
    assert rows(make, Registration) == []


async def test_who_may_not_manage_people_opens_no_link_and_money_is_for_the_chat(make, jam):
    stranger = make.user()
    with pytest.raises(NotAllowed):
        by_link.open_link(make.tx, user_id=stranger.id, session_id=jam.id, now=NOW)
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
    session = make.session(mode=BookingMode.APPROVAL)
    done = await apply(browser, opened(make, session))
    assert "⏳ You asked to come" in done.text
    assert "An organizer has yet to say yes." in (await browser.get(f"/cancel/{link_in_mail(make, site)[1]}")).text


async def test_they_are_reached_by_their_language(browser, make, token):
    await browser.post(
        f"/register/{token}", {"name": "Oma", "email": "oma@example.org"}, headers={"Accept-Language": "de"}
    )
    [oma] = rows(make, User, name="Oma")
    assert (oma.language, oma.telegram_id) == ("de", None)
