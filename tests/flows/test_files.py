"""Stories of people as files: a roster taken along, people taken in from a table."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, insert, select

from db.models import Client, Member, Registration, TeamMember, User
from db.models.registrations import Status
from db.models.team import TeamRole
from keyboards.callbacks.files import AskPeople, MakeFile, PickSpan, TakePeople
from keyboards.callbacks.organizing import ExportSeries, ExportSession, OpenHostDesk
from services import codes
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, register, until

FILE = (
    "Name;Email;Telefon\n"
    "Zoë 🤸;zoe@x.test;0170 1234567\n"
    "עומר;;+49 170 7654321\n"
    "Zoe;ZOE@x.test;\n"
    ";x@x.test;\n"
    "=HYPERLINK(1);not an address;\n"
)


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def olga(make, owner):
    return make.user("Olga Owner", telegram_id=owner.id, time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(title="Monday Jam", capacity=5, owner=olga)


@pytest.fixture
def session(make, series):
    return make.session(series=series)


async def tap(person, intent):
    start = await person.send("/start")
    return await person.tap_data(start, intent.pack())


def newest_file(sandbox, person):
    """Name and content of the last document that the bot sent to somebody."""
    sent = [one.message["document"] for one in person.messages if "document" in one.message]
    file = sandbox.world.files.get(sent[-1]["file_id"])
    return file.name, file.content


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def counted(engine, model) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(model))


@ON_BOTH_DATABASES
async def test_a_roster_is_taken_along_as_csv_and_as_a_spreadsheet(app, sandbox, crew, session, owner, engine):
    await owner.send("/start")
    crew[0].user["first_name"] = "=1+1"
    await register(crew[0], session)
    await all_told(engine)

    screen = await tap(owner, ExportSession(session_id=session.id))
    assert "Monday Jam as a file\n🗓 Wed 25 Nov, 13:00 (Berlin time)\n1 registration" in screen
    await owner.tap("CSV")
    name, content = newest_file(sandbox, owner)
    await owner.tap("Excel")
    other, book = newest_file(sandbox, owner)

    assert (name, other) == ("Monday-Jam-2026-11-25.csv", "Monday-Jam-2026-11-25.xlsx")
    [row] = table(content)
    assert (row["Name"], row["Starts"], row["Status"]) == ("'=1+1 Ruiz", "2026-11-25 13:00", "confirmed")
    page = load_workbook(io.BytesIO(book)).active
    assert [cell.value for cell in page[2]][2:4] == [row["Reference"], "=1+1 Ruiz"]
    assert owner.screen.key("Roster")


@SIMPLEST
async def test_a_series_is_taken_along_by_span(app, sandbox, make, series, owner, engine):
    for days in (-3, 2):
        quota = make.quotas(make.session(series=series, starts_in=timedelta(days=days)))[0]
        make.booked(quota, now=NOW - timedelta(days=5))

    await all_told(engine)

    assert "1 registration" in await tap(owner, ExportSeries(series_id=series.id))
    await owner.tap("All")
    assert "2 registrations" in owner.screen
    assert "✅ All" in owner.screen.buttons[0]
    await owner.tap("CSV")

    assert [row["Starts"][:10] for row in table(newest_file(sandbox, owner)[1])] == ["2026-11-20", "2026-11-25"]


@SIMPLEST
async def test_ten_thousand_rows_come_as_one_file(app, sandbox, make, series, session, owner, crew):
    quota = make.quotas(session)[0]
    about = {"session_id": session.id, "quota_id": quota.id, "starts_at": session.starts_at, "ends_at": session.ends_at}
    person = make.user()
    make.tx.execute(
        insert(Registration),
        [
            {**about, "reference": codes.new(), "user_id": person.id, "status": Status.CANCELLED, "currency": "EUR"}
            | {"places": 1, "price": 0, "booked_at": NOW, "is_late_cancellation": False}
            for _ in range(10_000)
        ],
    )
    make.tx.commit()

    await tap(owner, MakeFile(session_id=0, series_id=series.id, span="all", form="xlsx"))

    assert load_workbook(io.BytesIO(newest_file(sandbox, owner)[1]), read_only=True).active.max_row == 10_001


@ON_BOTH_DATABASES
async def test_people_are_taken_in_after_a_look_and_only_once(app, sandbox, make, series, owner, engine):
    await tap(owner, ExportSeries(series_id=series.id))
    await owner.tap("Take people in")
    assert "I take a table that Excel or another program saved as CSV." in owner.screen
    assert "You see who is new, and what I could not read, before anybody is taken in." in owner.screen
    preview = await owner.document("people.csv", FILE.encode("utf-8-sig"))
    assert "✅ 2 new people" in preview
    assert "✖️ 3 lines are not taken:" in preview
    assert "Line 4: Zoe, ZOE@x.test – This person is in the file already, in line 2." in preview
    data = preview.data("Take in 2 people")
    before = counted(engine, User)

    await owner.tap("Take in 2 people")
    await until(lambda: counted(engine, Client) == 2, "both are clients")
    await owner.tap_data(preview, data)

    assert counted(engine, User) == before + 2
    assert counted(engine, Member) == 0
    assert owner.alert == "That is done already, or about an older file."
    done = await owner.wait_for("✅ 2 people are taken in.")
    assert "✖️ 3 lines were not taken; they are in the file below." in done
    assert "Their names are found under Add person of every roster." in done
    name, content = newest_file(sandbox, owner)
    assert name == "not-taken.csv"
    assert [(row["Line"], row["Reason"]) for row in table(content)][1:] == [
        ("5", "There is no name."),
        ("6", "That is no email address."),
    ]
    assert table(content)[2]["What it says"] == "'=HYPERLINK(1), not an address"


@SIMPLEST
async def test_what_is_no_table_is_refused_and_can_be_sent_again(app, series, owner, engine):
    await tap(owner, AskPeople(host_id=series.host_id, series_id=0))
    before = dump(engine)

    assert "I need a file here" in await owner.send("Ana, ana@x.test")
    assert "I need a file here" in await owner.photo(b"\x89PNG")
    assert "I cannot read that file." in await owner.document("people.xlsx", b"PK\x03\x04....")
    assert "There is nobody in that file." in await owner.document("people.csv", b"\n")
    assert "The first line has to name the columns" in await owner.document("people.csv", b"Ana;ana@x.test")
    assert "too large" in await owner.document("people.csv", b"Name\n" + b"Ana\n" * 400_000)
    assert "too large" in await owner.document("people.csv", b"Name\n" + b"A\n" * 5_001)
    after = dump(engine)
    assert {name for name in before if before[name] != after[name]} <= {"dialogs"}
    assert "✅ 1 new person" in await owner.document("people.csv", "ФИО\nИван".encode("cp1251"))
    await owner.tap("Cancel")
    assert counted(engine, Client) == 0


@SIMPLEST
async def test_a_draft_of_an_import_outlives_a_restart_and_an_older_look_takes_nobody(start, series, owner, engine):
    async with start():
        await tap(owner, AskPeople(host_id=0, series_id=series.id))
        old = await owner.document("a.csv", b"Name\nOld")
    async with start():
        new = await owner.document("b.csv", b"Name\nNew")
        await owner.tap_data(old, old.data("Take in 1 person"))
        assert counted(engine, Client) == 0
        await owner.tap_data(new, new.data("Take in 1 person"))

    with engine.connect() as connection:
        assert connection.scalars(select(User.name).join(Client, Client.user_id == User.id)).all() == ["New"]


@SIMPLEST
async def test_who_lost_the_right_takes_nothing_along_and_nobody_in(app, make, crew, series, session, owner, engine):
    helper, user = crew[1], make.user("Bo Kimura", telegram_id=crew[1].id)
    role = TeamMember(
        host_id=series.host_id, series_id=series.id, user_id=user.id, role=TeamRole.CO_ORGANIZER, created_at=NOW
    )
    make.kept(role)
    await tap(helper, AskPeople(host_id=0, series_id=series.id))
    preview = await helper.document("a.csv", b"Name\nAna")
    make.tx.delete(role)
    make.tx.commit()
    before = dump(engine)

    for intent in (
        TakePeople(version=1),
        ExportSession(session_id=session.id),
        ExportSeries(series_id=series.id),
        PickSpan(series_id=series.id, span="all"),
        MakeFile(session_id=session.id, series_id=0, span="all", form="csv"),
        MakeFile(session_id=0, series_id=series.id, span="all", form="xlsx"),
        AskPeople(host_id=series.host_id, series_id=0),
        AskPeople(host_id=0, series_id=series.id),
    ):
        await helper.tap_data(preview, intent.pack())
        assert helper.alert in {"This is not there any more.", "Only the organizers of this session can do that."}

    assert dump(engine) == before
    assert not [one for one in helper.messages if "document" in one.message and one.message["from"]["is_bot"]]


@SIMPLEST
async def test_an_owner_takes_all_along_that_was_booked_with_the_host(app, sandbox, crew, session, owner, engine):
    await register(crew[0], session)
    await all_told(engine)
    await tap(owner, OpenHostDesk(host_id=session.host_id))
    await owner.tap("Export")
    assert "1 registration" in owner.screen
    await owner.tap("CSV")

    _, content = newest_file(sandbox, owner)

    assert [(row["Series"], row["Name"]) for row in table(content)] == [("Monday Jam", "Ana Ruiz")]
