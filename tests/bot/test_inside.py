"""Telegram's word for who opens the pages: whole, for this bot, and not old; anything else is nobody."""

import json
from datetime import timedelta

import pytest

from bot import inside
from sandbox.inside import sign
from tests.factories import NOW

TOKEN = "42:TEST"
ANA = json.dumps({"id": 7, "first_name": "Ана & co", "language_code": "ru"}, ensure_ascii=False)
read = inside.reader(TOKEN)


def fields(ago: timedelta = timedelta(), **more: str) -> dict[str, str]:
    return {"user": ANA, "auth_date": str(int((NOW - ago).timestamp())), **more}


def test_who_opened_it_and_by_which_link():
    opened = read(sign(fields(start_param="s_ABCD1234", unknown="x", signature="é"), TOKEN), NOW)
    assert opened
    assert (opened.telegram_id, opened.start) == (7, "s_ABCD1234")


@pytest.mark.parametrize(
    ("ago", "is_good"),
    [
        (inside.LASTS, True),
        (inside.LASTS + timedelta(seconds=1), False),
        (-inside.AHEAD, True),
        (-inside.AHEAD - timedelta(seconds=1), False),
        (timedelta(days=365), False),
    ],
)
def test_it_is_good_for_an_hour(ago, is_good):
    assert (read(sign(fields(ago), TOKEN), NOW) is not None) == is_good


def test_of_another_bot_it_is_worth_nothing():
    assert read(sign(fields(), "43:OTHER"), NOW) is None


@pytest.mark.parametrize(
    "spoil",
    [
        lambda good: "",
        lambda good: good.split("&hash=")[0],
        lambda good: good.split("&hash=")[0] + "&hash=%C3%A9",
        lambda good: good.split("&hash=")[0] + "&hash=",
        lambda good: good.replace("7", "8", 1),
        lambda good: good + "&user=%7B%22id%22%3A8%7D",
        lambda good: good + "&hash=" + "0" * 64,
        lambda good: good + "&admin=1",
        lambda good: good + "&",
        lambda good: "&" * 5000,
        lambda good: "user=" + "[" * 4000,
        lambda good: "a\x00b",
        lambda good: "\ud800",
    ],
)
def test_what_is_not_whole_is_nobody(spoil):
    assert read(spoil(sign(fields(), TOKEN)), NOW) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"user": "{broken"},
        {"user": "{}"},
        {"user": "7"},
        {"auth_date": "1"},
        {"auth_date": "9" * 30},
        {"auth_date": "soon"},
        {"auth_date": "nan"},
    ],
)
def test_what_was_signed_but_makes_no_sense_is_nobody(wrong):
    assert read(sign(fields() | wrong, TOKEN), NOW) is None
    without_user = {"auth_date": fields()["auth_date"]}
    assert read(sign(without_user, TOKEN), NOW) is None
