"""Buttons that are old, somebody else's, or forged: each is answered with what is true now, and changes nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Registration
from keyboards.callbacks.attending import (
    AskBooking,
    AskCancelling,
    BookPlace,
    CancelRegistration,
    JoinWaitlist,
    LeaveWaitlist,
    OpenSession,
)
from services.errors import NotAllowed, NotFound, NotUnderstood
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, dump, live_registrations, made_calls, register

ENGLISH = Translator("en")
OUTDATED = NotUnderstood().text(ENGLISH)
GONE = NotFound().text(ENGLISH)

TAKE_AN_ID = [
    "session", "plan.edit", "plan.roles", "plan.over", "plan.close", "series", "registration.book",
    "registration.cancel", "registration.ask_cancel", "waitlist.join", "waitlist.leave",
]  # fmt: skip
WRITTEN_WRONG = ["-1", str(2**63), "9" * 40, " 7 ", "+7", "7_0", "7.0", "0x7", "1e3", "٧", "", "None", "1\n", "1:2:3"]
LEADING_NOWHERE = ["0", "999999", str(2**63 - 1)]
FOREIGN = [
    "", ":", ":" * 64, "x" * 64, "sessio", "sessions:1", "registration", "registration.bookx:1", "registration.past",
    "registration.unknown:1", "Registration.book:1", "registration.ask:1", "registration.ask:1:2:3", "home:1", "home.",
    ".home", "settings.language", "browse:0:1", "browse:x:1:0", "browse:9999999:1:0", "browse:0:31:0",
    "browse:0:1:9999", "session:1:zz", "🎟", "<b>", "registration.book:1;DROP TABLE users",
]  # fmt: skip


@pytest.fixture
async def regulars(app, make, crew, engine):
    """Ana has the only place, Bo waits, and Chloé has nothing; everybody has been told."""
    session = make.session(title="Monday Jam", capacity=1)
    ana, bo, chloe = crew
    await register(ana, session)
    await bo.open(f"s_{session.code}")
    await bo.tap("Join waitlist")
    await chloe.open(f"s_{session.code}")
    await all_told(engine)
    return session


@SIMPLEST
async def test_forged_data_is_called_outdated_and_changes_nothing(regulars, crew, engine):
    chloe = crew[2]
    before = dump(engine)
    data = FOREIGN + [f"{prefix}:{wrong}" for prefix in TAKE_AN_ID for wrong in WRITTEN_WRONG if wrong != "1:2:3"]
    data += [f"{prefix}:1:2:3" for prefix in TAKE_AN_ID] + TAKE_AN_ID

    for forged in data:
        await chloe.tap_data(chloe.screen, forged)
        assert chloe.alert == OUTDATED, forged
        assert ["Browse sessions"] in chloe.screen.buttons

    assert dump(engine) == before
    assert len(chloe.messages) == 2


@ON_BOTH_DATABASES
async def test_ids_of_nothing_are_not_there_and_change_nothing(regulars, crew, clock, engine):
    chloe = crew[2]
    before = dump(engine)

    for prefix in TAKE_AN_ID:
        clock.now += timedelta(minutes=2)  # or it would be too many attempts
        for number in LEADING_NOWHERE:
            forged = f"{prefix}:{number}:d" if prefix == "session" else f"{prefix}:{number}"
            forged += ":0" if prefix == "series" else ""
            await chloe.tap_data(chloe.screen, forged)
            assert chloe.alert == GONE, forged
    await chloe.tap_data(chloe.screen, AskBooking(session_id=regulars.id, quota_id=999).pack())
    assert chloe.alert == GONE

    assert dump(engine) == before


@ON_BOTH_DATABASES
async def test_what_belongs_to_others_looks_as_if_it_were_not_there(regulars, crew, engine):
    chloe = crew[2]
    before = dump(engine)

    with engine.connect() as connection:
        taken = list(connection.scalars(select(Registration.id)))
    for number in taken:
        for forged in (CancelRegistration(registration_id=number), LeaveWaitlist(registration_id=number)):
            await chloe.tap_data(chloe.screen, forged.pack())
            assert chloe.alert == GONE

    assert len(taken) == 2
    assert dump(engine) == before
    assert live_registrations(engine, regulars) == ["confirmed", "waitlisted"]


@ON_BOTH_DATABASES
@pytest.mark.parametrize("forged", ["plan.ask:{0}:cancel:0", "plan.apply:{0}:1", "plan.close:{0}", "plan.edit:{0}"])
async def test_the_session_of_another_host_cannot_be_cancelled(regulars, crew, engine, forged):
    chloe = crew[2]
    before = dump(engine)

    await chloe.tap_data(chloe.screen, forged.format(regulars.id))

    assert chloe.alert == NotAllowed(regulars.id).text(ENGLISH)
    assert "Monday Jam" in chloe.screen
    assert dump(engine) == before


@SIMPLEST
async def test_the_right_to_cancel_a_session_ends_with_the_role(app, make, sandbox, engine):
    owner, successor = sandbox.person("Olga Owner"), sandbox.person("Sam Successor")
    series = make.series(title="Monday Jam", owner=make.user("Olga Owner", telegram_id=owner.id))
    session = make.session(series=series)
    card = await owner.open(f"s_{session.code}")
    question = await owner.tap("Cancel session")
    make.tx.get_one(type(make.host()), series.host_id).owner_id = make.user(telegram_id=successor.id).id
    make.tx.commit()
    before = dump(engine)

    for screen, words in ((question, "Cancel the session and tell everybody"), (card, "Cancel session")):
        await owner.tap_data(screen, screen.data(words))
        assert owner.alert == NotAllowed(session.id).text(ENGLISH)

    assert owner.screen.key("Cancel session") is None
    assert dump(engine) == before


@SIMPLEST
async def test_buttons_of_a_session_that_is_over_show_that_it_is(app, make, crew, clock, engine):
    session = make.session(title="Monday Jam")
    quota, ana = make.quotas(session)[0], crew[0]
    make.tx.commit()
    await ana.open(f"s_{session.code}")
    clock.now += timedelta(days=3)
    before = dump(engine)

    for old in (
        AskBooking(session_id=session.id, quota_id=quota.id),
        BookPlace(quota_id=quota.id),
        JoinWaitlist(quota_id=quota.id),
    ):
        await ana.tap_data(ana.screen, old.pack())
        assert ana.alert == "Monday Jam is over."
    await ana.tap_data(ana.screen, AskCancelling(session_id=session.id).pack())

    assert "✖️ Monday Jam is over." in ana.screen
    assert ana.screen.key("Register") is None
    after = dump(engine)
    for table in ("registrations", "dialogs", "notifications"):  # the session itself may be closed meanwhile
        assert after[table] == before[table]


@SIMPLEST
async def test_a_place_given_back_is_given_back_once(app, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await register(ana, session)
    question = await ana.tap("Cancel registration")
    yes = next(one for one in ana.messages if one.key("Yes, cancel")).data("Yes, cancel")
    await ana.tap("Keep it")
    await cancel(ana)
    await all_told(engine)
    before = dump(engine)

    await ana.tap_data(question, yes)
    await ana.tap_data(question, AskCancelling(session_id=session.id).pack())

    assert ana.alert is not None
    assert dump(engine) == before


@SIMPLEST
async def test_a_button_of_a_deleted_message_brings_the_screen_anew(app, sandbox, make, crew):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")
    sandbox.world.remove(sandbox.world.chats[ana.id], card.message_id)

    await ana.tap_data(card, card.data("Register"))

    assert "Register for Monday Jam?" in ana.screen
    assert ana.screen.message_id != card.message_id


@SIMPLEST
@pytest.mark.parametrize("reason", ["message can't be edited", "message to edit not found"])
async def test_a_screen_that_cannot_be_edited_comes_anew(app, sandbox, make, crew, engine, reason):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    sandbox.fail("editMessageText", status=400, description=f"Bad Request: {reason}")

    await ana.tap("Confirm")

    anew = await ana.wait_for("✅ You are in ·")
    assert anew.message_id != card.message_id
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_the_same_button_twice_is_no_error(app, sandbox, make, crew):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")

    await ana.tap_data(card, OpenSession(session_id=session.id).pack())
    await ana.tap_data(card, OpenSession(session_id=session.id).pack())

    assert len(ana.messages) == 2
    assert len(sandbox.calls("answerCallbackQuery", ok=True)) == 2


@SIMPLEST
async def test_a_tap_that_is_too_old_to_be_answered_has_its_effect(app, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    sandbox.world.query_lifetime = -1

    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in: Monday Jam")
    assert live_registrations(engine, session) == ["confirmed"]
    assert [call.error for call in sandbox.calls("answerCallbackQuery", ok=False)] != []
    assert made_calls(sandbox, "editMessageText", ana) == 2


@SIMPLEST
async def test_a_button_in_a_group_works_for_whoever_taps_it(app, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    group = sandbox.group("Jam crew", crew)
    posted = sandbox.world.post(sandbox.world.chats[group.id], sandbox.world.bot, {"text": "Monday Jam"})
    screen = group.messages[0]
    assert screen.message_id == posted["message_id"]

    await ana.tap_data(screen, OpenSession(session_id=session.id).pack())

    assert "Monday Jam" in group.messages[0]
