"""Announcing on a page: whom, a look at it, sent once, and what became of it."""

import pytest
from sqlalchemy import select, update

from db.models import Announcement, Notification, Registration
from services import delivery, logins
from tests.factories import NOW
from tests.fakes import FakeSender


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def session(make, olga):
    """Two are in, one of whom Telegram refuses; one waits."""
    session = make.session(series=make.series(owner=olga, title="Monday Jam", capacity=2))
    quota = make.quotas(session)[0]
    make.booked(quota, make.user("Ana"))
    make.booked(quota, make.user("Bo <b>", unreachable_at=NOW))
    make.waiting(quota, make.user("Cy"))
    make.tx.query(Notification).delete()
    make.commit()
    return session


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


async def act(desk, path, **what):
    return await desk.post(path, what | {"csrf": (await desk.get(path)).csrf})


async def send(desk, path, *, audience, text):
    """Send what was looked at."""
    return await act(desk, path, what="send", audience=audience, text=text, read=text, read_by=audience)


def sent(engine):
    with engine.connect() as connection:
        return connection.execute(select(Announcement.text, Announcement.recipients)).all()


async def test_a_text_is_looked_at_then_sent_once_and_followed(browser, make, engine, db, olga, session):
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"

    seen = await act(desk, path, what="read", audience="both", text="Bring <i>shoes</i>\nand water")
    assert sent(engine) == []
    assert "This is what 2 people get:" in seen.text
    assert "1 more cannot be written to." in seen.text
    assert "Bring &lt;i&gt;shoes&lt;/i&gt;" in seen.text
    assert "🗓 Wed 25 Nov, 13:00" in seen.text.split("<blockquote>")[1].split("</blockquote>")[0]
    done = [await send(desk, path, audience="both", text="Bring shoes\r\nand water") for _ in range(2)]

    assert [one.headers["Location"] for one in done] == [done[0].headers["Location"]] * 2
    assert sent(engine) == [("Bring shoes\nand water", 3)]
    waiting = (await desk.get(done[0].headers["Location"])).text
    assert "⏳ 0 of 3 have it." in waiting
    assert 'http-equiv="refresh"' in waiting
    await delivery.deliver_due(db, {"telegram": FakeSender()}, now=NOW)
    told = (await desk.get(done[0].headers["Location"])).text
    assert "✅ Sent to 2 people" in told
    assert "Could not be reached: Bo &lt;b&gt;" in told
    assert "refresh" not in told
    assert "Bring shoes" in (await desk.get(path)).text
    assert f'href="{path}"' in (await desk.get(f"/admin/sessions/{session.id}")).text


@pytest.mark.parametrize("changed", [{"text": "Bring boots"}, {"audience": "waiting"}, {"read": ""}])
async def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(
    browser, make, engine, olga, session, changed
):
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"
    looked = {"what": "send", "audience": "both", "text": "Bring shoes", "read": "Bring shoes", "read_by": "both"}

    again = await act(desk, path, **(looked | changed))

    assert (again.status, "This is what" in again.text, sent(engine)) == (200, True, [])
    assert (looked | changed)["text"] in again.text.split("<blockquote>")[1].split("</blockquote>")[0]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 3001])
async def test_what_cannot_be_sent_is_said_and_not_lost(browser, make, engine, olga, session, text):
    desk, path = await signed_in(browser, make, olga), f"/admin/series/{session.series_id}/announce"

    for what in ("read", "send"):
        refused = await act(desk, path, what=what, audience="waiting", text=text)
        assert (refused.status, 'role="alert"' in refused.text, text in refused.text) == (422, True, True)
        assert '<option value="waiting" selected>' in refused.text

    assert sent(engine) == []


async def test_whom_one_chose_is_never_others(browser, make, engine, olga, session):
    """The only one who waits moves up while somebody writes to those who wait."""
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"
    make.tx.execute(update(Registration).values(status="confirmed"))
    make.commit()

    for what in ("read", "send"):
        given = {"what": what, "audience": "waiting", "text": "Sorry", "read": "Sorry", "read_by": "waiting"}
        refused = await act(desk, path, **given)
        assert (refused.status, "There is nobody to write to" in refused.text) == (409, True)
        assert 'value="send"' not in refused.text
    assert sent(engine) == []


async def test_the_sixth_in_an_hour_is_refused(browser, make, engine, olga, session):
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"
    for number in range(5):
        assert (await send(desk, path, audience="confirmed", text=f"News {number}")).status == 303

    refused = await send(desk, path, audience="confirmed", text="News 5")

    assert (refused.status, "News 5" in refused.text, len(sent(engine))) == (409, True, 5)


async def test_where_nobody_is_there_is_nothing_to_send(browser, make, olga):
    session = make.session(series=make.series(owner=olga))
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"

    page = await desk.get(path)

    assert "There is nobody to write to at the moment." in page.text
    csrf = (await desk.get("/me/visits")).csrf
    hi = {"what": "send", "audience": "both", "text": "Hi", "read": "Hi", "read_by": "both"}
    refused = await desk.post(path, hi | {"csrf": csrf})
    assert refused.status == 409


async def test_others_see_and_send_nothing(browser, make, engine, olga, session):
    desk = await signed_in(browser, make, make.user("Stranger"))
    csrf = (await desk.get("/me/visits")).csrf

    for path in (f"/admin/sessions/{session.id}/announce", f"/admin/series/{session.series_id}/announce"):
        assert (await desk.get(path)).status == 404
        for what in ("read", "send"):
            given = {"csrf": csrf, "what": what, "audience": "both", "text": "Hi", "read": "Hi", "read_by": "both"}
            assert (await desk.post(path, given)).status == 404
            assert (await desk.post(path, given | {"text": ""})).status == 404
    assert sent(engine) == []
    assert (await desk.get("/admin/announcements/1")).status == 404


@pytest.mark.parametrize("given", [{"what": "dance"}, {"audience": "all"}])
async def test_what_no_form_of_ours_says_is_refused(browser, make, engine, olga, session, given):
    desk, path = await signed_in(browser, make, olga), f"/admin/sessions/{session.id}/announce"

    assert (await act(desk, path, **({"what": "send", "audience": "both", "text": "Hi"} | given))).status == 400
    assert sent(engine) == []
