"""Somebody writes for the first time: what is taken from Telegram, and how they are called."""

import pytest
from sqlalchemy import select

from db.models import User
from handlers.start import welcome
from services.translator import Translator
from services.users import Person
from tests.flows.conftest import SIMPLEST

pytestmark = SIMPLEST


@pytest.fixture
def known(engine):
    """What is remembered of somebody."""

    def look(person):
        with engine.connect() as connection:
            return connection.execute(select(User.__table__).where(User.telegram_id == person.id)).one()

    return look


def greeting(name: str, language: str) -> str:
    reader = Person(1, name, language, "UTC", is_admin=False, is_reachable=True)
    return welcome(reader, Translator(language)).replace("<b>", "").replace("</b>", "")


@pytest.mark.parametrize(
    ("told", "language", "zone"),
    [("de", "de", "Europe/Berlin"), ("es-MX", "es", "Europe/Madrid"), ("ru", "ru", "Europe/Moscow")],
)
async def test_a_newcomer_is_greeted_in_the_language_of_their_telegram(app, sandbox, known, told, language, zone):
    ana = sandbox.person("Ana Ruiz", language=told)

    await ana.send("/start")

    assert ana.screen.text == greeting("Ana Ruiz", language)
    assert (known(ana).language, known(ana).time_zone) == (language, zone)


async def test_a_language_that_we_do_not_speak_becomes_english(app, sandbox, known):
    ana = sandbox.person("Ana Ruiz", language="pt-BR")

    await ana.send("/start")

    assert ana.screen.text == greeting("Ana Ruiz", "en")
    assert (known(ana).language, known(ana).time_zone) == ("en", "UTC")


async def test_the_zone_of_the_house_is_for_those_whose_language_tells_none(start, sandbox, known):
    ana = sandbox.person("Ana Ruiz", language="en")
    async with start(default_time_zone="Europe/Lisbon"):
        await ana.send("/start")

    assert known(ana).time_zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Ana\u202e\x07\n  Ruiz", "Ana Ruiz"),
        ('<b>Bo</b> & "Co" </a>', '<b>Bo</b> & "Co" </a>'),
        ("\u200b\u200d\u2066", "?"),
        ("🦄" * 64, "🦄" * 64),
        ("x" * 100, "x" * 64),
    ],
)
async def test_a_name_is_shown_as_text_and_kept_clean(app, sandbox, known, given, name):
    person = sandbox.person("Somebody")
    person.user["first_name"] = given

    await person.send("/start")

    assert person.screen.text.splitlines()[0] == f"Hello {name}"
    assert known(person).name == name


async def test_a_new_name_is_taken_and_what_was_chosen_stays(app, sandbox, known):
    ana = sandbox.person("Ana Ruiz", language="de")
    await ana.send("/start")
    ana.user.update(first_name="Anna", language_code="es")

    await ana.send("/start")

    assert ana.screen.text == greeting("Anna Ruiz", "de")
    assert (known(ana).name, known(ana).language) == ("Anna Ruiz", "de")


async def test_home_leads_everywhere(app, sandbox):
    ana = sandbox.person("Ana Ruiz")
    await ana.send("/start")

    assert ana.screen.buttons == [["Browse sessions"], ["My registrations"], ["Organize"], ["Settings", "Help"]]

    for button in ("Browse sessions", "My registrations", "Organize", "Settings", "Help"):
        await ana.tap(button)
        await ana.tap("Home")
        assert ana.screen.text == greeting("Ana Ruiz", "en")
    assert len(ana.messages) == 2
