"""Stories of a host's desk: what it tells of itself, its rules, and putting it away."""

import pytest
from sqlalchemy import select

from db.models import Host
from sandbox.people import Person
from sandbox.screens import Screen
from tests.factories import NOW, picture
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, register


@pytest.fixture
def olga(sandbox) -> Person:
    return sandbox.person("Olga Owner")


@pytest.fixture
def owner(make, olga):
    return make.user("Olga Owner", telegram_id=olga.id)


@pytest.fixture
def host(make, owner) -> Host:
    return make.host(owner)


async def desk(person: Person, host: Host) -> Screen:
    await person.send("/start")
    return await person.tap_data(person.screen, f"host:{host.id}")


@SIMPLEST
async def test_the_desk_leads_to_what_holds_for_the_whole_host(app, olga, host):
    for button, heading in (("Closure days", "closure days"), ("Absences", "who is away"), ("Rooms", "rooms")):
        await desk(olga, host)
        await olga.tap(button)
        assert f"Tanzfabrik: {heading}" in olga.screen

        back = await olga.tap("Back")
        assert back.data(button).endswith(f":{host.id}:0")


async def edit(person: Person, host: Host) -> Screen:
    await desk(person, host)
    return await person.tap("Edit")


def now_kept(engine, *columns):
    with engine.connect() as connection:
        return tuple(connection.execute(select(*columns)).one())


@ON_BOTH_DATABASES
async def test_everything_about_a_host_can_be_told(app, olga, host, engine):
    await edit(olga, host)
    for button, typed in (
        ("Name", "Studio <b>Lumen</b>"),
        ("Description", "Small classes.\nGood light."),
        ("Category", "Yoga studio"),
        ("Address", "Uferstr. 23, Berlin"),
        ("Email", "hello@example.org"),
        ("Phone", "+49 170 1234567"),
        ("Currency", "chf"),
    ):
        await olga.tap(button)
        await olga.send(typed)
        assert "✅ That is kept." in olga.screen, button
    await olga.tap("Time zone")
    await olga.send("Zurich")
    await olga.tap("Zurich")
    for button, value in (
        ("Cancelling", "24 hours"),
        ("Expected until", "15 minutes"),
        ("No-shows", "3"),
        ("Suspension", "14 days"),
    ):
        await olga.tap(button)
        await olga.tap(value)
        assert "✅ That is kept." in olga.screen, button
    assert "3 no-shows within 30 days suspend for 14 days" in olga.screen
    await olga.tap("Photo")
    await olga.photo(picture())

    shown = await olga.tap("Back")
    assert shown.text.splitlines()[0] == "Studio <b>Lumen</b>"
    assert "👤 hello@example.org · +49 170 1234567" in shown
    assert "📍 Uferstr. 23, Berlin" in shown
    assert shown.message["photo"]
    assert now_kept(engine, Host.logo) != (None,)
    assert now_kept(engine, Host.currency, Host.time_zone, Host.cancellation_notice_minutes, Host.updated_at)[:3] == (
        "CHF",
        "Europe/Zurich",
        24 * 60,
    )


@SIMPLEST
@pytest.mark.parametrize(
    ("button", "typed", "said"),
    [
        ("Name", "...", "I need at least one letter."),
        ("Name", "x" * 81, "That is too long: 80 characters fit."),
        ("Email", "nobody", "That is no email address."),
        ("Email", "a@b.c", "That is no email address."),
        ("Phone", "123", "Invalid phone number format."),
        ("Currency", "XXQ", "I do not know that currency."),
        ("Time zone", "Nowhereville", "I do not know that city."),
    ],
)
async def test_what_cannot_be_kept_is_asked_for_again(app, olga, host, engine, button, typed, said):
    await edit(olga, host)
    await olga.tap(button)
    before = dump(engine)["hosts"]

    await olga.send(typed)

    assert said in olga.screen
    assert dump(engine)["hosts"] == before


@SIMPLEST
async def test_ones_hosts_are_listed_with_their_bookings(app, make, olga, owner, crew, engine):
    series = make.series(owner=owner)
    make.host(owner, name="Jam Crew", verified_at=NOW)
    await register(crew[0], make.session(series=series))
    await all_told(engine)
    await olga.send("/start")

    await olga.tap_data(olga.screen, "host.list")

    assert olga.screen.text.splitlines()[-2:] == ["Jam Crew · 0 bookings · ✅ verified", "Tanzfabrik · 1 booking"]
    await olga.tap("Found a host")
    await olga.send("\u200b")
    assert "I need at least one letter." in olga.screen
    await olga.send("Third <i>Place</i>")
    assert "✅ It is founded." in olga.screen
    assert "Third <i>Place</i>" in olga.screen


@SIMPLEST
async def test_a_deactivated_host_takes_no_bookings_until_it_is_reactivated(app, make, olga, owner, crew):
    session = make.session(series=make.series(owner=owner))
    await olga.send("/start")
    await olga.tap_data(olga.screen, f"host:{session.host_id}")
    await olga.tap("Edit")
    await olga.tap("Deactivate")
    assert "Nobody finds or books anything of it from then on." in olga.screen
    await olga.tap("Yes, deactivate it")
    assert "✖️ Deactivated" in olga.screen

    card = await crew[0].open(f"s_{session.code}")
    assert "takes no bookings at the moment" in card
    assert card.key("Register") is None

    await olga.tap("Edit")
    await olga.tap("Reactivate")
    assert "✅ It is active again." in olga.screen
    card = await crew[0].open(f"s_{session.code}")
    assert card.key("Register")


@SIMPLEST
async def test_a_host_that_nobody_booked_with_can_be_deleted(app, make, olga, owner, engine):
    session = make.session(series=make.series(owner=owner))
    await olga.send("/start")
    await olga.tap_data(olga.screen, f"host:{session.host_id}")
    await olga.tap("Edit")
    await olga.tap("Delete")
    await olga.tap("Delete for good")

    assert "✖️ Tanzfabrik is deleted." in olga.screen
    tables = dump(engine)
    assert tables["hosts"] == tables["series"] == tables["sessions"] == []


@SIMPLEST
async def test_others_change_nothing(app, host, crew, engine):
    ana = crew[0]
    await desk(ana, host)
    assert ana.alert == "This is not there any more."
    before = dump(engine)

    for data in (
        f"host.edit:{host.id}",
        f"host.ask:{host.id}:name",
        f"host.set:{host.id}:grace:5",
        f"host.set:{host.id}:currency:usd",
        f"host.clear:{host.id}:photo",
        f"host.zone:{host.id}:Europe/Paris",
        f"host.ask_end:{host.id}:deactivate",
        f"host.end:{host.id}:deactivate",
        f"host.end:{host.id}:delete",
        f"host.restore:{host.id}",
    ):
        await ana.tap_data(ana.screen, data)
        assert ana.alert, data

    after = dump(engine)
    assert after["hosts"] == before["hosts"]
    assert after["dialogs"] == before["dialogs"]
