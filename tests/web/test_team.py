"""The page of a team: who sees whom, invites, and taking a role away, by the same rights as in the chat."""

import pytest
from sqlalchemy import select

from db.models import Host, Notification, TeamMember, Token
from db.models.team import TeamRole
from services import logins
from tests.factories import NOW
from tests.web.looking import whole


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday Jam")


@pytest.fixture
def helps(make, series):
    def helps(name, role, *, of_series=False):
        user = make.user(name, language="en")
        make.kept(
            TeamMember(
                host_id=series.host_id, series_id=series.id if of_series else None, user_id=user.id,
                role=role, added_by_id=user.id, created_at=NOW,
            )
        )  # fmt: skip
        return user

    return helps


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


async def act(desk, path, **what):
    return await desk.post(path, what | {"csrf": (await desk.get(path)).csrf})


def number_of(page):
    return page.text.split('name="id" value="')[1].split('"')[0]


async def test_everybody_of_a_host_is_shown_and_can_be_removed(browser, make, olga, series, helps):
    helps("Mia <b>", TeamRole.MANAGER)
    desk, path = await signed_in(browser, make, olga), f"/admin/hosts/{series.host_id}/team"

    page = await desk.get(path)
    assert "Mia &lt;b&gt;" in page.text
    assert f'href="{path}"' in (await desk.get("/admin")).text
    done = await act(desk, path, what="remove", kind="helper", id=number_of(page))

    assert (done.status, done.headers["Location"]) == (303, f"{path}?done=removed")
    after = (await desk.get(done.headers["Location"])).text
    assert "Mia" not in after
    assert "not in the team any more" in after
    assert (
        await desk.post(path, {"csrf": page.csrf, "what": "remove", "kind": "helper", "id": number_of(page)})
    ).status == 404


async def test_an_invite_is_shown_once_and_withdrawn(browser, make, olga, series):
    desk, path = await signed_in(browser, make, olga), f"/admin/series/{series.id}/team"

    made = await act(desk, path, what="invite", role="co_organizer")

    token = made.text.split("?start=i_")[1].split('"')[0]
    again = await desk.get(path)
    assert token not in again.text
    assert "co-organizer" in again.text
    done = await act(desk, path, what="withdraw", id=number_of(again))
    assert done.headers["Location"] == f"{path}?done=withdrawn"
    make.tx.expire_all()
    assert make.tx.scalars(select(Token).where(Token.host_id == series.host_id)).one().revoked_at


async def test_who_gives_up_a_role_of_their_own_is_led_home(browser, make, series, helps):
    desk, path = (
        await signed_in(browser, make, helps("Dora", TeamRole.DOOR, of_series=True)),
        f"/admin/series/{series.id}/team",
    )

    page = await desk.get(path)
    assert "Olga" not in page.text  # a door helper sees what they are themselves
    done = await act(desk, path, what="remove", kind="helper", id=number_of(page))

    assert done.headers["Location"] == "/admin"
    assert (await desk.get(path)).status == 404


@pytest.mark.parametrize(
    ("role", "what", "status"),
    [
        (None, {"what": "invite", "role": "door"}, 404),
        (TeamRole.DOOR, {"what": "invite", "role": "door"}, 404),
        (TeamRole.CO_ORGANIZER, {"what": "invite", "role": "manager"}, 404),
        (TeamRole.CO_ORGANIZER, {"what": "invite", "role": "owner"}, 404),
        (TeamRole.CO_ORGANIZER, {"what": "invite", "role": "king"}, 400),
        (TeamRole.CO_ORGANIZER, {"what": "remove", "kind": "helper", "id": "999999"}, 404),
        (TeamRole.CO_ORGANIZER, {"what": "remove", "kind": "helper", "id": "x"}, 400),
        (TeamRole.CO_ORGANIZER, {"what": "withdraw", "id": "1"}, 404),
        (TeamRole.CO_ORGANIZER, {"what": "dance"}, 400),
        (TeamRole.DOOR, {"what": "invite", "role": "door", "email": "bo@example.org"}, 404),
    ],
)
async def test_what_somebody_may_not_do_changes_nothing(browser, make, engine, series, helps, role, what, status):
    user = helps("Nina", role, of_series=True) if role else make.user("Nina")
    desk = await signed_in(browser, make, user)
    csrf = (await desk.get("/me/visits")).csrf

    for path in (f"/admin/series/{series.id}/team", f"/admin/hosts/{series.host_id}/team"):
        assert (await desk.post(path, {"csrf": csrf, **what})).status in {status, 404}

    with engine.connect() as connection:
        assert connection.execute(select(Token.id).where(Token.host_id == series.host_id)).all() == []
        assert len(connection.execute(select(TeamMember.id)).all()) == bool(role)


async def test_an_invite_goes_to_an_address_and_what_is_none_is_said(browser, make, olga, series, engine):
    desk, path = await signed_in(browser, make, olga), f"/admin/series/{series.id}/team"

    wrong = await act(desk, path, what="invite", role="door", email="bo at example")
    sent = await act(desk, path, what="invite", role="door", email="bo@example.org")

    assert (wrong.status, 'role="alert"' in wrong.text, 'value="bo at example"' in wrong.text) == (409, True, True)
    assert "The invite is on its way to bo@example.org." in sent.text
    await act(desk, path, what="invite", role="door")
    open_ones = (await desk.get(path)).text.split("Open invites")[1]
    assert ("<td>bo@example.org</td>" in open_ones, "whoever has the link" in open_ones) == (True, True)
    with engine.connect() as connection:
        assert list(connection.scalars(select(Notification.channel))) == ["email"]


async def test_who_helps_at_a_door_finds_the_team_and_no_empty_heading(browser, make, series, helps):
    desk = await signed_in(browser, make, helps("Dora", TeamRole.DOOR, of_series=True))
    home = (await desk.get("/admin")).text
    assert f'href="/admin/series/{series.id}/team"' in home
    assert f'href="/admin/series/{series.id}/edit"' not in home

    desk.cookies.clear()
    instructor = await signed_in(browser, make, helps("Ines", TeamRole.INSTRUCTOR))
    assert "<h2>Series</h2>" not in (await instructor.get("/admin")).text


async def test_no_role_is_chosen_before_and_none_is_said(browser, make, olga, series, engine):
    desk, path = await signed_in(browser, make, olga), f"/admin/hosts/{series.host_id}/team"
    page = await desk.get(path)
    assert " selected" not in page.text.split('<select name="role"')[1].split("</select>")[0]

    refused = await act(desk, path, what="invite", role="", email="bo@example.org")

    assert (refused.status, "Choose a role first." in refused.text) == (422, True)
    assert 'value="bo@example.org"' in refused.text
    with engine.connect() as connection:
        assert connection.execute(select(Token.id).where(Token.host_id == series.host_id)).all() == []


async def test_an_open_roster_of_somebody_who_was_removed_leads_nowhere(browser, make, series, helps, engine):
    session, dora = make.session(series=series), helps("Dora", TeamRole.DOOR, of_series=True)
    registration = make.booked(make.quotas(session)[0], make.user("Ana Secret"))
    desk, path = await signed_in(browser, make, dora), f"/admin/sessions/{session.id}"
    assert "Ana Secret" in (await desk.get(path)).text
    make.tx.delete(make.tx.scalars(select(TeamMember).where(TeamMember.user_id == dora.id)).one())
    make.commit()

    for address in (path, f"{path}?show=in", f"{path}/door", f"/admin/series/{series.id}/team"):
        gone = await desk.get(address)
        assert (gone.status, "Ana Secret" in gone.text) == (404, False)
    sent = {"csrf": (await desk.get("/me/visits")).csrf, "what": "here"}
    assert (await desk.post(f"{path}/people/{registration.id}", sent)).status == 404
    assert "Monday Jam" not in (await desk.get("/admin")).text


async def test_too_many_invites_are_said_on_the_page(browser, make, olga, series):
    desk, path = await signed_in(browser, make, olga), f"/admin/series/{series.id}/team"
    for _ in range(30):
        assert (await act(desk, path, what="invite", role="door")).status == 200

    refused = await act(desk, path, what="invite", role="door")

    assert refused.status == 409
    assert 'role="alert"' in refused.text


async def test_a_team_that_is_not_there_is_a_page_that_is_not_there(browser, make, olga):
    host = make.tx.get_one(Host, make.series().host_id)
    desk = await signed_in(browser, make, olga)

    for path in (f"/admin/hosts/{host.id}/team", "/admin/hosts/99999/team", "/admin/series/99999/team"):
        assert (await desk.get(path)).status == 404


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_the_page_is_whole_and_shows_the_link(page, base, enter, make, olga, series, helps):
    helps("Mia Manager with a name that is long", TeamRole.MANAGER)
    await enter(page, olga)
    path = f"/admin/hosts/{series.host_id}/team"
    await page.goto(f"{base}{path}")
    await page.get_by_label("Role").select_option("manager")
    await page.get_by_role("button", name="Invite").click()

    assert "?start=i_" in await page.get_by_label("Invite link").input_value()
    assert await whole(page, base, [path, f"/admin/series/{series.id}/team"]) == {}
