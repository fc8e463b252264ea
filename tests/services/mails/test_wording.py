"""The gaps of a wording: the known ones are filled, all else is refused."""

import pytest

from services.errors.organizing import NoMailText, UnknownGap
from services.mails import wording
from services.mails.wording import OWN, Wording
from services.translator import LANGUAGES, Translator


def test_gaps_are_filled_and_what_there_is_nothing_for_stays_empty():
    assert wording.fill("{title} {{as}} {role}!", {"title": "Jam"}) == "Jam {as} !"


def test_what_fills_a_gap_is_not_read_again():
    assert wording.fill("{title}", {"title": "{name}", "name": "Ana"}) == "{name}"


@pytest.mark.parametrize(
    "typed",
    ["{secret}", "{title.__class__}", "{title[0]}", "{title!r}", "{title:>9}", "{0}", "{}", "{", "} {title}", "{name"],
)
def test_what_is_no_gap_is_refused(typed):
    for read in (wording.read_subject, wording.read_body):
        with pytest.raises(UnknownGap):
            read(typed)


@pytest.mark.parametrize("typed", ["", " \n ", "\u200b"])
def test_nothing_is_no_text(typed):
    for read in (wording.read_subject, wording.read_body):
        with pytest.raises(NoMailText):
            read(typed)


def test_a_subject_is_one_line_and_a_body_keeps_its_lines():
    assert wording.read_subject("Hello\r\nBcc: all@example.org") == "Hello Bcc: all@example.org"
    assert wording.read_body("Hello\r\n\r\n{text}") == "Hello\n\n{text}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_in_code_have_known_gaps_in_each_language(language):
    t = Translator(language)
    for kind in (*OWN, "registration_confirmed", "a_new_kind"):
        for is_about in (True, False):
            words = wording.default(kind, is_about_a_session=is_about, t=t)
            assert words == Wording(wording.read_subject(words.subject), wording.read_body(words.body))
