"""Stories of a session's card: what it tells, its picture, its long description, and a Telegram that knows no dates."""

from datetime import timedelta

import pytest

from tests.flows.conftest import SIMPLEST
from tests.flows.steps import register

pytestmark = SIMPLEST

LONG = "Bring <socks> & a friend. " * 12
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32


@pytest.fixture
def picture(sandbox):
    """Telegram's id of a picture that was sent before."""
    return sandbox.world.files.add("series.png", PNG).id


async def test_a_card_tells_all_that_one_asks_for(app, make, crew):
    session = make.session(
        title="Handstands",
        place="Studio 1",
        map_url='https://maps.example/?q=1&z="2"',
        price=1250,
        starts_in=timedelta(days=2),
    )
    session.instructor_id = make.user("Ida Telegram", called="Ida").id
    make.kept(session)
    ana = crew[0]

    card = await ana.open(f"s_{session.code}")

    assert card.text.replace("Wed,", "Wed").splitlines()[:5] == [
        "Handstands",
        "🗓 Wed 25 Nov, 13:00–15:00 (Berlin time), 12:00 for you · 2 hours",
        "📍 Studio 1 · map",
        "👤 Ida · Tanzfabrik",
        "🟢 5 of 5 left",
    ]
    entities = {entity["type"]: entity for entity in card.message["entities"]}
    assert entities["date_time"]["unix_time"] == int(session.starts_at.timestamp())
    assert entities["text_link"]["url"] == 'https://maps.example/?q=1&z="2"'
    assert "Cancel free of charge until" in card


@pytest.mark.parametrize(
    "address", ["http://maps.example/", "javascript:alert(1)", "https://", "maps.example", "tg://user?id=1"]
)
async def test_a_map_that_is_no_safe_link_is_not_shown(app, make, crew, address):
    session = make.session(place="Studio 1", map_url=address)

    card = await crew[0].open(f"s_{session.code}")

    assert "📍 Studio 1\n" in card
    assert "text_link" not in [entity["type"] for entity in card.message["entities"]]


async def test_a_long_description_has_a_screen_of_its_own(app, make, crew):
    session = make.session(title="Handstands", description=LONG.strip(), starts_in=timedelta(hours=3))
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap(next(label for row in ana.screen.buttons for label in row if label.endswith("Handstands")))
    card = ana.screen
    assert "socks" not in card

    await ana.tap("Details")
    assert LONG.strip() in ana.screen
    await ana.tap("Back")
    assert (ana.screen.text, ana.screen.buttons) == (card.text, card.buttons)
    await ana.tap("Back")
    assert ana.screen.text.startswith("Today")
    assert session.code not in ana.screen


async def test_a_short_description_stays_on_the_card(app, make, crew):
    session = make.session(description="Bring a friend.")

    card = await crew[0].open(f"s_{session.code}")

    assert "Bring a friend." in card
    assert card.key("Details") is None


async def test_a_picture_comes_and_goes_with_the_card(app, sandbox, make, crew, picture):
    make.session(title="Monday Jam", photo_id=picture, starts_in=timedelta(hours=3))
    ana = crew[0]
    await ana.send("/sessions")
    the_list = ana.screen

    await ana.tap(next(label for row in ana.screen.buttons for label in row if label.endswith("Monday Jam")))
    card = ana.screen
    assert card.message["photo"]
    assert card.text.startswith("Monday Jam")
    assert card.message_id == the_list.message_id, "a text becomes a picture in place"

    await ana.tap("Register")
    assert "photo" not in ana.screen.message
    await ana.tap("Confirm")
    await ana.wait_for("✅ You are in ·")
    in_it = next(message for message in reversed(ana.messages) if "✅ You are in ·" in message)
    assert in_it.message["photo"]
    assert card.message_id not in [message.message_id for message in ana.messages], "the old screen went"


async def test_a_card_with_a_picture_opens_by_link_and_gives_way_to_the_list(app, make, crew, picture):
    session = make.session(photo_id=picture)
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")
    assert card.message["photo"]

    await ana.tap("Back")

    assert ana.screen.text.startswith("Today")
    assert card.message_id not in [message.message_id for message in ana.messages]


async def test_one_picture_takes_the_place_of_another(app, sandbox, make, crew, picture):
    session = make.session(photo_id=picture, description="Short.")
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")
    make.booked(make.quotas(session)[0])

    await ana.tap_data(card, f"session:{session.id}:d")

    assert ana.screen.message_id == card.message_id
    assert "🟢 4 of 5 left" in ana.screen
    assert len(sandbox.calls("editMessageMedia", ok=True)) == 1


async def test_a_picture_that_telegram_lost_is_no_reason_to_say_nothing(app, make, crew):
    session = make.session(title="Monday Jam", photo_id="gone", starts_in=timedelta(hours=3))
    ana = crew[0]

    card = await ana.open(f"s_{session.code}")
    assert "photo" not in card.message
    assert card.text.startswith("Monday Jam")

    await ana.tap("Register")
    await ana.tap("Back")
    assert ana.screen.text.startswith("Monday Jam")


async def test_a_text_too_long_for_a_caption_comes_without_the_picture(app, make, crew, picture):
    roles = {f"{letter * 38}{number}": 5 for number, letter in enumerate("abcdefghijklmnop")}
    session = make.session(title="x" * 80, place="y" * 200, roles=roles, photo_id=picture)

    card = await crew[0].open(f"s_{session.code}")

    assert "photo" not in card.message
    assert len(card.text) > 1024


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_where_telegram_knows_no_dates_the_words_still_arrive(app, sandbox, make, crew, method):
    session = make.session(title="<b>Jam</b> & more")
    ana = crew[0]
    if method == "editMessageText":
        await ana.send("/start")
    words = 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 40'
    sandbox.fail(method, status=400, description=words)

    if method == "sendMessage":
        await ana.open(f"s_{session.code}")
    else:
        await ana.tap_data(ana.screen, f"session:{session.id}:d")

    assert ana.screen.text.startswith("<b>Jam</b> & more\n🗓 Wed")
    assert "entities" not in ana.screen.message or "date_time" not in str(ana.screen.message["entities"])
    assert ["Register"] in ana.screen.buttons


async def test_a_card_says_how_the_reader_stands(app, make, crew):
    session = make.session(capacity=1)
    ana, bo, _ = crew
    card = await register(ana, session)
    assert card.text.startswith("✅ You are in · ")

    await bo.open(f"s_{session.code}")
    await bo.tap("Join waitlist")

    assert "⏳ You are 1st in line" in next(screen for screen in bo.messages if "in line" in screen)
