"""Stories of settings: another language at once, and a time zone by the name of a city, whatever comes in between."""

import pytest

from handlers.attendee.settings import overview
from services.errors import UnknownTimeZone
from services.translator import LANGUAGES, Translator
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import NOTHING_FOUND, ONLY_BUTTONS, dump, register


def settings_text(language: str, zone: str) -> str:
    return overview(NOW, Translator(language, zone)).replace("<b>", "").replace("</b>", "")


@pytest.fixture
async def asked(sandbox):
    """Somebody who was asked for their city."""

    async def ask(person):
        await person.send("/settings")
        await person.tap("Time zone")
        assert "city" in person.screen

    return ask


@SIMPLEST
@pytest.mark.parametrize("language", ["de", "es", "ru"])
async def test_another_language_is_spoken_at_once_and_from_then_on(app, make, crew, language):
    t = Translator(language)
    ana = crew[0]
    session = make.session(title="Monday Jam")
    await ana.send("/settings")
    await ana.tap("Language")
    assert "✅ English" in str(ana.screen.buttons)

    await ana.tap(LANGUAGES[language])

    assert ana.screen.text == settings_text(language, "UTC")
    assert [t("Language"), t("Time zone")] in ana.screen.buttons
    await ana.open(f"s_{session.code}")
    await ana.tap(t("Register"))
    await ana.tap(t("Confirm"))
    title = "Monday Jam"
    await ana.wait_for(t("✅ You are in: <b>{title}</b>", title=title).replace("<b>", "").replace("</b>", ""))
    assert t("Details") in str(ana.screen.buttons)


@ON_BOTH_DATABASES
async def test_a_city_is_found_and_chosen(app, crew, asked):
    ana = crew[0]
    await asked(ana)

    await ana.send(" lisb ")
    await ana.tap("Lisbon")

    assert ana.screen.text == settings_text("en", "Europe/Lisbon")
    await ana.send("Berlin")
    assert NOTHING_FOUND in ana.screen


@SIMPLEST
@pytest.mark.parametrize("typed", ["Xyzzy", "x", "%", "<b>", "Berlin'; DROP TABLE users", "🏙", "B" * 4000, "١٢"])
async def test_a_city_that_is_none_is_asked_for_again(app, crew, asked, engine, typed):
    ana = crew[0]
    await asked(ana)
    before = dump(engine)

    await ana.send(typed)

    assert ana.screen.text == UnknownTimeZone().text(Translator("en"))
    assert dump(engine) == before
    await ana.send("Berlin")
    assert ["Berlin"] in ana.screen.buttons


@ON_BOTH_DATABASES
async def test_the_question_outlives_a_restart(start, crew, asked):
    ana = crew[0]
    async with start():
        await asked(ana)

    async with start():
        await ana.send("Madrid")
        await ana.tap("Madrid")
        assert ana.screen.text == settings_text("en", "Europe/Madrid")


@SIMPLEST
async def test_cancel_leaves_the_question(app, crew, asked):
    ana = crew[0]
    await asked(ana)

    left = (await ana.send("/cancel")).text
    await ana.send("Berlin")
    assert NOTHING_FOUND in ana.screen
    assert (await ana.send("/cancel")).text != left, "there is nothing to leave any more"


@SIMPLEST
@pytest.mark.parametrize("command", ["/my", "/sessions", "/help", "/settings", "/start"])
async def test_a_command_leaves_the_question(app, crew, asked, command):
    ana = crew[0]
    await ana.send(command)
    answer = ana.screen.text
    await asked(ana)

    await ana.send(command)

    assert ana.screen.text == answer
    await ana.send("Berlin")
    assert NOTHING_FOUND in ana.screen


@SIMPLEST
@pytest.mark.parametrize("button", ["Home", "Back"])
async def test_a_way_back_leaves_the_question(app, crew, asked, button):
    ana = crew[0]
    await asked(ana)

    await ana.tap(button)

    await ana.send("Berlin")
    assert NOTHING_FOUND in ana.screen


@SIMPLEST
async def test_what_is_not_text_is_no_city(app, crew, asked):
    ana = crew[0]
    await asked(ana)

    await ana.photo(b"png")
    assert ONLY_BUTTONS in ana.screen

    await ana.send("Berlin")
    assert ["Berlin"] in ana.screen.buttons


@SIMPLEST
async def test_another_zone_shows_the_hour_there_and_the_hour_here(app, make, crew, asked):
    ana = crew[0]
    session = make.session(title="Monday Jam")
    card = await ana.open(f"s_{session.code}")
    assert "13:00–15:00 (Berlin time), 12:00 for you" in card
    await asked(ana)
    await ana.send("Tokyo")
    await ana.tap("Tokyo")

    card = await register(ana, session)

    assert "13:00–15:00 (Berlin time), 21:00 for you" in card
