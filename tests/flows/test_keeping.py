"""Stories of what one takes along: the ticket, a file for the calendar, and the calendar's own link."""

import re
import struct
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from icalendar import Calendar
from sqlalchemy import select

from db.models import Registration, User
from sandbox import Sandbox
from sandbox.people import Person
from sandbox.screens import Screen
from services import tickets
from tests.factories import NOW, Factory
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, register, wait_in_line


def content(sandbox: Sandbox, screen: Screen) -> bytes:
    """The file that a message brought."""
    file = screen.message.get("document") or screen.message["photo"][-1]
    return sandbox.world.files.get(file["file_id"]).content


def events(sandbox: Sandbox, screen: Screen) -> list[Any]:
    return Calendar.from_ical(content(sandbox, screen)).walk("VEVENT")


@pytest.fixture
async def booked(app, make, crew, engine):
    session = make.session(title="Monday Jam", place="Studio 3", roles={"base": 1, "flyer": 1})
    await register(crew[0], session, "base")
    await all_told(engine)
    await crew[0].open(f"s_{session.code}")
    return session


@ON_BOTH_DATABASES
async def test_who_is_in_gets_a_ticket_as_a_picture(sandbox, crew, booked):
    ana = crew[0]
    reference = ana.screen.text.splitlines()[0].rpartition(" ")[2]

    await ana.tap("Ticket")

    ticket = ana.screen
    assert ticket.text.splitlines() == [
        "🎟 Monday Jam as base",
        "🗓 Wed 25 Nov, 13:00–15:00 (Berlin time), 12:00 for you",
        "📍 Studio 3",
        reference,
        "Show this at the door.",
    ]
    width, height = struct.unpack(">II", content(sandbox, ticket)[16:24])
    assert width == height >= 800
    await ana.tap("Details")
    assert "✅ You are in as base" in ana.screen


@SIMPLEST
async def test_who_waits_has_no_ticket(sandbox, crew, booked):
    bo = crew[1]
    await wait_in_line(bo, booked, "base")

    assert not any("Ticket" in label for row in bo.screen.buttons for label in row)
    assert ["Add to calendar"] in bo.screen.buttons


@SIMPLEST
async def test_an_old_ticket_button_says_what_is_true_now(sandbox, crew, booked):
    ana = crew[0]
    card = ana.screen
    await cancel(ana)

    await ana.press(card, card.key("Ticket"))

    assert ana.alert == "A ticket comes with a place that is yours. There is none here now."
    again = next(message for message in ana.messages if message.message_id == card.message_id)
    assert ["Register as base"] in again.buttons


@SIMPLEST
@pytest.mark.parametrize("token", ["", "x", "A" * 22, "A" * 60])
async def test_a_ticket_that_is_none_leads_home(app, crew, token):
    await crew[0].open(f"t_{token}")

    assert "I did not understand that link." in crew[0].screen


@SIMPLEST
async def test_a_booking_becomes_a_file_for_the_calendar(sandbox, crew, booked):
    ana = crew[0]

    await ana.tap("Add to calendar")

    assert ana.screen.message["document"]["file_name"] == "monday-jam.ics"
    [event] = events(sandbox, ana.screen)
    assert (event["SUMMARY"], event["STATUS"]) == ("Monday Jam as base", "CONFIRMED")
    assert event.decoded("DTSTART") == booked.starts_at
    await ana.tap("Details")
    assert "✅ You are in as base" in ana.screen


@SIMPLEST
async def test_everything_to_come_becomes_one_file(sandbox, make, crew, booked, engine):
    ana = crew[0]
    await register(ana, make.session(title="Handstands", starts_in=timedelta(days=9)))
    await all_told(engine)
    await ana.send("/my")
    await ana.tap("Calendar")

    await ana.tap("Whole calendar as a file")

    assert "2 sessions for your calendar" in ana.screen
    assert [event["SUMMARY"] for event in events(sandbox, ana.screen)] == ["Monday Jam as base", "Handstands"]


@SIMPLEST
async def test_an_empty_calendar_is_no_file(app, crew):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Calendar")

    await ana.tap("Whole calendar as a file")

    assert "You have nothing booked" in ana.screen
    assert "document" not in ana.screen.message
    await ana.tap("My registrations")
    assert ["Browse sessions"] in ana.screen.buttons


async def read(link: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as http, http.get(link) as response:
        return response.status, await response.read()


async def subscribe(person: Person) -> str:
    """Make a calendar link; its address."""
    await person.send("/settings")
    await person.tap("Calendar")
    await person.tap("New link" if ["New link", "Switch off"] in person.screen.buttons else "Subscribe")
    await person.tap("Copy link")
    assert person.clipboard
    return person.clipboard


@ON_BOTH_DATABASES
async def test_a_link_keeps_a_calendar_current_until_it_is_switched_off(start, crew, make, engine, logged):
    ana = crew[0]
    session = make.session(title="Monday Jam")
    async with start() as app:
        await register(ana, session)
        await all_told(engine)
        public = await subscribe(ana)
        webcal = public.replace("http://", "webcal://")
        assert webcal in ana.screen
        token = public.rpartition("/")[2].removesuffix(".ics")
        assert re.fullmatch(r"[\w-]{22}", token)
        link = f"http://127.0.0.1:{app.settings.web_port}/calendar/{token}.ics"

        status, body = await read(link)
        assert status == 200
        assert [event["STATUS"] for event in Calendar.from_ical(body).walk("VEVENT")] == ["CONFIRMED"]

        await ana.open(f"s_{session.code}")
        await cancel(ana)
        await all_told(engine)
        _, body = await read(link)
        assert [event["STATUS"] for event in Calendar.from_ical(body).walk("VEVENT")] == ["CANCELLED"]

        assert (await subscribe(ana)) != public
        assert (await read(link))[0] == 404
        await ana.tap("Switch off")
        assert "The link is switched off" in ana.screen
        assert ["Subscribe"] in ana.screen.buttons
    assert token not in str(logged)


@SIMPLEST
async def test_a_screen_with_a_link_cannot_be_asked_for_again(app, crew):
    ana = crew[0]
    link = await subscribe(ana)
    await ana.tap("Back")
    await ana.tap("Calendar")

    assert link.rpartition("/")[2] not in ana.screen.text
    assert "You have a link. It ends in 12 months." in ana.screen


@SIMPLEST
async def test_a_scanned_ticket_tells_whose_it_is_only_to_who_may_know(app, make, crew, engine):
    ana, bo, owner = crew
    await owner.send("/start")
    await bo.send("/start")
    session = make.session(title="Monday Jam", owner=find(make, owner))
    await register(ana, session)
    await all_told(engine)
    with engine.connect() as connection:
        booked = connection.execute(select(Registration.id, Registration.user_id, Registration.reference)).one()
    ticket = await app.db.write(tickets.issue, user_id=booked.user_id, registration_id=booked.id, now=NOW)

    await ana.open(f"t_{ticket.token}")
    assert ana.screen.text.startswith(f"✅ You are in · {booked.reference}")
    await owner.open(f"t_{ticket.token}")
    assert "This ticket is for another day: Monday Jam" in owner.screen
    assert booked.reference in owner.screen
    await bo.open(f"t_{ticket.token}")
    assert bo.screen.text == (
        "This ticket is somebody else's. Only they and the organizers of the session can open it."
    )
    assert ["Browse sessions", "Home"] in bo.screen.buttons


def find(make: Factory, person: Person) -> User:
    """Somebody who wrote to the bot; the transaction ends at once, for the program writes to the same file."""
    user = make.tx.query(User).filter_by(telegram_id=person.id).one()
    make.tx.expunge(user)
    make.tx.rollback()
    return user
