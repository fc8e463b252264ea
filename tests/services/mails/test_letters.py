"""A mail in its words and layout, in four languages."""

from dataclasses import replace

import pytest

from services.mails.letters import Addresses, letter
from services.mails.templates import Text, find, kinds, preview
from services.mails.wording import Wording
from services.notices.messages import Branding, Mail
from services.translator import LANGUAGES
from tests.factories import NOW

ADDRESSES = Addresses("jam_bot", "https://jam.example.org")
MAIL = Mail(
    address="ana@example.org",
    language="en",
    subject="You are in: Jam",
    text="✅ You are in: <b>Jam</b>\n🗓 Mon 24 Nov",
    kind="registration_confirmed",
    values={"name": "Ana", "title": "Jam", "day": "Mon 24 Nov", "time": "19:30"},
    host=Branding("Tanzfabrik", "hi@example.org", "+4930123456", "Uferstr. 23"),
    notification_id=7,
    opens="s_ABCDEFGH",
)
EVIL = '<script>alert("1")</script>'
TEXTS = {
    "en": ("You are in: Jam · Mon 24 Nov, 19:30", "Hello Ana,"),
    "de": ("You are in: Jam · Mon 24 Nov, 19:30", "Ana"),
    "es": ("You are in: Jam · Mon 24 Nov, 19:30", "Ana"),
    "ru": ("You are in: Jam · Mon 24 Nov, 19:30", "Ana"),
}


@pytest.fixture
def backend():
    return "sqlite"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_says_the_same_as_html_and_as_text(tx, language):
    wording = find(tx, kind="registration_confirmed", language=language)
    made = letter(replace(MAIL, language=language), wording, ADDRESSES, stop="https://jam.example.org/mail/stop/1")

    subject, greeting = TEXTS[language]
    assert (made.to, made.subject, made.notification_id) == ("ana@example.org", subject, 7)
    for said in (made.html, made.text):
        assert greeting in said
        assert "Mon 24 Nov" in said
        assert "Tanzfabrik" in said
        assert "Uferstr. 23" in said
        assert "hi@example.org · +4930123456" in said
        assert "https://t.me/jam_bot?start=s_ABCDEFGH" in said
        assert "https://jam.example.org/mail/stop/1" in said
    assert f'<html lang="{language}">' in made.html
    assert "✅ You are in: <b>Jam</b><br>" in made.html
    assert "<" not in made.text
    assert "<img" not in made.html


def test_what_people_and_admins_typed_is_text_and_nothing_else():
    host = Branding(EVIL, EVIL, EVIL, EVIL)
    mail = replace(MAIL, values={"name": EVIL, "title": EVIL}, host=host)

    made = letter(mail, Wording(f"{{title}} {EVIL}", f"{EVIL} {{name}} {{title}}\n\n{{text}}"), ADDRESSES)

    assert "<script" not in made.html
    assert made.html.count("&lt;script&gt;") == 10
    assert EVIL in made.text


def test_no_line_break_gets_into_a_subject():
    mail = replace(MAIL, values={"title": "Jam\r\nBcc: all@example.org"})

    made = letter(mail, Wording("{title}", "{text}"), ADDRESSES)

    assert made.subject == "Jam Bcc: all@example.org"


def test_a_subject_is_never_empty():
    assert letter(MAIL, Wording("{reason}", "{text}"), ADDRESSES).subject == "You are in: Jam"


def test_a_token_leaves_in_the_mail_and_is_not_kept():
    mail = replace(MAIL, kind="email_confirmation")

    made = letter(mail, Wording("Hello", "{text}"), ADDRESSES, token="x" * 22)

    link = f"https://jam.example.org/confirm/{'x' * 22}"
    assert link in made.text
    assert link in made.html
    kept = made.kept("x" * 22)
    assert not any("x" * 22 in text for text in kept.values())
    assert "https://jam.example.org/confirm/***" in kept["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_there_is_can_be_tried_with_sample_values(tx, language):
    for kind in kinds():
        made = preview(Text(kind, language, find(tx, kind=kind, language=language), is_own=False), now=NOW)
        assert made.subject
        assert "{" not in made.subject + made.text
