"""Stories of who writes to many at once: a look first, then everybody has it once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Announcement, Notification, Post, TeamMember
from db.models.posts import PostKind
from db.models.team import TeamRole
from keyboards.callbacks.announcing import DropAnnouncement, OpenAnnouncement, SendAnnouncement
from keyboards.callbacks.organizing import AnnounceToSeries, AnnounceToSession
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, received, register, until, wait_in_line

TEXT = "Bring <b>warm</b> socks & a friend.\n\nThe door is at the back."


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, owner):
    return make.series(title="Monday Jam", capacity=1, owner=make.user("Olga Owner", telegram_id=owner.id))


@pytest.fixture
def session(make, series):
    return make.session(series=series)


async def ask(person, intent):
    """Tap a button that leads to writing, from wherever."""
    start = await person.send("/start")
    return await person.tap_data(start, intent.pack())


@ON_BOTH_DATABASES
async def test_a_message_goes_to_all_who_are_in_and_who_wait_once_each(app, crew, session, owner, engine):
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await chloe.open(f"s_{session.code}")
    await all_told(engine)

    choice = await ask(owner, AnnounceToSession(session_id=session.id))
    assert choice.buttons == [["Confirmed (1)"], ["Waiting or asking (1)"], ["Both (2)"], ["Back"]]
    await owner.tap("Both (2)")
    preview = await owner.send(TEXT)
    assert "This is what 2 people get:" in preview
    assert (
        f"Message from Tanzfabrik: Monday Jam\n🗓 Wed 25 Nov, 13:00–15:00 (Berlin time), 12:00 for you\n\n{TEXT}"
        in preview
    )
    data = preview.data("Send to 2 people")
    await owner.tap("Send to 2 people")
    await owner.tap_data(preview, data)
    await all_told(engine)

    for person in (ana, bo):
        assert received(person, TEXT) == 1
    assert received(chloe, TEXT) == 0
    assert await ana.tap("Details")
    assert "✅ You are in" in ana.screen


@SIMPLEST
async def test_the_result_tells_who_has_it_and_names_who_cannot_be_reached(app, make, crew, series, owner, engine):
    session = make.session(series=series, starts_in=timedelta(days=3))
    quota = make.quotas(session)[0]
    quota.capacity = 5
    make.tx.commit()
    make.booked(quota, make.user("Dana M", telegram_id=None))
    await register(crew[0], session)
    await register(crew[1], session)
    await all_told(engine)
    crew[1].block()

    await ask(owner, AnnounceToSession(session_id=session.id))
    choice = owner.screen
    assert "1 more cannot be written to." in choice
    await owner.tap("Confirmed (2)")
    await owner.send("See you")
    sent = await owner.tap("Send to 2 people")
    assert "of 3 have it. This changes by itself." in sent or "✅ Sent to 1 person" in sent

    result = await owner.wait_for("✅ Sent to 1 person")

    assert result.message_id == sent.message_id
    assert "✖️ Could not be reached: Bo Kimura and Dana M" in result
    assert "See you" in result
    assert result.buttons == [["Back"]]
    await until(lambda: following(engine) == 0, "nothing is left to follow")


@SIMPLEST
async def test_a_result_that_was_left_is_not_written_over(app, make, crew, series, owner, engine):
    session = make.session(series=series, starts_in=timedelta(days=3))
    await register(crew[0], session)
    await all_told(engine)
    await ask(owner, AnnounceToSession(session_id=session.id))
    await owner.tap("Confirmed (1)")
    await owner.send("See you")
    await owner.tap("Send to 1 person")
    roster = await owner.tap("Back")
    await owner.tap("Find")
    await all_told(engine)

    await until(lambda: following(engine) == 0, "nothing is left to follow")
    assert owner.screen.message_id == roster.message_id
    assert "Whom do you look for?" in owner.screen


@SIMPLEST
async def test_who_lost_the_right_is_told_no_more_of_the_result(app, make, crew, series, owner, engine, sandbox):
    session = make.session(series=series, starts_in=timedelta(days=3))
    await register(crew[0], session)
    await all_told(engine)
    helper = crew[1]
    user = make.user("Bo Kimura", telegram_id=helper.id)
    role = {"user_id": user.id, "role": TeamRole.CO_ORGANIZER, "created_at": NOW}
    member = make.kept(TeamMember(host_id=series.host_id, series_id=series.id, **role))
    sandbox.fail("sendMessage", chat_id=crew[0].id, retry_after=60)
    await ask(helper, AnnounceToSession(session_id=session.id))
    await helper.tap("Confirmed (1)")
    await helper.send("See you")
    sent = await helper.tap("Send to 1 person")
    assert "0 of 1 have it" in sent
    make.tx.delete(member)
    make.tx.commit()

    await until(lambda: following(engine) == 0, "nothing is left to follow")
    assert "0 of 1 have it" in helper.screen


@SIMPLEST
async def test_a_series_reaches_everybody_once_however_many_sessions_they_have(app, make, crew, series, owner, engine):
    first, second = (make.session(series=series, starts_in=timedelta(days=days)) for days in (3, 10))
    over = make.session(series=series, starts_in=-timedelta(days=3))
    make.booked(make.quotas(over)[0], make.user("Past", telegram_id=900), now=NOW - timedelta(days=5))
    for session in (first, second):
        await register(crew[0], session)
    await all_told(engine)

    await ask(owner, AnnounceToSeries(series_id=series.id))
    await owner.tap("Confirmed (1)")
    await owner.send("New room")
    await owner.tap("Send to 1 person")
    await all_told(engine)

    assert received(crew[0], "New room") == 1
    await crew[0].tap("Details")
    assert "Monday Jam" in crew[0].screen


@SIMPLEST
async def test_a_draft_outlives_a_restart_and_an_older_preview_sends_nothing(start, crew, session, owner, engine):
    async with start():
        await register(crew[0], session)
        await all_told(engine)
        await ask(owner, AnnounceToSession(session_id=session.id))
        await owner.tap("Confirmed (1)")
        old = await owner.send("First words")
    async with start():
        await owner.send("Better words")
        before = dump(engine)
        await owner.tap_data(old, old.data("Send to 1 person"))
        again = await owner.wait_for("That was an older text. Nothing was sent.")
        assert "Better words" in again
        assert dump(engine) == before
        await owner.tap("Send to 1 person")
        await all_told(engine)

    assert received(crew[0], "Better words") == 1
    assert received(crew[0], "First words") == 0


@SIMPLEST
async def test_what_cannot_be_sent_is_answered_and_the_draft_stays(app, crew, session, owner, engine):
    await register(crew[0], session)
    await ask(owner, AnnounceToSession(session_id=session.id))
    await owner.tap("Confirmed (1)")

    assert "I can only take text here." in await owner.photo(b"\x89PNG")
    assert "I need at least one word." in await owner.send(" \u200b ")
    assert "That is too long: 3000 characters fit" in await owner.send("😀" * 1501)
    assert "This is what 1 person gets:" in await owner.send("😀" * 1500)
    assert "I can only take text here." in await owner.photo(b"\x89PNG")
    assert owner.screen.key("Send to 1 person")
    await owner.tap("Back")
    await owner.tap("Confirmed (1)")
    assert "This is what 1 person gets:" in owner.screen
    assert "Nothing was sent." in await owner.tap("Cancel")
    assert await owner.send("stray words")
    assert all_rows(engine, Announcement) == []


@SIMPLEST
async def test_who_lost_the_right_sends_nothing(app, make, crew, session, series, owner, engine):
    helper = crew[1]
    await register(crew[0], session)
    user = make.user("Bo Kimura", telegram_id=helper.id)
    role = make.kept(
        TeamMember(
            host_id=series.host_id,
            series_id=series.id,
            user_id=user.id,
            role=TeamRole.CO_ORGANIZER,
            created_at=NOW,
        )
    )
    await ask(helper, AnnounceToSession(session_id=session.id))
    await helper.tap("Confirmed (1)")
    preview = await helper.send("Hello")
    make.tx.delete(role)
    make.tx.commit()
    await all_told(engine)
    before = dump(engine)

    await helper.tap_data(preview, preview.data("Send to 1 person"))
    assert helper.alert == "Only the organizers of this session can do that."
    for intent in (AnnounceToSession(session_id=session.id), AnnounceToSeries(series_id=series.id)):
        await helper.tap_data(preview, intent.pack())
        assert helper.alert

    assert dump(engine) == before


@SIMPLEST
async def test_forged_and_old_buttons_send_nothing(app, crew, session, owner, engine):
    home = await crew[0].send("/start")
    before = dump(engine)
    for intent in (
        SendAnnouncement(version=1),
        OpenAnnouncement(announcement_id=77),
        DropAnnouncement(session_id=session.id, series_id=0),
        AnnounceToSession(session_id=session.id),
        AnnounceToSeries(series_id=session.series_id),
    ):
        await crew[0].tap_data(home, intent.pack())

    assert dump(engine) == before
    assert all_rows(engine, Notification) == []


def following(engine):
    with engine.connect() as connection:
        live = select(func.count()).where(Post.kind == PostKind.ANNOUNCEMENT, Post.gone_at.is_(None))
        return connection.scalar(live)


def all_rows(engine, model):
    with engine.connect() as connection:
        return connection.execute(model.__table__.select()).all()
