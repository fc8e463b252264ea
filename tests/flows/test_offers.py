"""Stories of offers: a freed place is held for the first in line, and the one message about it says how it ended."""

from datetime import timedelta

import pytest
from taskiq.kicker import AsyncKicker

from db.models.series import WaitlistWay
from sandbox.screens import Screen
from scheduler import tasks
from scheduler.broker import broker
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line

pytestmark = ON_BOTH_DATABASES
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OFFER = "⏳ A place is free for you: "


@pytest.fixture
def session(make):
    """Of one place, on Friday; its series asks."""
    return make.session(
        title="Handstands", capacity=1, price=1250, waitlist_way=WaitlistWay.OFFER, starts_in=timedelta(days=4)
    )


async def offered(crew, session) -> Screen:
    """Ana gives her place back, for which Bo waits, and Chloé behind him; what Bo is told."""
    ana, bo, chloe = crew
    await register(ana, session)
    for person in (bo, chloe):
        await wait_in_line(person, session)
    await cancel(ana)
    return await bo.wait_for(OFFER)


async def sweep() -> None:
    """As the timetable starts it."""
    await AsyncKicker[[], int](tasks.waitlists.advance.task_name, broker, {}).kiq()


def offers(person) -> list[Screen]:
    """Messages that are, or were, an offer: the third that Bo got, after his card and the notice that he waits."""
    return [one for one in person.messages if one.message["from"]["is_bot"]][2:]


async def test_an_offer_is_one_message_with_all_that_is_needed_to_decide(app, crew, session):
    offer = await offered(crew, session)

    assert offer.text == (
        "⏳ A place is free for you: Handstands\n"
        "🗓 Fri 27 Nov, 13:00–15:00 (Berlin time), 12:00 for you\n"
        "💶 €12.50\n"
        "It is yours until Tue 24 Nov, 00:00 (UTC)."
    )
    assert offer.buttons == [["Claim", "Pass"]]
    assert received(crew[2], OFFER) == 0


async def test_claiming_makes_the_message_the_card_of_ones_place(app, crew, session, engine):
    _ana, bo, _chloe = crew
    await offered(crew, session)

    await bo.tap("Claim")

    card = await bo.wait_for("✅ Claimed. The place is yours.")
    assert "✅ You are in ·" in card
    assert "Cancel registration" in str(card.buttons)
    await bo.wait_for("✅ You are in: Handstands")
    await all_told(engine)
    assert [received(person, OFFER) for person in crew] == [0, 0, 0]
    assert received(bo, "Claim") == 1
    assert live_registrations(engine, session) == ["confirmed", "waitlisted"]


async def test_passing_asks_the_next_in_line(app, crew, session, engine):
    _ana, bo, chloe = crew
    await offered(crew, session)

    await bo.tap("Pass")

    card = await bo.wait_for("✖️ You passed. The place goes to the next in line.")
    assert card.buttons[0] == ["Join waitlist"]
    await chloe.wait_for(OFFER)
    assert received(bo, OFFER) == 0
    assert live_registrations(engine, session) == ["offered"]


async def test_an_offer_that_nobody_answers_is_edited_to_its_end(app, crew, session, clock, engine):
    _ana, bo, chloe = crew
    offer = await offered(crew, session)
    clock.now += timedelta(hours=12)

    await sweep()

    ended = await bo.wait_for("✖️ The time to claim ran out: Handstands")
    assert "It ended Tue 24 Nov, 00:00 (UTC), and the next in line is asked. You keep no place; join again?" in ended
    assert ended.message["message_id"] == offer.message["message_id"]
    assert ended.buttons == [["Join waitlist"], ["Details"]]
    await chloe.wait_for(OFFER)
    await bo.tap("Join waitlist")
    await bo.wait_for("⏳ You are 1st in line\n")
    assert live_registrations(engine, session) == ["offered", "waitlisted"]


async def test_a_tap_after_the_deadline_is_too_late_though_no_sweep_came(app, crew, session, clock, engine):
    _ana, bo, chloe = crew
    await offered(crew, session)
    clock.now += timedelta(hours=12)

    await bo.tap("Claim")

    await bo.wait_for("✖️ The time to claim ran out, and the next in line is asked. You keep no place.")
    await chloe.wait_for(OFFER)
    await sweep()
    await all_told(engine)
    assert live_registrations(engine, session) == ["offered"]


async def test_an_offer_can_be_answered_from_the_card_and_its_message_says_so(app, crew, session, engine):
    _ana, bo, _ = crew
    await offered(crew, session)
    await bo.open(f"s_{session.code}")
    card = bo.screen
    assert card.text.startswith("⏳ A place is held for you until Tue 24 Nov, 00:00 (UTC)\nHandstands")
    assert ["Claim", "Pass"] in card.buttons

    await bo.tap_data(card, card.data("Claim"))

    await bo.wait_for("✅ Claimed. You are in: Handstands")
    await all_told(engine)
    assert received(bo, OFFER) == 0
    await bo.send("/my")
    assert "✅ 13:00 Handstands" in bo.screen


@ON_SQLITE
async def test_an_old_offer_button_tells_what_is_true_now(app, crew, session, engine):
    ana, bo, _ = crew
    offer = await offered(crew, session)
    claim, pass_on = offer.data("Claim"), offer.data("Pass")
    await bo.tap("Pass")
    await bo.wait_for("✖️ You passed.")

    for data in (claim, pass_on):
        await bo.tap_data(offer, data)
        assert bo.alert == "That offer is over. Here is what is true now."
    await ana.tap_data(ana.screen, claim)
    assert ana.alert == "This is not there any more."
    assert live_registrations(engine, session) == ["offered"]


@ON_SQLITE
async def test_a_cancelled_session_withdraws_the_offer(app, make, crew, sandbox, engine):
    runner = sandbox.person("Dana Meyer")
    await runner.send("/start")
    owner = make.tx.query(make.user().__class__).filter_by(telegram_id=runner.id).one()
    session = make.session(
        owner=owner, title="Handstands", capacity=1, waitlist_way=WaitlistWay.OFFER, starts_in=timedelta(days=4)
    )
    bo = crew[1]
    offer = await offered(crew, session)

    await runner.open(f"s_{session.code}")
    await runner.tap("Cancel session")
    await runner.tap("Cancel the session and tell everybody")

    ended = await bo.wait_for("✖️ That offer is withdrawn: Handstands")
    assert ended.message["message_id"] == offer.message["message_id"]
    assert "Claim" not in str(ended.buttons)
    await bo.wait_for("was cancelled by the organizer")
    await all_told(engine)
    assert live_registrations(engine, session) == []


@ON_SQLITE
async def test_an_offer_whose_message_was_deleted_ends_in_a_new_one(app, crew, session, clock, sandbox, engine):
    _ana, bo, _ = crew
    offer = await offered(crew, session)
    del sandbox.world.chats[bo.id].messages[offer.message["message_id"]]
    clock.now += timedelta(hours=12)

    await sweep()

    ended = await bo.wait_for("✖️ The time to claim ran out: Handstands")
    assert ended.message["message_id"] != offer.message["message_id"]
