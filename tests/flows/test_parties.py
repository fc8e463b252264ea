"""Stories of coming with others: the form, a restart in the middle, waiting as a party, and one who stays away."""

import pytest
from sqlalchemy.orm import Session as Tx

from db.models import Registration
from keyboards.callbacks.organizing import OpenRoster
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, live_registrations, received, register


@pytest.fixture
def olga(sandbox):
    """Who owns the host."""
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, olga):
    series = make.series(
        title="Monday Jam", capacity=5, places_limit=4, price=1000, owner=make.user("Olga", telegram_id=olga.id)
    )
    return make.session(series=series)


def kept(engine, session):
    """The registrations of a session, oldest first, as they are now."""
    with Tx(engine) as tx:
        return tx.query(Registration).filter_by(session_id=session.id).order_by(Registration.id).all()


async def open_form(person, session, places):
    """The booking form, up to its first typed answer."""
    await person.open(f"s_{session.code}")
    await person.tap("Register")
    await person.tap("Guests and wishes")
    return await person.tap(places)


async def fill_in(person, session, *, places="3", names="Bo, Chloé", wish="A mat, please"):
    """The form up to its Confirm."""
    await open_form(person, session, places)
    await person.send(names)
    return await person.send(wish)


@ON_BOTH_DATABASES
async def test_a_person_brings_two_others_and_asks_for_something(app, session, crew, engine, olga):
    ana = crew[0]
    await olga.send("/start")

    screen = await fill_in(ana, session)
    assert "Register for Monday Jam?" in screen
    assert "3 places, with Bo and Chloé" in screen
    assert "Your wish: A mat, please" in screen
    assert "€30.00 together" in screen
    assert "Cancel free of charge until" in screen
    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in ·")
    (row,) = kept(engine, session)
    assert (row.places, row.guests, row.request, row.price) == (3, ["Bo", "Chloé"], "A mat, please", 3000)
    told = await olga.wait_for("👤 Ana Ruiz is in: Monday Jam")
    assert "3 places" in told
    assert "They ask for: A mat, please" in told


@SIMPLEST
async def test_names_and_wish_can_be_skipped(app, session, crew, engine):
    ana = crew[0]
    await open_form(ana, session, "2")
    await ana.tap("Skip")
    await ana.tap("Skip")
    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in ·")
    (row,) = kept(engine, session)
    assert (row.places, row.guests, row.request) == (2, [], "")


@SIMPLEST
async def test_one_who_comes_alone_can_still_have_a_wish(app, make, crew, engine):
    session, ana = make.session(title="Handstands"), crew[0]
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Add a wish")
    await ana.send("<b>Vegan</b> & quiet")
    assert "Your wish: <b>Vegan</b> & quiet" in ana.screen
    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in ·")
    assert kept(engine, session)[0].request == "<b>Vegan</b> & quiet"


@SIMPLEST
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Bo, Chloé, Dana, Eli", "more than 2 names"),
        (" , ", "I can only take text here"),
        ("\u200b", "I can only take"),
    ],
)
async def test_names_that_do_not_fit_are_asked_for_again(app, session, crew, typed, said):
    ana = crew[0]
    await open_form(ana, session, "3")

    assert said in await ana.send(typed)
    assert "Which 2 people come with you?" in ana.screen
    await ana.send("Bo")
    assert "Is there anything the organizer should know?" in ana.screen


@SIMPLEST
async def test_a_wish_too_long_and_a_picture_are_asked_for_again(app, session, crew):
    ana = crew[0]
    await open_form(ana, session, "1")

    assert "That is too long: 300 characters fit." in await ana.send("x" * 301)
    assert "I can only take text here." in await ana.photo(b"\x89PNG")
    assert "Your wish: " in await ana.send("x" * 300)


async def test_the_form_outlives_a_restart(start, session, crew, engine):
    ana = crew[0]
    async with start():
        await open_form(ana, session, "3")
    async with start():
        await ana.send("Bo, Chloé")
        await ana.send("A mat")
        await ana.tap("Confirm")
        await ana.wait_for("✅ You are in ·")

    assert kept(engine, session)[0].guests == ["Bo", "Chloé"]


@SIMPLEST
async def test_a_confirm_of_an_older_form_books_nothing(app, session, crew, engine):
    ana = crew[0]
    older = await fill_in(ana, session)
    data = older.data("Confirm")
    await open_form(ana, session, "2")

    await ana.tap_data(older, data)

    assert ana.alert == "That form is out of date. Nothing was booked."
    assert live_registrations(engine, session) == []


@SIMPLEST
async def test_leaving_the_form_leaves_its_question(app, session, crew, engine):
    ana = crew[0]
    await open_form(ana, session, "3")
    await ana.tap("Back")
    assert "5 of 5 left" in ana.screen

    await ana.send("Bo, Chloé")

    assert "Is there anything" not in ana.screen
    assert live_registrations(engine, session) == []


@ON_BOTH_DATABASES
@pytest.mark.parametrize(("choice", "takes_fewer"), [("all or none", False), ("take what there is", True)])
async def test_a_party_that_does_not_fit_may_wait(app, session, crew, engine, choice, takes_fewer):
    ana, bo, _ = crew
    await fill_in(ana, session)
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")

    screen = await open_form(bo, session, "⏳ 3")
    assert "Only 2 places are left." in screen
    assert "Do you want to wait for 3 places?" in screen
    await bo.tap(f"Join waitlist, {choice}")

    await bo.wait_for("in line")
    waits = kept(engine, session)[-1]
    assert (waits.status, waits.places, waits.takes_fewer) == ("waitlisted", 3, takes_fewer)


@SIMPLEST
async def test_nobody_waits_for_more_places_than_there_are(app, make, crew):
    session = make.session(capacity=2, places_limit=8)
    await crew[0].open(f"s_{session.code}")
    await crew[0].tap("Register")

    screen = await crew[0].tap("Guests and wishes")

    assert screen.buttons == [["1", "2"], ["Back"]]


@SIMPLEST
async def test_a_party_that_lost_the_race_is_offered_the_waitlist(app, session, crew, engine):
    ana, bo, _ = crew
    await fill_in(ana, session)
    await fill_in(bo, session)
    await ana.tap("Confirm")

    await bo.tap("Confirm")

    assert bo.screen.key("Join waitlist, all or none")
    assert "There are not 3 places any more, only 2." in bo.screen
    assert live_registrations(engine, session) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_who_waits_keeps_the_names_and_the_wish(app, session, crew, engine):
    ana, bo, _ = crew
    await fill_in(ana, session)
    await fill_in(bo, session, names="Dana, Eli", wish="Near the door")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await bo.tap("Confirm")
    await bo.tap("Join waitlist, all or none")
    await bo.wait_for("in line")

    await cancel(ana)

    await bo.wait_for("A place came free and it is yours: Monday Jam")
    row = kept(engine, session)[-1]
    assert (row.status, row.places, row.guests, row.request) == ("confirmed", 3, ["Dana", "Eli"], "Near the door")


@SIMPLEST
async def test_who_waits_alone_keeps_the_wish(app, make, crew, engine):
    session, (ana, bo, _) = make.session(title="Handstands", capacity=1), crew
    await bo.open(f"s_{session.code}")
    await bo.tap("Register")
    await bo.tap("Add a wish")
    await bo.send("Near the door")
    await register(ana, session)
    await bo.tap("Confirm")
    await bo.tap("Join waitlist")
    await bo.wait_for("in line")

    row = kept(engine, session)[-1]
    assert (row.status, row.request) == ("waitlisted", "Near the door")


@SIMPLEST
async def test_a_form_for_other_places_says_nothing_of_who_waits(app, session, crew, engine):
    ana, bo, _ = crew
    await fill_in(ana, session)
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    screen = await open_form(bo, session, "⏳ 3")
    data = screen.data("Join waitlist, all or none")
    await fill_in(bo, session, places="2", names="Dana", wish="Near the door")

    await bo.tap_data(screen, data)

    await bo.wait_for("in line")
    row = kept(engine, session)[-1]
    assert (row.places, row.guests, row.request) == (3, [], "")


@ON_BOTH_DATABASES
async def test_one_guest_stays_away_and_the_place_goes_on(app, session, crew, engine):
    ana, bo, chloe = crew
    await fill_in(ana, session, places="4", names="Bo, Eli")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await register(bo, session)
    await chloe.open(f"s_{session.code}")
    await chloe.tap("Join waitlist")
    await chloe.tap("⏳ 1")
    await chloe.tap("Join waitlist")

    await ana.tap("Change places")
    screen = await ana.wait_for("Who does not come after all?")
    assert screen.buttons[:3] == [["Bo does not come"], ["Eli does not come"], ["1 place less"]]
    await ana.tap("Eli does not come")
    screen = await ana.wait_for("Give back the place of Eli?")
    assert "so it is free of charge" in screen
    await ana.tap("Yes, give it back")

    await ana.wait_for("You keep 3 places.")
    await chloe.wait_for("A place came free and it is yours: Monday Jam")
    row = kept(engine, session)[0]
    assert (row.places, row.guests, row.price, row.status) == (3, ["Bo"], 3000, "confirmed")


@ON_BOTH_DATABASES
async def test_who_comes_along_is_named_afterwards_and_named_anew(app, session, crew, engine):
    ana = crew[0]
    await fill_in(ana, session, places="3", names="Bo")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await ana.tap("Change places")
    await ana.tap("Name who comes along")
    await ana.wait_for("Now: Bo")
    await ana.send("Bo, Eli, Dana")
    assert "That is more than 2 names." in ana.screen
    await ana.photo(b"x")
    assert "I can only take text here." in ana.screen
    await ana.send("Eli, Dana <b>")

    assert "✅ The organizer sees who comes along." in ana.screen
    assert "with Eli and Dana <b>" in ana.screen
    assert kept(engine, session)[0].guests == ["Eli", "Dana <b>"]


@SIMPLEST
async def test_names_are_not_taken_when_it_has_begun(app, session, crew, engine, clock):
    ana = crew[0]
    await fill_in(ana, session, places="3", names="Bo")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await ana.tap("Change places")
    await ana.tap("Name who comes along")
    clock.now = session.starts_at
    await ana.send("Eli")
    assert kept(engine, session)[0].guests == ["Bo"]


@SIMPLEST
async def test_leaving_the_question_of_names_leaves_it(app, session, crew, engine):
    ana = crew[0]
    await fill_in(ana, session, places="3", names="Bo")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await ana.tap("Change places")
    await ana.tap("Name who comes along")
    await ana.tap("Back")
    await ana.send("Eli")
    assert kept(engine, session)[0].guests == ["Bo"]


@SIMPLEST
async def test_the_same_guest_is_sent_away_once(app, session, crew, engine):
    ana = crew[0]
    await fill_in(ana, session, places="4", names="Bo, Eli")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await ana.tap("Change places")
    await ana.tap("Bo does not come")
    screen = await ana.wait_for("Give back the place of Bo?")
    data = screen.data("Yes, give it back")
    await ana.tap_data(screen, data)

    await ana.tap_data(screen, data)

    assert "That has changed meanwhile." in (ana.alert or "")
    assert kept(engine, session)[0].guests == ["Eli"]


@ON_BOTH_DATABASES
async def test_the_owner_is_told_of_a_cancellation(app, session, crew, olga, engine):
    await olga.send("/start")
    await register(crew[0], session)
    await olga.wait_for("👤 Ana Ruiz is in: Monday Jam")

    await cancel(crew[0])

    await olga.wait_for("👤 Ana Ruiz cancelled: Monday Jam")
    await all_told(engine)
    assert received(olga, "👤 Ana Ruiz") == 2


@SIMPLEST
async def test_unnamed_guests_are_named_from_the_card_and_the_roster_shows_them(app, session, crew, olga):
    ana = crew[0]
    await open_form(ana, session, "3")
    await ana.tap("Skip")
    await ana.tap("Skip")
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    await ana.send("/my")
    await ana.tap("Wed 13:00 Monday Jam")

    await ana.tap("Name who comes along")
    await ana.send("Eli, Dana <b>")

    assert "with Eli and Dana <b>" in ana.screen
    assert ana.screen.key("Name who comes along") is None
    home = await olga.send("/start")
    roster = await olga.tap_data(home, OpenRoster(session_id=session.id).pack())
    assert "with Eli and Dana <b>" in roster
