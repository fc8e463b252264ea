"""Cards as text: what is true for the viewer first, everything typed by people escaped, no bare ids."""

from datetime import timedelta

import pytest

from handlers import cards
from services import sessions
from services.errors import SessionFull
from services.translator import LANGUAGES, Translator
from tests.factories import NOW

ENGLISH = Translator("en")
MARKUP = '<b>"Jam"</b> & <a href="x">'
ESCAPED = "&lt;b&gt;&quot;Jam&quot;&lt;/b&gt; &amp; &lt;a href=&quot;x&quot;&gt;"
LONGEST_MESSAGE = 4096

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def look(tx, make):
    """A session as somebody sees it."""

    def card(session, viewer=None, now=NOW):
        return sessions.card(tx, session_id=session.id, viewer_id=(viewer or make.user()).id, now=now)

    return card


def test_a_card_says_what_when_and_how_full(make, look):
    text = cards.session(look(make.session(title="Monday Jam", capacity=3)), ENGLISH)

    assert text.splitlines()[0] == "<b>Monday Jam</b>"
    moment = "Wed 25 Nov, 13:00–15:00 (Berlin time), 12:00 for you"
    assert f'🗓 <tg-time unix="1795608000">{moment}</tg-time> · 2 hours\n' in text.replace("Wed,", "Wed")
    assert "🟢 3 of 3 left" in text
    assert "Free" in text


def test_who_is_in_sees_that_first_with_the_reference(make, look):
    session, ana = make.session(roles={"base": 1}), make.user()
    registration = make.booked(make.quotas(session)[0], ana)

    text = cards.session(look(session, ana), ENGLISH)

    assert text.splitlines()[0] == f"✅ You are in as base · <code>{registration.reference}</code>"


def test_who_waits_sees_their_turn_first(make, look):
    session, ana = make.session(capacity=1), make.user()
    quota = make.quotas(session)[0]
    make.booked(quota)
    for _ in range(2):
        make.waiting(quota)
    make.waiting(quota, ana)

    assert cards.session(look(session, ana), ENGLISH).splitlines()[0] == "⏳ You are 3rd in line"


def test_who_cannot_book_sees_why_first(make, look):
    session = make.session(title="Monday Jam")

    text = cards.session(look(session, now=NOW + timedelta(days=3)), ENGLISH)

    assert text.splitlines()[0] == "✖️ Monday Jam is over."
    assert "left" not in text
    assert "Cancel" not in text


@pytest.mark.parametrize(("hours", "soon"), [(3, True), (23, True), (25, False)])
def test_a_session_that_is_soon_says_how_soon(make, look, hours, soon):
    text = cards.session(look(make.session(starts_in=timedelta(hours=hours))), ENGLISH)

    assert (f"in {hours} hours" in text) is soon


def test_everything_typed_is_escaped(make, look):
    session = make.session(title=MARKUP, description=MARKUP, place=MARKUP, roles={MARKUP[:14]: 1, "x": 1})
    ana = make.user()
    make.booked(make.quotas(session)[0], ana)
    card = look(session, ana)
    role = card.places[0]
    full = SessionFull(card.id, role.quota_id, role.name, 3)

    texts = [
        cards.session(card, ENGLISH),
        cards.confirm_booking(card, role, ENGLISH),
        cards.confirm_cancelling(card, ENGLISH),
        cards.lost_race(full, card, ENGLISH),
    ]

    for text in texts:
        assert ESCAPED in text
        assert MARKUP not in text


def test_the_question_before_cancelling_names_the_price_and_who_waits(make, look):
    session, ana = make.session(capacity=1), make.user()
    quota = make.quotas(session)[0]
    make.booked(quota, ana)
    for _ in range(3):
        make.waiting(quota)

    in_time = cards.confirm_cancelling(look(session, ana), ENGLISH)
    late = cards.confirm_cancelling(look(session, ana, now=NOW + timedelta(days=1, hours=23)), ENGLISH)

    assert "free of charge" in in_time
    assert "3 people" in in_time
    assert "late cancellation" in late


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_card_is_one_message_in_every_language(make, look, language):
    session = make.session(title="x" * 80, description="🤸" * 1000, place="y" * 200, roles={"r" * 30: 5, "s" * 30: 5})

    text = cards.session(look(session), Translator(language))

    assert len(text.encode("utf-16-le")) // 2 <= LONGEST_MESSAGE
