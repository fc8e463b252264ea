"""A new series by form, founded once; and one that is put away and brought back, with what that means read before."""

import asyncio

import pytest
from sqlalchemy import select

from db.models import Series, Session, TeamMember, Template
from db.models.team import OF_SERIES, TeamRole
from services import series as acts
from tests.factories import NOW
from tests.web.test_editing import filled, signed_in

NEW = "/admin/series/new"


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def host(make, olga):
    return make.host(olga)


@pytest.fixture
async def desk(browser, make, olga, host):
    return await signed_in(browser, make, olga)


@pytest.fixture
def rows(engine):
    def read(*columns):
        with engine.connect() as connection:
            return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)

    return read


@pytest.fixture
def jam(make, olga):
    return make.series(owner=olga, title="Monday <Jam>")


async def form_of(desk):
    form = filled(await desk.get(NEW)) | {"title": "Monday <Jam>", "place": "Hall", "quotas": "base 4, flyer 3"}
    return form | {"starts": "2026-11-30T19:30", "duration": "1:30", "price": "7,50", "rhythm": "weekly"}


async def test_a_series_is_founded_once_however_often_its_form_is_sent(desk, host, rows):
    assert f'href="{NEW}"' in (await desk.get("/admin")).text
    form = await form_of(desk)
    assert form["host"] == str(host.id)

    answers = await asyncio.gather(*(desk.post(NEW, form) for _ in range(10)))

    [(series_id, *found)] = rows(Series.id, Series.title, Series.place, Series.price, Series.duration_minutes)
    assert found == ["Monday <Jam>", "Hall", 750, 90]
    assert {(one.status, one.headers["Location"]) for one in answers} == {
        (303, f"/admin/series/{series_id}/edit?done=founded&planned=3")
    }
    assert rows(Template.weekdays, Template.starts_minute) == [([1], 19 * 60 + 30)]
    page = await desk.get(answers[0].headers["Location"])
    assert "3 sessions are planned." in page.text
    assert filled(page)["quotas"] == "base 4, flyer 3"
    assert f'href="/j/{rows(Series.code)[0][0]}"' in page.text


async def test_what_takes_place_once_has_one_session_and_nothing_repeats(desk, rows):
    await desk.post(NEW, {**await form_of(desk), "rhythm": "once"})
    assert len(rows(Session.id)) == 1
    assert rows(Template.id) == []


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk, rows):
    form = await form_of(desk) | {"title": "?", "quotas": "many", "starts": "2026-11-01T19:30", "price": "dear"}
    page = await desk.post(NEW, form)
    assert page.status == 422
    wrong = [name for name in form if f'id="wrong-{name}"' in page.text]
    assert wrong == ["title", "quotas", "starts", "price"]
    again = filled(page)
    assert (again["quotas"], again["price"], again["number"]) == ("many", "dear", form["number"])
    assert rows(Series.id) == []


@pytest.mark.parametrize("wrong", [{"host": "x"}, {"host": ""}, {"number": "1"}, {"number": "g" * 32}])
async def test_a_form_that_is_not_ours_founds_nothing(desk, rows, wrong):
    assert (await desk.post(NEW, {**await form_of(desk), **wrong})).status == 400
    assert rows(Series.id) == []


async def test_who_has_several_hosts_chooses_and_nobody_founds_in_anothers(desk, make, olga, host, rows):
    other, foreign = make.host(olga, name="Second <Host>"), make.host(make.user("Mia"), name="Foreign")
    page = await desk.get(f"{NEW}?host={other.id}")
    assert "Second &lt;Host&gt;" in page.text
    assert "Foreign" not in page.text
    assert (await desk.get(f"{NEW}?host={foreign.id}")).status == 404
    assert (await desk.post(NEW, {**await form_of(desk), "host": str(foreign.id)})).status == 404
    assert (await desk.post(NEW, {**await form_of(desk), "host": str(other.id)})).status == 303
    assert rows(Series.host_id) == [(other.id,)]


async def test_who_has_no_host_finds_no_form(browser, make):
    await signed_in(browser, make, make.user("Gus"))
    assert (await browser.get(NEW)).status == 404


async def test_a_series_is_put_away_and_brought_back_after_reading_what_that_means(desk, make, jam, rows):
    make.session(series=jam)
    path, edit = f"/admin/series/{jam.id}/archive", f"/admin/series/{jam.id}/edit"
    assert f'href="{path}"' in (await desk.get(edit)).text
    page = await desk.get(path)
    assert "Archive Monday &lt;Jam&gt;?" in page.text
    assert "1 planned session is cancelled; nobody booked it." in page.text

    answers = await asyncio.gather(*(desk.post(path, {"csrf": page.csrf, "what": "archive"}) for _ in range(10)))

    assert {one.headers["Location"] for one in answers} == {f"{edit}?done=archived"}
    assert rows(Series.archived_at) != [(None,)]
    assert "Archived: nobody finds it" in (await desk.get(edit)).text
    assert f'<a href="{edit}">' in (await desk.get("/admin")).text  # below what is archived
    assert "Bring Monday &lt;Jam&gt; back?" in (await desk.get(path)).text
    back = await desk.post(path, {"csrf": page.csrf, "what": "restore"})
    assert "It goes on." in (await desk.get(back.headers["Location"])).text
    assert rows(Series.archived_at) == [(None,)]


async def test_with_people_in_it_only_why_not_is_said(desk, make, jam, rows):
    make.booked(make.quotas(make.session(series=jam))[0], make.user("Ana"))
    path = f"/admin/series/{jam.id}/archive"
    page = await desk.get(path)
    assert "cannot be archived yet" in page.text
    assert 'name="what"' not in page.text
    refused = await desk.post(path, {"csrf": page.csrf, "what": "archive"})
    assert (refused.status, "1 registration is live" in refused.text) == (409, True)
    assert (await desk.post(path, {"csrf": page.csrf, "what": "burn"})).status == 400
    assert rows(Series.archived_at) == [(None,)]


@pytest.mark.parametrize(
    ("role", "status"), [(TeamRole.CO_ORGANIZER, 303), (TeamRole.INSTRUCTOR, 404), (TeamRole.DOOR, 404), (None, 404)]
)
async def test_who_may_edit_a_series_puts_it_away(browser, make, jam, rows, role, status):
    helper = make.user("Hal", language="en")
    if role:
        of = jam.id if role in OF_SERIES else None
        make.kept(TeamMember(host_id=jam.host_id, series_id=of, user_id=helper.id, role=role, created_at=NOW))
    await signed_in(browser, make, helper)
    sent = {"csrf": (await browser.get("/me/visits")).csrf, "what": "archive"}
    assert (await browser.post(f"/admin/series/{jam.id}/archive", sent)).status == status
    assert (rows(Series.archived_at) == [(None,)]) == (status == 404)


async def test_an_archived_series_of_another_is_not_listed(browser, make, olga, jam, rows):
    acts.archive(make.tx, user_id=olga.id, series_id=jam.id, now=NOW)
    make.commit()
    gus = make.user("Gus")
    make.series(owner=gus, title="Own")
    await signed_in(browser, make, gus)
    assert "Monday" not in (await browser.get("/admin")).text
