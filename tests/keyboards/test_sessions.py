"""A card's keyboard offers what its viewer can do now, and nothing else."""

from datetime import timedelta

import pytest

from keyboards import sessions as keyboards
from keyboards.callbacks.attending import Browse, MyRegistrations, OpenSeries, Origin
from services import sessions
from services.translator import Translator
from tests.factories import NOW

ENGLISH = Translator("en")
ACTS = {"Register", "Join waitlist", "Leave waitlist", "Cancel registration", "Cancel session", "Roster"}

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def acts(tx):
    """Which acts somebody is offered for a session; roles are left out."""

    def look(session, viewer, now=NOW):
        card = sessions.card(tx, session_id=session.id, viewer_id=viewer.id, now=now)
        rows = keyboards.card(card, ENGLISH).inline_keyboard
        labels = [button.text.partition(" as ")[0] for row in rows for button in row]
        assert labels[-1] == "Home"
        return {label for label in labels if label in ACTS}

    return look


def test_somebody_new_can_register(make, acts):
    assert acts(make.session(), make.user()) == {"Register"}


def test_a_full_session_can_only_be_waited_for(make, acts):
    session = make.session(capacity=1)
    make.booked(make.quotas(session)[0])

    assert acts(session, make.user()) == {"Join waitlist"}


def test_each_role_has_what_it_offers(make, acts):
    session = make.session(roles={"base": 1, "flyer": 1})
    make.booked(make.quotas(session)[0])

    assert acts(session, make.user()) == {"Join waitlist", "Register"}


def test_who_is_in_can_cancel(make, acts):
    session, ana = make.session(), make.user()
    make.booked(make.quotas(session)[0], ana)

    assert acts(session, ana) == {"Cancel registration"}


def test_who_waits_can_leave(make, acts):
    session, ana = make.session(capacity=1), make.user()
    quota = make.quotas(session)[0]
    make.booked(quota)
    make.waiting(quota, ana)

    assert acts(session, ana) == {"Leave waitlist"}


def test_who_has_something_else_then_can_do_nothing(make, acts):
    ana = make.user()
    make.booked(make.quota(), ana)

    assert acts(make.session(), ana) == set()


def test_who_is_blocked_can_do_nothing(make, acts):
    assert acts(make.session(), make.user(blocked_at=NOW)) == set()


def test_who_runs_it_can_cancel_it_and_come_too(make, acts):
    owner = make.user("Olga")

    assert acts(make.session(owner=owner), owner) == {"Register", "Roster", "Cancel session"}
    assert acts(make.session(), make.user(is_admin=True)) == {"Register", "Roster", "Cancel session"}


def test_nothing_can_be_done_when_it_is_over(make, acts):
    owner, ana = make.user("Olga"), make.user()
    session = make.session(owner=owner)
    make.booked(make.quotas(session)[0], ana)

    for viewer in (ana, make.user()):
        assert acts(session, viewer, now=NOW + timedelta(days=4)) == set()
    assert acts(session, owner, now=NOW + timedelta(days=4)) == {"Roster"}


def test_nothing_can_be_done_when_it_is_cancelled(make, tx, acts):
    owner, ana = make.user("Olga"), make.user()
    session = make.session(owner=owner)
    make.booked(make.quotas(session)[0], ana)
    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)

    for viewer in (ana, make.user()):
        assert acts(session, viewer) == set()
    assert acts(session, owner) == {"Roster"}


@pytest.mark.parametrize(
    ("origin", "kind"), [(Origin.DAY, Browse), (Origin.MINE, MyRegistrations), (Origin.SERIES, OpenSeries)]
)
def test_back_leads_to_where_the_card_was_opened(make, tx, origin, kind):
    card = sessions.card(tx, session_id=make.session().id, viewer_id=make.user().id, now=NOW)

    back = keyboards.card(card, ENGLISH, origin).inline_keyboard[-1][0]

    assert kind.unpack(back.callback_data or "")


@pytest.mark.parametrize("language", ["en", "de", "es", "ru"])
def test_labels_fit_on_a_button_in_every_language(make, tx, language):
    card = sessions.card(
        tx, session_id=make.session(roles={"base": 1, "flyer": 1}).id, viewer_id=make.user().id, now=NOW
    )

    rows = keyboards.card(card, Translator(language)).inline_keyboard

    assert all(0 < len(button.text) <= 40 for row in rows for button in row)
