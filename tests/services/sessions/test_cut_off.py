"""Who cannot be written to is named, and not counted among those who are told."""

from datetime import timedelta

from db.models import Host, User
from handlers import impacts
from services import sessions
from services.translator import Translator
from tests.factories import NOW

ENGLISH = Translator("en")


def with_zoe(tx, make):
    """A session with two people, one without Telegram, and its owner."""
    session = make.session()
    [quota] = make.quotas(session)
    make.booked(quota, make.user("Ana"))
    make.booked(quota, make.user("Zoë", telegram_id=None))
    return session, tx.get_one(User, tx.get_one(Host, session.host_id).owner_id).id


def test_the_look_before_cancelling_names_them(tx, make):
    session, owner = with_zoe(tx, make)
    seen = sessions.impact_of_cancelling(tx, user_id=owner, session_id=session.id, now=NOW)

    assert impacts.told(seen, ENGLISH) == "1 person will be told now.\n1 cannot be written to: Zoë"


def test_what_cancelling_and_moving_did_names_them(tx, make):
    session, owner = with_zoe(tx, make)
    later = session.starts_at + timedelta(hours=1)
    moved = sessions.move(tx, user_id=owner, session_id=session.id, starts_at=later, now=NOW)
    cancelled = sessions.call_off(tx, user_id=owner, session_id=session.id, now=NOW)

    assert (moved.told, moved.cut_off) == (cancelled.told, cancelled.cut_off) == (1, ("Zoë",))


def test_who_has_an_address_can_be_written_to(tx, make):
    session, owner = with_zoe(tx, make)
    make.booked(make.quotas(session)[0], make.user("Max", telegram_id=None, email="max@example.org"))

    assert sessions.impact(tx, user_id=owner, session_id=session.id, now=NOW).cut_off == ("Zoë",)
