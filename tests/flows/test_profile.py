"""Stories of the profile: what people tell of themselves, how they want to be written to, and how they leave."""

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import User
from sandbox.people import Person
from sandbox.screens import Screen
from services import users
from tests.factories import NOW, Factory
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, register, wait_in_line

PHONE = "+491701234567"
MARIA = "Maria, +49 170 1234568"


async def about_me(person: Person) -> Screen:
    await person.send("/settings")
    return await person.tap("About me")


async def asked(person: Person, button: str) -> Screen:
    """Somebody who was asked for a detail."""
    await about_me(person)
    return await person.tap(button)


def found(make: Factory, person: Person) -> User:
    """What is kept of somebody; the transaction ends at once, for the program writes to the same file."""
    user = make.tx.query(User).filter_by(telegram_id=person.id).one()
    make.tx.expunge(user)
    make.tx.rollback()
    return user


@ON_BOTH_DATABASES
async def test_everything_one_can_tell_of_oneself_is_seen_and_removed(app, crew, make):
    ana = crew[0]
    await asked(ana, "Change name")
    await ana.send("  Ani <b>the\nFlyer</b> ")
    assert "✅ That is your name now." in ana.screen
    assert "Name: Ani <b>the Flyer</b> (on Telegram: Ana Ruiz)" in ana.screen

    await ana.tap("Phone number")
    assert ana.keyboard == [["Share my phone number"], ["Back"]]
    await ana.tap("Share my phone number")
    assert "Phone: +49 170 1234567" in ana.screen
    assert ana.keyboard == []

    await ana.tap("Emergency contact")
    await ana.send(MARIA)
    assert "In an emergency: Maria, +49 170 1234568" in ana.screen
    assert "Maria" not in str(found(make, ana).emergency_contact)

    await ana.tap("Hide my name in groups")
    assert "you are counted, and not named" in ana.screen

    for button in ("Name as on Telegram", "Remove phone number", "Remove emergency contact", "Show my name in groups"):
        await ana.tap(button)
    assert ana.screen.text.splitlines()[-6:-2] == [
        "Name: Ana Ruiz, as on Telegram",
        "In groups: your first name may be shown",
        "Phone: none",
        "In an emergency: nobody named",
    ]


@SIMPLEST
@pytest.mark.parametrize("typed", ["123", "🤸", "...", "\u200b\u202e"])
async def test_a_name_without_a_letter_is_asked_for_again(app, crew, typed):
    ana = crew[0]
    await asked(ana, "Change name")

    await ana.send(typed)
    assert "I need at least one letter" in ana.screen

    await ana.send("Ani")
    assert "Name: Ani" in ana.screen


@SIMPLEST
async def test_somebody_elses_number_is_refused(app, crew, engine):
    ana, bo = crew[:2]
    await asked(ana, "Phone number")
    before = dump(engine)

    await ana._say({"contact": {"phone_number": PHONE, "first_name": "Bo", "user_id": bo.id}})
    assert "That is somebody else's number." in ana.screen
    await ana._say({"contact": {"phone_number": PHONE, "first_name": "Nobody on Telegram"}})
    assert "That is somebody else's number." in ana.screen
    await ana.send(PHONE)
    assert "Please use the key below, or Back." in ana.screen
    assert dump(engine)["users"] == before["users"]

    await ana.send("Back")
    assert "Phone: none" in ana.screen
    assert ana.keyboard == []


@SIMPLEST
@pytest.mark.parametrize("phone", ["123", "+4" * 20, "+49 900 1234567"])
async def test_a_number_that_is_none_is_refused(app, crew, phone):
    ana = crew[0]
    await asked(ana, "Phone number")

    await ana.share_contact(phone)

    assert "Invalid phone number format." in ana.screen
    assert ana.keyboard == [["Share my phone number"], ["Back"]]


@SIMPLEST
async def test_an_emergency_contact_may_be_shared_from_telegram(app, crew):
    ana = crew[0]
    await asked(ana, "Emergency contact")
    await ana.send("Maria")
    assert "I need a name and a phone number" in ana.screen
    await ana.send("Maria, 0170 1234568")
    assert "Invalid phone number format." in ana.screen

    await ana._say({"contact": {"phone_number": "491701234568", "first_name": "Maria"}})

    assert "In an emergency: Maria, +49 170 1234568" in ana.screen


@ON_BOTH_DATABASES
@pytest.mark.parametrize(
    ("button", "answer", "seen"),
    [
        ("Change name", "Ani", "Name: Ani"),
        ("Emergency contact", MARIA, "Maria"),
        ("Phone number", None, "+49 170 1234567"),
    ],
)
async def test_a_question_outlives_a_restart(start, crew, button, answer, seen):
    ana = crew[0]
    async with start():
        await asked(ana, button)

    async with start():
        await (ana.send(answer) if answer else ana.share_contact(PHONE))
        assert seen in ana.screen


@SIMPLEST
@pytest.mark.parametrize("button", ["Change name", "Emergency contact", "Phone number"])
@pytest.mark.parametrize("leave", ["/cancel", "Back"])
async def test_a_question_can_be_left(app, crew, button, leave, engine):
    ana = crew[0]
    await asked(ana, button)
    before = dump(engine)["users"]

    await (ana.tap("Back") if leave == "Back" and not ana.keyboard else ana.send(leave))

    assert ana.keyboard == []
    await ana.send("Ani, +491701234567")
    assert dump(engine)["users"] == before


@SIMPLEST
async def test_a_key_that_was_left_lying_does_nothing(app, crew, engine):
    ana = crew[0]
    await asked(ana, "Phone number")
    await ana.send("/my")
    before = dump(engine)["users"]

    await ana.share_contact(PHONE)

    assert "That question is over. Nothing was changed." in [message.text for message in ana.messages]
    assert ana.keyboard == []
    assert dump(engine)["users"] == before


@ON_BOTH_DATABASES
async def test_an_edit_made_elsewhere_meanwhile_is_not_overwritten(app, crew, make):
    ana = crew[0]
    await asked(ana, "Change name")
    await app.db.write(users.set_time_zone, user_id=found(make, ana).id, time_zone="Asia/Tokyo", now=NOW)

    await ana.send("Ani")

    assert "Your settings were changed in the meantime" in ana.screen
    assert "Name: Ana Ruiz, as on Telegram" in ana.screen
    await ana.send("Ani")
    assert found(make, ana).called is None


@SIMPLEST
async def test_an_old_remove_button_removes_nothing_newer(app, crew):
    ana = crew[0]
    await asked(ana, "Change name")
    old = await ana.send("Ani")
    await ana.tap("Change name")
    await ana.send("Anouk")

    await ana.press(old, old.key("Name as on Telegram"))

    again = next(message for message in ana.messages if message.message_id == old.message_id)
    assert "Your settings were changed in the meantime" in again
    assert "Name: Anouk" in again


@ON_BOTH_DATABASES
async def test_wishes_reminders_and_quiet_hours(app, crew, make):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Messages")
    assert "Reminders: 24 hours and 2 hours before" in ana.screen
    assert "Quiet hours: none" in ana.screen
    assert ana.screen.buttons[:2] == [["✅ Reminders", "✅ Confirmations"], ["◻️ News"]]

    await ana.tap("✅ Confirmations")
    await ana.tap("◻️ News")
    assert ana.screen.buttons[:2] == [["✅ Reminders", "◻️ Confirmations"], ["✅ News"]]

    await ana.tap("When to remind me")
    await ana.tap("◻️ 30 minutes")
    await ana.tap("✅ 24 hours")
    assert "Reminders: 2 hours and 30 minutes before" in ana.screen
    assert "Reminders: 12 hours, 2 hours and 30 minutes before" in await ana.send("12h")
    assert "Please tap one of the buttons." in await ana.send("at noon")
    await ana.tap("As usual")
    assert "Reminders: 24 hours and 2 hours before" in ana.screen
    await ana.tap("Back")

    await ana.tap("Quiet hours")
    await ana.tap("22:00–08:00")
    assert "Quiet hours: 22:00–08:00 (UTC)" in ana.screen
    await ana.tap("Quiet hours")
    await ana.send("at night")
    assert "I need two different times" in ana.screen
    await ana.send("23:30 - 6")
    assert "Quiet hours: 23:30–06:00 (UTC)" in ana.screen
    kept = found(make, ana)
    assert (kept.quiet_from, kept.quiet_until, kept.reminder_minutes) == (23 * 60 + 30, 360, None)
    assert kept.wishes == {"telegram": {"bookings": False, "news": True}}
    await ana.tap("Quiet hours")
    await ana.tap("No quiet hours")
    assert "Quiet hours: none" in ana.screen


@ON_BOTH_DATABASES
async def test_the_time_zone_of_a_shared_place(app, crew):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Time zone")
    await ana.tap("Where I am")
    assert ana.keyboard == [["Share my location"], ["Back"]]

    await ana.share_location(42.24, -8.72)

    assert "Time zone: Madrid, where it is 13:00 now" in ana.screen
    assert ana.keyboard == []


@SIMPLEST
async def test_at_sea_one_is_asked_for_a_city(app, crew):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Time zone")
    await ana.tap("Where I am")

    await ana.share_location(40.0, -30.0)

    assert "Please type a big one nearby" in ana.screen
    await ana.send("Lisbon")
    assert ["Lisbon"] in ana.screen.buttons


@SIMPLEST
async def test_a_place_that_is_not_shared_changes_nothing(app, crew):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Time zone")
    await ana.tap("Where I am")
    await ana.send("Berlin")
    assert "Please use the key below, or Back." in ana.screen

    await ana.send("Back")

    assert "Time zone: UTC" in ana.screen
    assert ana.keyboard == []


@ON_BOTH_DATABASES
async def test_all_my_data_as_a_file(app, sandbox, crew, make):
    ana = crew[0]
    await register(ana, make.session(title="Monday Jam"))
    await asked(ana, "Emergency contact")
    await ana.send(MARIA)
    await ana.send("/settings")
    await ana.tap("My data")

    await ana.tap("Get it as a file")

    document = ana.screen.message["document"]
    told = json.loads(sandbox.world.files.get(document["file_id"]).content)
    assert document["file_name"] == "my-turnout-data.json"
    assert told["profile"]["name"] == "Ana Ruiz"
    assert told["profile"]["emergency_contact"] == {"name": "Maria", "phone": "+491701234568"}
    assert [one["title"] for one in told["registrations"]] == ["Monday Jam"]
    await ana.tap("Get it as a file")
    assert "Too many attempts in one minute" in ana.alert


@ON_BOTH_DATABASES
async def test_who_is_erased_leaves_their_place_and_may_begin_anew(app, crew, make, engine):
    ana, bo = crew[:2]
    session = make.session(title="Monday Jam", capacity=1)
    await register(ana, session)
    await wait_in_line(bo, session)
    await all_told(engine)
    await asked(ana, "Change name")
    await ana.send("Ani")
    await ana.send("/settings")
    await ana.tap("My data")
    await ana.tap("Erase everything about me")
    assert "1 registration or turn in line is given back now" in ana.screen

    await ana.tap("Erase everything about me for good")

    assert ana.screen.text == "✅ You are erased. If you come back one day, /start begins anew."
    await bo.wait_for("✅ A place came free and it is yours: Monday Jam")
    assert not re.search(r"Ana Ruiz|\bAni\b", str(dump(engine)))
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).where(User.telegram_id == ana.id)) == 0
    await ana.send("/start")
    assert "Hello Ana Ruiz" in ana.screen
    await ana.send("/my")
    assert "You have nothing booked." in ana.screen


@SIMPLEST
async def test_an_erase_button_of_another_day_asks_again(app, crew, clock, make):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("My data")
    old = await ana.tap("Erase everything about me")
    clock.now += timedelta(days=2)

    await ana.press(old, old.key("Erase everything about me for good"))

    assert "Erase everything I know about you?" in ana.screen
    assert found(make, ana).erased_at is None


@SIMPLEST
async def test_who_runs_sessions_is_told_to_cancel_them_first(app, crew, make):
    ana = crew[0]
    await ana.send("/start")
    make.session(owner=found(make, ana))
    await ana.send("/settings")
    await ana.tap("My data")
    await ana.tap("Erase everything about me")

    await ana.tap("Erase everything about me for good")

    assert "People can still book sessions that you run." in ana.screen
    assert found(make, ana).erased_at is None


@SIMPLEST
async def test_one_can_change_ones_mind(app, crew, make):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("My data")
    await ana.tap("Erase everything about me")

    await ana.tap("Back")

    assert ["Get it as a file"] in ana.screen.buttons
    assert found(make, ana).erased_at is None
