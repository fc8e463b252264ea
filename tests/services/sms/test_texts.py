"""What SMS say: everything that is needed, in two parts, in every language."""

import pytest

from services.kinds import TABLE
from services.notices import Sms
from services.sms import gsm, texts
from services.translator import LANGUAGES

LINK = "https://t.me/turnout_demo_bot?start=s_ABCDEFGH"
VALUES = {
    "name": "Ana Ruiz",
    "title": "Monday Jam",
    "role": "",
    "place": "Tanzfabrik, Möckernstr. 68",
    "instructor": "Lena Vogel",
    "moment": "Mon 23 Nov, 19:30",
    "until": "",
    "reason": "",
}
LONG = ("name", "title", "role", "place", "instructor", "reason")
BY_SMS = sorted(kind for kind, terms in TABLE.items() if "sms" in terms.copies)


def sms(kind, *, language="en", text="✅ <b>Something</b> happened\nand more", **values):
    return Sms("+491701234567", language, text, kind, VALUES | values)


def test_a_reminder_tells_who_what_when_with_whom_where_and_how_to_get_to_the_booking():
    said = texts.text(sms("reminder_soon"), LINK)

    assert said == (
        "Ana, Monday Jam begins Mon 23 Nov, 19:30. With Lena Vogel. Where: Tanzfabrik, Möckernstr. 68. " + LINK
    )
    assert gsm.segments(said) == 1


def test_an_offer_tells_until_when():
    said = texts.text(sms("waitlist_offer", until="Mon 23 Nov, 14:00"), LINK)

    assert said == f"Ana, a place is free for you: Monday Jam, Mon 23 Nov, 19:30. Yours until Mon 23 Nov, 14:00. {LINK}"


def test_the_role_is_named_where_there_is_one():
    assert "Monday Jam as Flyer" in texts.text(sms("registration_confirmed", role="Flyer"), LINK)


@pytest.mark.parametrize("kind", BY_SMS)
def test_every_kind_that_goes_by_sms_has_words_of_its_own(kind):
    assert kind in texts.HEADS


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*BY_SMS, "organizer_message"])
@pytest.mark.parametrize("letter", ["x", "ё", "{", "🤸"])
def test_it_is_short_however_long_the_names_are(kind, language, letter):
    long = {"until": "Mon 23 Nov, 14:00"} | dict.fromkeys(LONG, letter * 200)

    said = texts.text(sms(kind, language=language, text=letter * 4000, **long), LINK)

    assert gsm.segments(said) <= (2 if gsm.is_gsm(said) else 3)
    assert said.endswith(LINK)


def test_there_is_no_html_in_it_whatever_people_typed():
    said = texts.text(sms("registration_confirmed", title="A <b>&amp; {name}"), LINK)

    assert "you are in: A <b>&amp; {name}, Mon" in said  # as they typed it: an SMS has no tags to be taken for


def test_a_kind_without_words_of_its_own_is_told_by_its_first_line():
    said = texts.text(sms("organizer_message", text="💬 <b>Bring &amp; share</b>\nAll of it"), LINK)

    assert said == f"Ana: Bring & share {LINK}"


def test_what_is_about_sms_itself_is_all_that_is_said():
    said = texts.text(sms("sms_on", text="Answer STOP &amp; be quiet"), LINK)

    assert said == "Answer STOP & be quiet"
