"""What Telegram's HTML becomes in a mail."""

import pytest

from services.mails.markup import as_html, as_text, headline

TOLD = '✅ You are in: <b>Jam &amp; <i>Joy</i></b>\n🗓 <tg-time unix="1">Mon 24 Nov</tg-time> · <a href="https://a.b/?x=1&amp;y=2">map</a>'


def test_few_tags_stay_and_the_rest_leaves_its_words():
    assert as_html(TOLD) == (
        "✅ You are in: <b>Jam &amp; <i>Joy</i></b>\n🗓 Mon 24 Nov · "
        '<a href="https://a.b/?x=1&amp;y=2" style="color:#2563eb">map</a>'
    )


def test_plain_text_tells_where_links_lead():
    assert as_text(TOLD) == "✅ You are in: Jam & Joy\n🗓 Mon 24 Nov · map (https://a.b/?x=1&y=2)"


@pytest.mark.parametrize(
    "told",
    [
        '<a href="javascript:alert(1)">x</a>',
        "<script>alert(1)</script>",
        '<img src="https://track.er/1.gif">',
        '<b onclick="x()">x</b>',
        '<a href="https://a.b" onclick="x()">x</a>',
    ],
)
def test_nothing_that_acts_gets_through(told):
    made = as_html(told)

    assert not any(word in made for word in ("script:", "<script", "<img", "onclick"))


def test_what_is_left_open_is_closed():
    assert as_html("<b>a<i>b</b>c") == "<b>a<i>b</i></b>c"


@pytest.mark.parametrize(("told", "line"), [(TOLD, "You are in: Jam & Joy"), ("<b>Hi</b>", "Hi"), ("🗓", "🗓"), ("", "")])
def test_the_headline_begins_with_a_word(told, line):
    assert headline(told) == line
