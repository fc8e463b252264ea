"""Stories of admins: who they are, people found and blocked, hosts, failed messages, the audit, alerts."""

from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select, update

from db.models import AuditEvent, Notification, User
from db.models.notifications import NotificationStatus
from keyboards.callbacks import admin as intents
from services import alerts
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import ONLY_BUTTONS, all_told, dump, received, register, wait_in_line

OUT_OF_DATE = "That button is out of date. Here is what is true now."


@pytest.fixture
def adam(sandbox):
    return sandbox.person("Adam Admin")


@pytest.fixture
def running(start, adam):
    """The program with Adam as its admin, who is at the admins' home."""

    @asynccontextmanager
    async def started():
        async with start(admin_ids=str(adam.id)) as app:
            await adam.send("/admin")
            yield app

    return started


def audit(engine, action):
    with engine.connect() as connection:
        return connection.execute(select(AuditEvent).where(AuditEvent.action == action)).all()


FORGED = [
    "admin",
    *(
        intent.pack()
        for intent in (
            intents.ListPeople(),
            intents.ShowPerson(user_id=1),
            intents.AskBlocking(user_id=1),
            intents.Block(user_id=1),
            intents.Unblock(user_id=1),
            intents.ListHosts(),
            intents.ShowHost(host_id=1),
            intents.Verify(host_id=1, is_on=1),
            intents.AskDeactivating(host_id=1),
            intents.SetActive(host_id=1, is_on=0),
            intents.ListFailed(),
            intents.ShowFailed(notification_id=1),
            intents.RetryFailed(notification_id=1),
            intents.DropFailed(up_to=10),
            intents.SearchAudit(),
            intents.AuditOfPerson(user_id=1),
            intents.ListAlerts(),
            intents.Acknowledge(alert_id=1),
        )
    ),
]


@SIMPLEST
async def test_for_others_there_is_no_such_command(app, crew, make, engine):
    ana = crew[0]
    make.session()
    await ana.send("/admin")
    assert ONLY_BUTTONS in ana.screen
    home = await ana.send("/start")
    before = dump(engine)

    for data in FORGED:
        await ana.tap_data(home, data)
        assert ana.alert == OUT_OF_DATE

    assert dump(engine) == before


@SIMPLEST
async def test_who_is_an_admin_no_more_loses_it_at_the_next_contact(start, adam, make, engine):
    make.host()
    async with start(admin_ids=str(adam.id)):
        await adam.send("/admin")
        old = adam.screen
        assert "Admin" in old
    async with start():
        await adam.send("/start")
        before = dump(engine)

        for data in FORGED:
            await adam.tap_data(old, data)
            assert adam.alert == OUT_OF_DATE

        assert dump(engine) == before
        with engine.connect() as connection:
            assert connection.scalar(select(User.is_admin).where(User.telegram_id == adam.id)) is False


@ON_BOTH_DATABASES
async def test_blocking_tells_what_it_does_and_the_place_goes_on(running, crew, adam, make, engine):
    ana, bo, _ = crew
    session = make.session(title="Monday Jam", capacity=1)
    async with running():
        await register(ana, session)
        await wait_in_line(bo, session)
        await adam.tap("People")
        await adam.send("ana")
        assert "People: ana" in adam.screen
        await adam.tap("Ana Ruiz")
        assert "1 registration to come, 0 turns in line" in adam.screen

        question = await adam.tap("Block")
        assert "1 registration is cancelled now; who waits for the place gets it." in question
        await adam.tap("Yes, block and cancel")

        assert "✅ Blocked; 1 registration ended." in adam.screen
        await bo.wait_for("✅")
        await all_told(engine)
        assert received(ana, "Monday Jam") > 1
        assert len(audit(engine, "user.blocked")) == 1
        await ana.open(f"s_{make.session(title='Night Jam').code}")
        assert ana.screen.key("Register") is None
        await adam.tap("Unblock")
        assert "✅ Let in again." in adam.screen
        await ana.open(f"s_{make.session(title='Late Jam').code}")
        assert ana.screen.key("Register")


@SIMPLEST
async def test_an_admin_is_shown_why_they_cannot_be_blocked(running, adam, engine):
    async with running():
        await adam.tap("People")
        await adam.tap("Adam Admin")

        assert "Role: admin, by ADMIN_IDS." in adam.screen
        assert adam.screen.key("Block") is None
        with engine.connect() as connection:
            own = connection.scalar(select(User.id).where(User.telegram_id == adam.id))
        await adam.tap_data(adam.screen, intents.Block(user_id=own).pack())
        assert adam.alert == "An admin cannot be blocked. Take their id out of ADMIN_IDS first."


@SIMPLEST
async def test_what_is_no_text_is_no_search(running, adam):
    async with running():
        await adam.tap("People")
        await adam.photo(b"\x89PNG\r\n\x1a\n" + b"\x00" * 32)
        assert "Please type some." in adam.screen

        await adam.send("nobody at all")
        assert "Nobody fits." in adam.screen

        await adam.tap("Everybody")
        assert "Adam Admin · admin" in adam.screen


@SIMPLEST
async def test_hosts_are_verified_put_away_and_brought_back(running, adam, make, crew, engine):
    session = make.session(title="Monday Jam")
    make.booked(make.quotas(session)[0])
    async with running():
        await adam.tap("Hosts")
        assert "1 series, 1 sessions to come, 0 past, 1 registrations of 1 people" in adam.screen
        await adam.tap("Tanzfabrik")
        assert "not verified" in adam.screen
        await adam.tap("Verify")
        assert "✅ verified" in adam.screen

        question = await adam.tap("Deactivate")
        assert "1 registration stays" in question
        assert audit(engine, "host.deactivated") == []
        await adam.tap("Yes, deactivate")

        assert "✖️ deactivated" in adam.screen
        card = await crew[0].open(f"s_{session.code}")
        assert card.key("Register") is None
        await adam.tap("Reactivate")
        card = await crew[0].open(f"s_{session.code}")
        assert card.key("Register")
        assert len(audit(engine, "host.verified")) == 1


@SIMPLEST
async def test_failed_messages_are_tried_again_or_dropped(running, adam, make, crew, engine):
    ana, bo, _ = crew
    session = make.session(title="Monday Jam")
    async with running():
        for person in (ana, bo):
            await register(person, session)
        await all_told(engine)
        with engine.begin() as connection:
            connection.execute(
                update(Notification)
                .where(Notification.kind == "registration_confirmed")
                .values(status=NotificationStatus.FAILED, reason="Forbidden: <bot> was blocked")
            )
        heard = received(ana, "Monday Jam")
        await adam.send("/admin")
        await adam.tap("Failed messages (2)")
        assert "Forbidden: <bot> was blocked" in adam.screen

        await adam.tap("2. Ana Ruiz")
        await adam.tap("Try again")
        assert "✅ 1 message is on its way again." in adam.screen
        await all_told(engine)
        assert received(ana, "Monday Jam") == heard + 1

        await adam.tap("Drop all")
        assert "✅ 1 message is given up." in adam.screen
        assert "None: everything arrived" in adam.screen


@SIMPLEST
async def test_the_audit_is_searched_and_paged(running, adam, make, crew):
    session = make.session(title="Monday Jam")
    for _ in range(9):
        make.session()
    async with running():
        await register(crew[0], session)
        await adam.tap("Audit")
        assert "Ana Ruiz: registration confirmed · Ana Ruiz, Monday Jam, Wed" in adam.screen

        await adam.send("session scheduled")
        assert "Audit: session scheduled" in adam.screen
        await adam.tap("Next")
        assert len(adam.screen.text.splitlines()) == 6
        assert "Audit: session scheduled" in adam.screen

        await adam.tap("Everything")
        assert "registration confirmed" in adam.screen


@SIMPLEST
async def test_an_alert_reaches_an_admin_until_they_have_seen_to_it(running, adam, engine):
    async with running() as app:
        await app.db.write(alerts.raise_alert, "template_failed", subject=("template", 7), now=NOW, reason="no quota")
        notice = await adam.wait_for("⏳ Something needs an admin: template failed")
        assert notice.key("Alerts")

        await adam.tap("Alerts")
        assert "template 7 · reason: no quota\n1 time, last Mon" in adam.screen
        await adam.tap("1 is seen to")

        assert "None is open." in adam.screen
        assert len(audit(engine, "alert.acknowledged")) == 1
