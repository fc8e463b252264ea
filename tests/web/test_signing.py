"""Signing in by a link of the bot and by mail, staying in, and leaving."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from sqlalchemy import select

from db.models import Notification, Visit
from services import logins, visits
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def ana(make):
    return make.user("Ana <b>", language="de", email="ana@example.org")


@pytest.fixture
def token(make, ana):
    made = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    return made


async def sign_in(browser, token, headers=None, **more):
    return await browser.post("/login", {"token": token, **more}, headers=headers or {})


def count(make) -> int:
    make.tx.expire_all()
    found = len(make.tx.scalars(select(Visit).where(Visit.ended_at.is_(None))).all())
    make.tx.rollback()
    return found


async def test_looking_at_a_link_uses_nothing_up_and_its_button_signs_in_once(browser, served, make, token):
    for _ in range(2):
        page = await browser.get(f"/login?token={token}")
        assert (page.status, "Als Ana &lt;b&gt; anmelden?" in page.text) == (200, True)
    assert (await browser.ask("HEAD", f"/login?token={token}")).status == 200
    assert browser.cookies == {}

    entered = await sign_in(browser, token)

    assert (entered.status, entered.headers["Location"]) == (303, "/me")
    cookie = entered.headers["Set-Cookie"]
    assert cookie.startswith("__Host-visit=")
    for flag in ("HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=1209600"):
        assert flag in cookie
    assert (await browser.get("/me")).status == 200
    assert (await sign_in(browser, token, csrf=(await browser.get("/me/visits")).csrf)).status == 410
    assert count(make) == 1


async def test_a_link_ends_after_ten_minutes_and_by_a_newer_one(browser, make, ana, token, clock):
    newer = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    assert (await sign_in(browser, token)).status == 410
    clock.now += logins.LASTS
    assert (await sign_in(browser, newer)).status == 410
    assert count(make) == 0


@pytest.mark.parametrize("wrong", ["", "x" * 22, "y" * 5000, "a\x00b", "%00", "../../me"])
async def test_what_is_no_link_leads_nowhere(browser, make, wrong):
    assert (await sign_in(browser, wrong)).status == 410
    assert count(make) == 0


async def test_a_blocked_person_stays_out_and_is_out_at_once(browser, make, ana, token):
    await sign_in(browser, token)
    assert (await browser.get("/me")).status == 200
    ana.blocked_at = NOW
    make.kept(ana)

    assert (await browser.get("/me")).headers["Location"] == "/login"
    again = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    assert (await sign_in(browser, again)).status == 410


async def test_two_weeks_later_it_is_over(browser, token, clock):
    await sign_in(browser, token)
    clock.now += visits.LASTS - MINUTE
    assert (await browser.get("/me")).status == 200
    clock.now += MINUTE
    assert (await browser.get("/me")).status == 303


async def test_after_signing_in_one_is_where_one_wanted_to_be(browser, token):
    assert (await browser.get("/me/visits?from=ü&then=/admin")).headers["Location"] == "/login"

    assert (await sign_in(browser, token)).headers["Location"] == "/me/visits?from=%C3%BC&then=/admin"
    assert "wanted" not in browser.cookies


async def test_no_act_is_a_page_that_one_wanted(browser, token):
    await browser.post("/me/visits/end-all", {})
    assert (await sign_in(browser, token)).headers["Location"] == "/me"


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example", "/\\evil", "/" + "x" * 600, "/\n"])
async def test_one_is_never_led_elsewhere(browser, token, wanted):
    entered = await sign_in(browser, token, headers={"Cookie": f"wanted={quote(wanted, safe='')}"})
    assert entered.headers["Location"] == "/me"


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
async def test_no_other_page_signs_a_reader_in(browser, make, token, headers):
    assert (await browser.post("/login", {"token": token}, headers=headers)).status == 403
    assert (await browser.post("/login/mail", {"email": "ana@example.org"}, headers=headers)).status == 403
    assert count(make) == 0


async def test_a_link_by_mail_works_in_the_browser_that_asked_alone(served, make, site):
    make.user("Ana", email="ana@example.org")
    async with served() as browsers:
        asker, other = browsers(), browsers()
        asked = await asker.post("/login/mail", {"email": "Ana@Example.org"})
        assert (asked.status, "Look into your mail" in asked.text) == (200, True)
        owed = make.tx.scalars(select(Notification).where(Notification.kind == "login_link")).one()
        token = site.cipher.decrypt(owed.data["token"])
        make.tx.rollback()

        assert (await other.get(f"/login?token={token}")).status == 410
        assert (await sign_in(other, token)).status == 410
        assert (await sign_in(asker, token)).status == 303


async def test_nobody_learns_whose_address_is_known(browser, make):
    make.user("Ana", email="ana@example.org")
    for _ in range(logins.MAILS_AN_HOUR + 1):
        known = await browser.post("/login/mail", {"email": "ana@example.org"})
        unknown = await browser.post("/login/mail", {"email": "bo@example.org"})
        assert (known.status, known.text) == (unknown.status, unknown.text)

    assert len(make.tx.scalars(select(Notification)).all()) == logins.MAILS_AN_HOUR


async def test_what_is_no_address_is_said_kindly(browser):
    answer = await browser.post("/login/mail", {"email": "nobody"})
    assert (answer.status, "That is no email address" in answer.text) == (422, True)


async def test_thirty_tries_an_hour_from_one_address(served):
    async with served(hops=1) as browsers:
        browser = browsers()
        here, there = {"X-Forwarded-For": "1.2.3.4, 5.6.7.8"}, {"X-Forwarded-For": "1.2.3.4, 5.6.7.9"}
        for _ in range(30):
            assert (await sign_in(browser, "x" * 22)).status == 410
        for _ in range(30):
            assert (await browser.post("/login", {}, headers=here)).status == 410
        refused = await browser.post("/login", {}, headers=here)
        assert (refused.status, 0 < int(refused.headers["Retry-After"]) <= 3600) == (429, True)
        assert (await browser.post("/login", {}, headers=there)).status == 410


async def test_one_sees_where_one_is_signed_in_and_ends_it(served, make, ana, token):
    second = None
    async with served() as browsers:
        phone, laptop = browsers(), browsers()
        await phone.post("/login", {"token": token}, headers={"User-Agent": "Phone <i> (Android 14) Chrome/126"})
        second = logins.issue(make.tx, user_id=ana.id, now=NOW)
        make.commit()
        await laptop.post("/login", {"token": second}, headers={"User-Agent": "(Windows NT 10.0) Firefox/127"})
        page = await laptop.get("/me/visits")
        assert "Chrome auf Android" in page.text
        assert "Firefox auf Windows" in page.text
        assert "Phone" not in page.text
        assert "Ana &lt;b&gt;." in page.text
        ids = [int(part.split("/")[0]) for part in page.text.split('action="/me/visits/')[1:] if part[0].isdigit()]

        assert (await laptop.post(f"/me/visits/{ids[0]}/end", {"csrf": page.csrf})).status == 303
        assert (await phone.get("/me")).status == 303, "it is signed out"
        assert (await laptop.get("/me")).status == 200
        assert (await laptop.post("/me/visits/end-all", {"csrf": page.csrf})).headers["Location"] == "/login"
        assert laptop.cookies == {}
        assert count(make) == 0


async def test_somebody_elses_visit_is_not_there(browser, make, token):
    other = make.user("Bo")
    visits.begin(make.tx, user_id=other.id, device="", now=NOW)
    theirs = make.tx.scalars(select(Visit.id)).one()
    make.commit()
    await sign_in(browser, token)
    csrf = (await browser.get("/me/visits")).csrf

    assert (await browser.post(f"/me/visits/{theirs}/end", {"csrf": csrf})).status == 404
    assert count(make) == 2


async def test_signing_out_ends_the_visit_itself(browser, make, token):
    await sign_in(browser, token)
    kept = dict(browser.cookies)
    csrf = (await browser.get("/me/visits")).csrf
    await browser.post("/logout", {"csrf": csrf})
    browser.cookies = kept

    assert (await browser.get("/me")).status == 303, "a stolen cookie is worth nothing after it"
