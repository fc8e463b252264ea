"""Stories of a series in a group: its next sessions stay true there, and each leads to its card."""

from datetime import timedelta

import pytest

from db.models import Post
from keyboards.callbacks.organizing import OpenSeriesDesk
from keyboards.posts import post_series, share_series
from services import sessions
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import register, until

GAP = timedelta(seconds=5)


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def olga(make, owner):
    return make.user("Olga Owner", telegram_id=owner.id)


@pytest.fixture
def series(make, olga):
    return make.series(title="Monday <Jam>", capacity=2, owner=olga)


@pytest.fixture
def group(sandbox, crew):
    return sandbox.group("Crew", crew)


async def post(owner, series, group):
    (found,) = await owner.inline(f"j_{series.code}", chat=group)
    assert found.title == "Monday <Jam>"
    await owner.choose(found, chat=group)


def stale(engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(Post.__table__.select().where(Post.stale_since.is_not(None))).first() is not None


async def shows(group, fragment: str) -> None:
    await until(lambda: fragment in group.messages[-1], f"the group sees {fragment!r}")


@ON_BOTH_DATABASES
async def test_a_series_in_a_group_follows_its_sessions(app, make, crew, series, owner, olga, group, engine, clock):
    first = make.session(series=series, starts_in=timedelta(days=2))
    make.session(series=series, starts_in=timedelta(days=9))
    await owner.send("/start")
    await post(owner, series, group)
    await shows(group, "Monday <Jam>\n👤 Tanzfabrik\n\n🗓 Next sessions (Berlin time)\n")
    await shows(group, "🟢 Wed 25 Nov, 13:00 · 2 of 2 left\n🟢 Wed 2 Dec, 13:00 · 2 of 2 left")
    await until(lambda: not stale(engine), "the card is current")

    clock.now += GAP
    await register(crew[0], first)
    await shows(group, "🟢 Wed 25 Nov, 13:00 · 1 of 2 left")
    clock.now += GAP
    await register(crew[1], first)
    await shows(group, "🔴 Wed 25 Nov, 13:00 · full")

    clock.now += GAP
    await app.db.write(sessions.cancel, user_id=olga.id, session_id=first.id, now=clock.now)
    await until(lambda: "25 Nov" not in group.messages[-1], "the cancelled session is gone from the list")
    await shows(group, "🟢 Wed 2 Dec, 13:00 · 2 of 2 left")


@SIMPLEST
async def test_its_dates_and_its_button_open_in_private(app, make, crew, series, owner, group):
    session = make.session(series=series)
    await owner.send("/start")
    await post(owner, series, group)

    assert f'<a href="https://t.me/turnout_bot?start=s_{session.code}">Wed 25 Nov, 13:00</a>' in group.messages[-1].html
    await crew[0].open(f"https://t.me/turnout_bot?start=s_{session.code}")
    assert crew[0].screen.key("Register")
    await crew[0].tap("Browse sessions", chat=group)
    assert "Monday <Jam>" in crew[0].screen
    assert crew[0].screen.key("Wed 25 Nov, 13:00 Monday <Jam>")


@SIMPLEST
async def test_an_organizer_posts_it_from_the_desk(app, make, series, owner, group):
    make.session(series=series)
    start = await owner.send("/start")
    desk = await owner.tap_data(start, OpenSeriesDesk(series_id=series.id).pack())
    assert desk.key("Share")
    desk = await owner.tap("More")
    assert ["Share the series", "Post into a group"] in desk.buttons
    for label in ("Share the series", "Post into a group"):
        await owner.tap(label)
        (found,) = await owner.inline(owner.draft.partition(" ")[2], chat=group)
        assert found.id == f"j_{series.code}"


@SIMPLEST
async def test_a_series_without_sessions_says_so_and_a_private_one_is_for_members(
    app, make, crew, owner, group, series
):
    hidden = make.series(title="Secret", visibility="private")
    await owner.send("/start")
    await post(owner, series, group)

    assert "No session is planned at the moment." in group.messages[-1]
    assert await crew[0].inline(f"j_{hidden.code}", chat=group) == []
    assert await crew[0].inline("j_NOTACODE", chat=group) == []


def test_the_chat_picker_of_an_organizer_shows_groups_and_channels_only():
    t = Translator("en")

    chosen = post_series("AAAA1111", t).switch_inline_query_chosen_chat

    assert chosen
    assert (chosen.query, chosen.allow_group_chats, chosen.allow_channel_chats) == ("j_AAAA1111", True, True)
    assert not chosen.allow_user_chats
    assert share_series("AAAA1111", t).switch_inline_query == "j_AAAA1111"
