"""Stories of people without Telegram: who registers on a page hears by mail whatever others hear in the chat."""

import re

import pytest
from sqlalchemy import func, select, update

from db.models import Alert, Host, Notification, Registration, Session
from db.models.notifications import NotificationStatus
from keyboards.callbacks.organizing import AnnounceToSession
from services.registrations import by_link
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.mail.reading import ask, came, link, mails, text
from tests.flows.steps import all_told
from tests.flows.test_changing_sessions import edit

LINK = re.compile(r"http://127\.0\.0\.1:8080(/cancel/[\w-]{22})")
OMA = "grandma@example.org"


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, owner):
    series = make.series(title="Monday Jam", owner=make.user("Olga Owner", telegram_id=owner.id))
    return make.session(series=series)


async def register(app, server, make, owner, session):
    """Somebody without Telegram is in; where the link of her mail leads."""
    await owner.open(f"s_{session.code}")
    owner_id = make.tx.get_one(Host, session.host_id).owner_id
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=session.id, ways=by_link.Ways(), now=NOW)
    make.commit()
    status, _ = await ask(app, "POST", f"/register/{token}", name="Grandma Ruiz", email=OMA)
    assert status == 200
    mail = await came(server, 1, OMA)
    assert mail["Subject"].startswith("You are in: Monday Jam")
    return link(mail, LINK)


def undelivered(engine):
    with engine.connect() as connection:
        failed = Notification.status == NotificationStatus.FAILED
        return connection.execute(select(Notification.kind, Notification.reason).where(failed)).all()


@ON_BOTH_DATABASES
async def test_every_notice_comes_by_mail_with_the_way_to_cancel(app, server, make, owner, session, engine):
    path = await register(app, server, make, owner, session)
    await all_told(engine)
    assert len(mails(server, OMA)) == 1, "one confirmation"

    await edit(owner, session)
    await owner.tap("Move")
    await owner.send("Thu 20:15")
    await owner.tap("Confirm")
    assert "1 person is being told." in owner.screen
    moved = await came(server, 2, OMA)
    assert "The time has changed" in moved["Subject"]
    assert path in text(moved)
    assert "t.me" not in text(moved)

    start = await owner.send("/start")
    choice = await owner.tap_data(start, AnnounceToSession(session_id=session.id).pack())
    assert choice.buttons[0] == ["Confirmed (1)"]
    await owner.tap("Confirmed (1)")
    await owner.send("Bring warm socks.")
    await owner.tap("Send to 1 person")
    assert "Bring warm socks." in text(await came(server, 3, OMA))
    await owner.wait_for("✅ Sent to 1 person")

    assert (await ask(app, "POST", path))[0] == 200
    cancelled = await came(server, 4, OMA)
    assert "cancelled" in cancelled["Subject"]
    await all_told(engine)
    assert undelivered(engine) == []
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Alert.id))) == 0


@SIMPLEST
async def test_a_session_that_is_cancelled_tells_her(app, server, make, owner, session, engine):
    await register(app, server, make, owner, session)
    await edit(owner, session)
    await owner.tap("Cancel session")
    await owner.tap("Cancel the session and tell everybody")

    assert "Monday Jam" in (await came(server, 2, OMA))["Subject"]
    await all_told(engine)
    assert undelivered(engine) == []


@SIMPLEST
async def test_she_says_on_the_page_that_she_comes(app, server, make, owner, session, engine):
    path = await register(app, server, make, owner, session)
    assert "I am coming" not in (await ask(app, "GET", path))[1]
    make.tx.execute(update(Registration).values(coming_asked_at=NOW))
    make.commit()
    assert "I am coming" in (await ask(app, "GET", path))[1]

    status, page = await ask(app, "POST", path, what="come")

    assert (status, "I am coming" in page, "You are in, Grandma Ruiz." in page) == (200, False, True)
    with engine.connect() as connection:
        answered = select(Registration.coming_at.is_not(None), Registration.status).join(Session)
        assert connection.execute(answered).all() == [(True, "confirmed")]
