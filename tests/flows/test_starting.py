"""Stories of beginning: one line becomes a series, and it can be shared at once."""

import pytest
from sqlalchemy import delete, func, insert, select

from db.models import Dialog, Host, Quota, Series, Session, Template
from sandbox.people import Person
from sandbox.screens import Screen
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import dump

LINE = "Monday Jam, Mon 19:30, 20"


@pytest.fixture
def olga(sandbox) -> Person:
    """She runs nothing yet. Her language and zone are the operator's."""
    return sandbox.person("Olga Owner")


async def ask(person: Person) -> Screen:
    return await person.send("/new")


def kept(engine, what):
    with engine.connect() as connection:
        return connection.execute(what).all()


@ON_BOTH_DATABASES
async def test_one_line_becomes_a_series_that_can_be_shared(start, olga, crew, engine):
    async with start(default_time_zone="Europe/Berlin", default_currency="EUR"):
        question = await ask(olga)
        assert "What is it called, when, and how many?" in question

        preview = await olga.send(LINE)
        assert preview.text.splitlines()[:2] == ["Monday Jam", "🗓 Mon 23 Nov, 19:30–21:30 (Berlin time)"]
        assert "20 places" in preview
        assert kept(engine, select(Series.id)) == []

        desk = await olga.tap("Create")
        assert "✅ Monday Jam is there." in desk
        await olga.tap("Share")
        result = (await olga.inline(olga.draft.partition(" ")[2]))[0]
        assert result.title == "Monday Jam"

        code = kept(engine, select(Session.code))[0][0]
        await crew[0].open(f"s_{code}")
        await crew[0].tap("Register")
        await crew[0].tap("Confirm")
        await crew[0].wait_for("✅ You are in")

    assert kept(engine, select(Host.name, Host.time_zone, Host.currency)) == [("Olga Owner", "Europe/Berlin", "EUR")]
    assert kept(engine, select(Quota.capacity, Quota.taken)) == [(20, 1)]


@SIMPLEST
async def test_one_line_says_each_week_the_end_and_the_roles(start, olga, engine):
    async with start(default_time_zone="Europe/Berlin", default_currency="EUR"):
        await ask(olga)
        preview = await olga.send("Jam, jeden Freitag 19:30-21:00, base 8 flyer 6")
        assert preview.text.splitlines()[:2] == ["Jam", "🗓 Fri 27 Nov, 19:30–21:00 (Berlin time)"]
        assert "🔁 Every week." in preview
        assert "base: 8 and flyer: 6" in preview
        await olga.tap("Create")

    assert kept(engine, select(Template.weekdays, Template.starts_minute, Template.duration_minutes)) == [
        ([5], 19 * 60 + 30, 90)
    ]
    assert set(kept(engine, select(Quota.name, Quota.capacity))) == {("base", 8), ("flyer", 6)}


@SIMPLEST
async def test_what_is_no_number_of_places_is_asked_for_again(app, olga, engine):
    await ask(olga)

    asked = await olga.send("Jam, Mon 19:30, -3")

    assert "How many people can come?" in asked
    assert "Jam" in await olga.send("8")
    assert "8 places" in olga.screen


@SIMPLEST
async def test_who_creates_again_after_a_kill_has_one_series(app, olga, engine):
    await ask(olga)
    preview = await olga.send(LINE)
    create, drafts = preview.data("Create"), kept(engine, select(Dialog.__table__))
    await olga.tap("Create")
    assert "✅ Monday Jam is there." in olga.screen

    with engine.begin() as connection:  # as if killed after the series was kept, and before the draft was dropped
        connection.execute(delete(Dialog))
        connection.execute(insert(Dialog), [row._asdict() for row in drafts])
    await olga.tap_data(preview, create)

    assert "✅ Monday Jam is there." in olga.screen
    assert len(kept(engine, select(Series.id))) == len(kept(engine, select(Host.id))) == 1


@SIMPLEST
async def test_a_draft_survives_a_restart(start, olga, engine):
    async with start(default_time_zone="Europe/Berlin"):
        await ask(olga)
        await olga.send("Monday Jam, Mon 19:30")
        assert "How many people can come?" in olga.screen

    async with start(default_time_zone="Europe/Berlin"):
        preview = await olga.send("20")
        assert "Mon 23 Nov, 19:30" in preview
        await olga.tap("Create")

    assert kept(engine, select(Series.title)) == [("Monday Jam",)]


@SIMPLEST
async def test_what_is_missing_is_asked_for_one_by_one(app, olga, engine):
    await ask(olga)
    assert "When is it?" in await olga.send("Monday Jam")
    assert "How many people can come?" in await olga.send("tomorrow 18:00")
    assert "base: 10 and flyer: 8" in await olga.send("base 10, flyer 8")

    await olga.tap("Create")

    assert kept(engine, select(Quota.name, Quota.capacity).order_by(Quota.position)) == [("base", 10), ("flyer", 8)]


@SIMPLEST
async def test_a_day_and_an_hour_can_be_tapped(app, olga):
    await ask(olga)
    await olga.send("Monday Jam, 20")
    month = olga.screen
    assert month.buttons[1] == ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert ["23", "24", "25", "26", "27", "28", "29"] in month.buttons

    await olga.tap("›")
    await olga.tap("24")
    assert "At what time on Thursday 24 December?" in olga.screen
    await olga.tap("19:30")

    assert "🗓 Thu 24 Dec, 19:30–21:30 (UTC)" in olga.screen


@SIMPLEST
async def test_everything_in_the_preview_can_be_changed(app, olga, engine):
    await ask(olga)
    await olga.send(LINE)
    for button, typed in (
        ("Change time", "Fri 20:00"),
        ("Roles", "base 10, flyer 10"),
        ("Place", "Tanzfabrik, Studio 3"),
        ("Price", "12,50"),
        ("Name", "Friday <b>Jam</b>"),
    ):
        await olga.tap(button)
        await olga.send(typed)
    await olga.tap("How long")
    await olga.tap("90 minutes")

    assert olga.screen.text.splitlines()[:5] == [
        "Friday <b>Jam</b>",
        "🗓 Fri 27 Nov, 20:00–21:30 (UTC)",
        "📍 Tanzfabrik, Studio 3",
        "base: 10 and flyer: 10",
        "💶 €12.50, paid on site",
    ]
    await olga.tap("Create")
    assert kept(engine, select(Series.title, Series.price, Series.duration_minutes)) == [
        ("Friday <b>Jam</b>", 1250, 90)
    ]


@SIMPLEST
async def test_every_monday_plans_the_weeks_ahead(app, olga, engine):
    await ask(olga)
    await olga.send(LINE)
    await olga.tap("Every Monday")
    assert "🔁 Every week." in olga.screen

    desk = await olga.tap("Create")

    assert "sessions are planned." in desk
    assert kept(engine, select(Template.weekdays, Template.starts_minute)) == [([1], 19 * 60 + 30)]
    assert kept(engine, select(func.count(Session.id)))[0][0] >= 4


@SIMPLEST
async def test_a_shared_venue_comes_with_a_map(app, olga, engine):
    await ask(olga)
    await olga.send(LINE)
    await olga.tap("Place")
    point = {"latitude": 52.545, "longitude": 13.391}
    venue = {"location": point, "title": "Tanzfabrik", "address": "Uferstr. 23"}
    await olga._say({"venue": venue, "location": point})

    assert "📍 Tanzfabrik, Uferstr. 23 · map" in olga.screen
    await olga.tap("Create")
    assert kept(engine, select(Series.map_url))[0][0].startswith("https://www.openstreetmap.org/?mlat=52.54500")


@SIMPLEST
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Jam, 31.02. 18:00, 20", "That day or hour does not exist."),
        ("Jam, 29.02.2027 18:00, 20", "That day or hour does not exist."),
        ("Jam, yesterday 18:00, 20", "That is over already."),
        ("Jam, 01.01.0001 10:00, 20", "That is over already."),
        ("Jam, 01.01.9999 10:00, 20", "That is more than two years ahead."),
        ("Jam, Fri, 20", "At what time?"),
    ],
)
async def test_a_wrong_time_is_asked_for_again_and_the_rest_is_kept(app, olga, typed, said):
    await ask(olga)
    await olga.send(typed)
    assert said in olga.screen
    assert "When is it?" in olga.screen

    await olga.send("nonsense")
    assert "I did not understand that as a day and an hour." in olga.screen

    preview = await olga.send("Fri 19:30")
    assert preview.text.startswith("Jam\n")
    assert "20 places" in preview


@SIMPLEST
@pytest.mark.parametrize("typed", ["0", "-1", "1e9", "١٢", "99999999999999999999", "many"])
async def test_a_number_of_places_that_is_none_is_asked_for_again(app, olga, typed):
    await ask(olga)
    await olga.send("Jam, Fri 19:30")

    await olga.send(typed)
    assert "How many people can come?" in olga.screen
    assert "I need" in olga.screen

    assert "12 places" in await olga.send("12")


@SIMPLEST
async def test_a_photo_or_empty_words_are_no_answer_and_lose_nothing(app, olga):
    await ask(olga)
    await olga.send("Jam, 20")
    await olga.photo(b"png")
    assert "I can only take text here." in olga.screen
    await olga.send("\u200b\u202e")
    assert "When is it?" in olga.screen

    assert "20 places" in await olga.send("Fri 19:30")


@SIMPLEST
async def test_cancel_and_old_buttons_create_nothing(app, olga, engine):
    await ask(olga)
    preview = await olga.send(LINE)
    create = preview.data("Create")
    await olga.tap("Cancel")
    assert "Nothing was created." in olga.screen

    await olga.tap_data(preview, create)
    assert "That draft is over" in (olga.alert or "")

    await ask(olga)
    preview = await olga.send(LINE)
    old = preview.data("Create")
    await olga.tap("Place")
    await olga.send("Tanzfabrik")
    await olga.tap_data(olga.screen, old)
    assert "Nothing was created; here it is as it is now." in olga.screen
    assert kept(engine, select(Series.id)) == []

    await olga.send("/cancel")
    assert "Stopped. Nothing was changed." in olga.screen


@SIMPLEST
async def test_a_double_tap_creates_one_series(app, olga, engine):
    await ask(olga)
    preview = await olga.send(LINE)
    data = preview.data("Create")
    await olga.tap("Create")

    await olga.tap_data(preview, data)

    assert "That draft is over" in (olga.alert or "")
    assert len(kept(engine, select(Series.id))) == 1


@SIMPLEST
async def test_one_more_session_asks_for_the_time_only(app, make, olga, engine):
    series = make.series(title="Monday Jam", capacity=5, owner=make.user("Olga Owner", telegram_id=olga.id))
    await ask(olga)
    assert "What do you want to plan?" in olga.screen
    await olga.tap("Monday Jam")
    assert "When is it?" in olga.screen
    await olga.send("Fri 19:30")
    assert "🗓 Fri 27 Nov, 19:30–21:30 (Berlin time), 18:30 for you" in olga.screen
    await olga.tap("Places")
    await olga.send("7")
    assert "7 places this time" in olga.screen

    await olga.tap("Create")
    assert "✅ Planned." in olga.screen
    assert kept(engine, select(Session.series_id, Quota.capacity).join(Quota)) == [(series.id, 7)]

    await olga.tap("More")
    await olga.tap("New session")
    await olga.send("Fri 19:30")
    await olga.tap("Create")
    assert "Monday Jam has a session at that time already." in olga.screen
    assert len(kept(engine, select(Session.id))) == 1


@SIMPLEST
async def test_with_several_hosts_it_is_asked_which(app, make, olga, engine):
    owner = make.user("Olga Owner", telegram_id=olga.id)
    make.host(owner, name="Studio Lumen")
    other = make.host(owner, name="Jam Crew")
    await ask(olga)
    assert "Who offers it?" in olga.screen

    await olga.tap("Jam Crew")
    await olga.send(LINE)
    await olga.tap("Create")

    assert kept(engine, select(Series.host_id)) == [(other.id,)]


@SIMPLEST
async def test_stale_buttons_of_others_plan_nothing(app, make, crew, engine):
    ana = crew[0]
    series = make.series(title="Monday Jam")
    await ana.send("/start")
    before = dump(engine)

    for data in (f"new:{series.id}", f"new.series:{series.host_id}", "new.create:0", "new.draft", "new.ask:when"):
        await ana.tap_data(ana.screen, data)
        assert ana.alert

    assert dump(engine)["sessions"] == before["sessions"]
    assert dump(engine)["series"] == before["series"]
    assert dump(engine)["dialogs"] == before["dialogs"]


@SIMPLEST
async def test_who_lost_the_right_while_drafting_plans_nothing(app, make, olga, engine):
    owner = make.user("Olga Owner", telegram_id=olga.id)
    series = make.series(title="Monday Jam", owner=owner)
    await ask(olga)
    await olga.tap("Monday Jam")
    await olga.send("Fri 19:30")
    host = make.tx.get_one(Host, series.host_id)
    host.owner_id = make.user("Other").id
    make.tx.commit()

    await olga.tap("Create")

    assert "This is not there any more." in (olga.alert or "")
    assert kept(engine, select(Session.id)) == []


@SIMPLEST
async def test_dates_are_read_in_ones_language(app, sandbox):
    for language, line, day in (
        ("de", "Montagsjam, Mo 19:30, 20", "23. Nov"),
        ("es", "Jam, el viernes a las 19:30, 20", "27 nov"),
        ("ru", "Джем, в пятницу в 19:30, 20", "27 нояб"),
    ):
        person = sandbox.person(f"Who speaks {language}", language=language)
        await person.send("/new")
        preview = await person.send(line)
        assert day in preview
        assert "19:30" in preview
