"""Stories of mail: an address is confirmed, copies come, an invite goes by mail, admins change the words."""

import re
from datetime import timedelta

from sqlalchemy import select

from db.models import Host, Notification, User
from services import logos
from tests.factories import picture
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.mail.reading import ask, came, link, mails, text
from tests.flows.steps import all_told, received, register

INVITE = re.compile(r"\?start=(i_[\w-]{22})")
LOGO = re.compile(r'<img src="http://127\.0\.0\.1:8080(/h/\w{8}/logo\.png\?v=\w+)"')
STOP = re.compile(r"http://127\.0\.0\.1:8080(/mail/stop/[\w.-]+)")


async def confirmed(app, server, person, address="ana@example.org"):
    """Somebody with an address of their own."""
    await person.send("/settings")
    await person.tap("About me")
    await person.tap("Email")
    await person.send(address)
    mail = await came(server, 1, address)
    assert (await ask(app, "POST", link(mail)))[0] == 200
    await person.wait_for("✅ Your email address is confirmed")
    return mail


@ON_BOTH_DATABASES
async def test_an_address_is_confirmed_by_the_link_in_its_mail(app, server, crew, engine):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("About me")
    assert "Email: none" in ana.screen
    await ana.tap("Email")
    await ana.send("ana at example")
    assert "That is no email address" in ana.screen
    await ana.send(" Ana@Example.org")
    assert "📩 I have sent you a mail" in ana.screen
    assert "⏳ ana@example.org waits for you to open the link" in ana.screen

    mail = await came(server, 1)
    assert mail["Subject"] == "Please confirm your email address"
    path = link(mail)
    status, page = await ask(app, "GET", path)
    assert (status, "ana@example.org" in page) == (200, True)
    await ana.send("/settings")
    await ana.tap("About me")
    assert "Email: none" in ana.screen

    assert (await ask(app, "POST", path))[0] == 200
    await ana.wait_for("✅ Your email address is confirmed: ana@example.org")
    await ana.send("/settings")
    await ana.tap("About me")
    assert "Email: ana@example.org" in ana.screen
    assert (await ask(app, "POST", path))[0] == 404

    with engine.connect() as connection:
        kept = connection.execute(select(Notification.content).where(Notification.channel == "email")).scalar()
    assert kept["subject"] == mail["Subject"]
    assert path.rpartition("/")[2] not in str(kept)

    await ana.tap("Remove email")
    assert "Email: none" in ana.screen


@ON_BOTH_DATABASES
async def test_an_address_of_somebody_else_is_refused_and_mine_stays(app, server, crew):
    ana, bo = crew[:2]
    await confirmed(app, server, ana)
    await confirmed(app, server, bo, "bo@example.org")

    await bo.send("/settings")
    await bo.tap("About me")
    await bo.tap("Email")
    await bo.send("ANA@example.org")

    assert "This email is already registered" in bo.screen
    await bo.send("/settings")
    await bo.tap("About me")
    assert "Email: bo@example.org" in bo.screen
    assert len(mails(server)) == 1


@SIMPLEST
async def test_a_newer_link_ends_the_older_one(app, server, crew):
    ana = crew[0]
    paths = []
    for count in (1, 2):
        await ana.send("/settings")
        await ana.tap("About me")
        await ana.tap("Email")
        await ana.send("ana@example.org")
        paths.append(link(await came(server, count)))

    assert (await ask(app, "POST", paths[0]))[0] == 404
    assert (await ask(app, "POST", paths[1]))[0] == 200


@ON_BOTH_DATABASES
async def test_a_confirmation_comes_by_mail_too_until_its_reader_has_enough(app, server, crew, make, engine):
    ana = crew[0]
    await confirmed(app, server, ana)
    sessions = [make.session(starts_in=timedelta(days=day), title="Jam <b>& Joy</b>") for day in (2, 3)]

    await register(ana, sessions[0])
    mail = await came(server, 2)
    assert mail["From"] == "Jam <jam@example.org>"
    assert mail["Subject"].startswith("You are in: Jam <b>& Joy</b> · Wed 25 Nov, ")
    assert f"?start=s_{sessions[0].code}" in text(mail)
    html = mail.get_body(("html",)).get_content()
    assert "Jam &lt;b&gt;&amp; Joy&lt;/b&gt;" in html

    stop = link(mail, STOP)
    assert stop in mail["List-Unsubscribe"]
    assert (await ask(app, "POST", stop))[0] == 200
    await register(ana, sessions[1])
    await all_told(engine)
    assert len(mails(server)) == 2
    assert received(ana, "✅ You are in: Jam <b>& Joy</b>") == 2


@SIMPLEST
async def test_a_mail_shows_the_logo_of_its_host(app, server, crew, make):
    ana = crew[0]
    await confirmed(app, server, ana)
    session = make.session(starts_in=timedelta(days=2))
    logos.put(make.tx, make.tx.get_one(Host, session.host_id), logos.read(picture()))
    make.commit()

    await register(ana, session)

    shown = LOGO.search((await came(server, 2)).get_body(("html",)).get_content())
    assert shown
    assert (await ask(app, "GET", shown[1]))[0] == 200


@SIMPLEST
async def test_which_mails_come_is_chosen_by_who_has_an_address(app, server, crew):
    ana = crew[0]
    await ana.send("/settings")
    await ana.tap("Messages")
    assert "by email" not in str(ana.screen.buttons)

    await confirmed(app, server, ana)
    await ana.send("/settings")
    await ana.tap("Messages")
    await ana.tap("✅ Reminders by email")
    assert "◻️ Reminders by email" in str(ana.screen.buttons)


@SIMPLEST
async def test_without_a_mail_server_nobody_is_asked_for_an_address(start, crew, make, engine):
    async with start():
        ana = crew[0]
        await ana.send("/settings")
        await ana.tap("About me")
        assert "Email" not in ana.screen
        assert "Email" not in str(ana.screen.buttons)
        await register(ana, make.session())
        await all_told(engine)
    with engine.connect() as connection:
        assert set(connection.scalars(select(Notification.channel))) == {"telegram"}


@ON_BOTH_DATABASES
async def test_a_co_organizer_is_invited_by_mail(app, server, crew, make):
    ana, bo = crew[:2]
    await ana.send("/start")
    owner = make.tx.query(User).filter_by(telegram_id=ana.id).one()
    series = make.series(owner=owner, title="Monday Jam")
    make.session(series=series)
    await ana.send("/organize")
    await ana.tap("Monday Jam")
    await ana.tap("Team")
    await ana.tap("Send by email")
    await ana.send("nobody")
    assert "That is no email address" in ana.screen
    await ana.send("bo@example.org")
    assert "The invite is on its way to bo@example.org" in ana.screen

    mail = await came(server, 1, "bo@example.org")
    assert mail["Subject"] == "Ana Ruiz invites you: Monday Jam"
    payload = link(mail, INVITE)
    await bo.open(payload)
    await bo.tap("Join")
    await bo.wait_for("✅ You help now: Monday Jam")


@SIMPLEST
async def test_admins_change_the_words_of_mails(start, crew, make):
    ana = crew[0]
    async with start(admin_ids=str(ana.id)):
        await ana.send("/admin")
        await ana.tap("Mail texts")
        assert "No mail was sent in the last 30 days." in ana.screen
        while "registration confirmed" not in str(ana.screen.buttons):
            await ana.tap("Next")
        await ana.tap("registration confirmed")
        assert "{headline} · {day}, {time}" in ana.screen
        await ana.tap("Change subject")
        await ana.send("Yes {nonsense}")
        assert "I cannot fill the gap {nonsense}" in ana.screen
        await ana.send("Yes, {name}: {title}")
        assert "✅ That is kept." in ana.screen
        await ana.tap("Preview")
        assert "Yes, Ana Ruiz: Monday Jam" in ana.screen
        await ana.tap("Back")
        await ana.tap("Usual words again")
        assert "These are the usual words." in ana.screen
