"""The pages inside Telegram: who opens them is signed in without a link, and only there may they be framed."""

import json

import pytest
from sqlalchemy import func, select, update

from bot import inside
from db.models import Visit
from sandbox.inside import sign
from services import logins
from tests.factories import NOW

TOKEN = "42:TEST"
FRAMED = "frame-ancestors https://web.telegram.org"


@pytest.fixture
async def phone(served):
    async with served(read_opened=inside.reader(TOKEN)) as browsers:
        yield browsers()


@pytest.fixture
def ana(make):
    return make.user("Ana", language="es")


def said(user, **more: str) -> str:
    known = json.dumps({"id": user.telegram_id, "first_name": "Ana"})
    return sign({"user": known, "auth_date": str(int(NOW.timestamp())), **more}, TOKEN)


def count(make) -> int:
    make.tx.expire_all()
    found = make.tx.scalar(select(func.count()).select_from(Visit)) or 0
    make.tx.rollback()
    return found


async def test_the_door_takes_one_script_of_telegrams_and_nothing_else_from_outside(phone):
    page = await phone.get("/app")
    assert page.status == 200
    assert page.text.count("https://telegram.org/") == 1
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self' https://telegram.org;" in policy
    assert FRAMED in policy
    other = (await phone.get("/login")).headers["Content-Security-Policy"]
    assert "telegram.org" not in other
    assert "frame-ancestors 'none'" in other


async def test_who_opens_it_is_signed_in_where_telegram_shows_it(phone, ana):
    entered = await phone.post("/app", {"data": said(ana)})

    assert (entered.status, entered.headers["Location"]) == (303, "/me")
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith("__Host-inside=")
    for flag in ("Secure", "HttpOnly", "SameSite=None", "Partitioned", "Path=/", "Max-Age=1209600"):
        assert flag in cookie
    mine = await phone.get("/me")
    assert (mine.status, '<html lang="es"' in mine.text) == (200, True)
    assert FRAMED in mine.headers["Content-Security-Policy"]


async def test_opened_again_it_is_the_same_visit_and_signing_out_ends_it(phone, make, ana):
    await phone.post("/app", {"data": said(ana)})
    csrf = (await phone.get("/app")).csrf
    assert (await phone.post("/app", {"data": said(ana), "csrf": csrf})).status == 303
    assert count(make) == 1

    left = await phone.post("/logout", {"csrf": (await phone.get("/me/visits")).csrf})
    assert any(one.startswith("__Host-inside=; Max-Age=0") for one in left.headers.getall("Set-Cookie"))
    assert (await phone.get("/me")).status == 303


async def test_on_a_phone_with_two_accounts_each_sees_their_own(phone, make, ana):
    bo = make.user("Bo")
    await phone.post("/app", {"data": said(ana)})
    csrf = (await phone.get("/app")).csrf
    await phone.post("/app", {"data": said(bo), "csrf": csrf})
    assert "You are Bo" in (await phone.get("/me/visits")).text
    make.tx.expire_all()
    assert make.tx.scalars(select(Visit.user_id).order_by(Visit.id)).all() == [ana.id, bo.id]
    make.tx.rollback()


@pytest.mark.parametrize(
    ("start", "location"),
    [
        ("s_ABCD1234", "/s/ABCD1234"),
        ("h_ABCD1234", "/h/ABCD1234"),
        ("x_ABCD1234", "/me"),
        ("s_..%2Fme/x", "/me"),
        ("", "/me"),
    ],
)
async def test_it_leads_where_the_link_says_and_never_elsewhere(phone, ana, start, location):
    data = said(ana, start_param=start) if start else said(ana)
    entered = await phone.post("/app", {"data": data})
    assert entered.headers["Location"] == location


@pytest.mark.parametrize("wrong", ["", "hash=x", "a\x00b", "x" * 100_000, "user=%7B%7D&hash=%C3%A9"])
async def test_without_telegrams_word_nobody_gets_in(phone, make, wrong):
    refused = await phone.post("/app", {"data": wrong})
    assert (refused.status, "Set-Cookie" in refused.headers, count(make)) == (403, False, 0)


async def test_strangers_and_who_is_blocked_stay_out(phone, make, ana):
    ana.blocked_at = NOW
    make.kept(ana)
    stranger = sign({"user": '{"id": 999, "first_name": "X"}', "auth_date": str(int(NOW.timestamp()))}, TOKEN)
    for data in (said(ana), stranger):
        refused = await phone.post("/app", {"data": data})
        assert (refused.status, "press Start" in refused.text) == (403, True)
    assert count(make) == 0


async def test_another_page_cannot_sign_somebody_in(phone, make, ana):
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert (await phone.post("/app", {"data": said(ana)}, headers=headers)).status == 403
    assert count(make) == 0


async def test_who_signed_in_by_a_link_before_gives_way(phone, make, ana):
    token = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    await phone.post("/login", {"token": token})
    csrf = (await phone.get("/app")).csrf
    await phone.post("/app", {"data": said(make.user("Bo")), "csrf": csrf})
    assert "You are Bo" in (await phone.get("/me/visits")).text


async def test_a_visit_that_is_over_keeps_nobody_out(phone, make, ana):
    token = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    await phone.post("/login", {"token": token})
    make.tx.execute(update(Visit).values(ended_at=NOW))
    make.commit()

    assert (await phone.post("/app", {"data": said(ana)})).status == 303
    assert (await phone.get("/me")).status == 200


async def test_a_visit_by_link_is_never_framed(phone, make, ana):
    token = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    await phone.post("/login", {"token": token})
    assert "frame-ancestors 'none'" in (await phone.get("/me")).headers["Content-Security-Policy"]


async def test_a_hundred_and_twenty_tries_an_hour(phone):
    for _ in range(120):
        assert (await phone.post("/app", {"data": ""})).status == 403
    assert (await phone.post("/app", {"data": ""})).status == 429
