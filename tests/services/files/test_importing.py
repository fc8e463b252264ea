"""People from a file: any usual file is read, anything odd is told by its line, and nobody is made twice."""

import asyncio
import csv
import io

import pytest

from db.models import AuditEvent, Client, Host, Member, Notification, TeamMember, User
from db.models.team import TeamRole
from services import files
from services.errors import NotFound
from services.errors.organizing import ColumnsMissing, ColumnTwice, FileEmpty, FileNotUnderstood, FileTooLarge
from services.files import BATCH, Into, Reason
from services.files.sheets import Sheet, write
from tests.factories import NOW

PLAIN = "Name;Email;Phone\nAna Ruiz;ana@x.test;+49 170 1234567\n"
ANA = ("Ana Ruiz", "ana@x.test", "+491701234567")


def people(content, country="DE"):
    found = files.read(content.encode() if isinstance(content, str) else content, country)
    return [(row.name, row.email, row.phone) for row in found.rows], [(one.line, one.reason) for one in found.problems]


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode("utf-16-be"),
        PLAIN.replace(";", "\t").encode(),
        PLAIN.replace(";", ",").encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        b"sep=;\r\n" + PLAIN.encode(),
        b"\n\n" + PLAIN.encode(),
        PLAIN.replace("Ruiz", "Ru\0iz").encode(),
        b"NAME;E-Mail;Telefon\nAna Ruiz;ANA@X.TEST;0170 1234567\n",
        "Nombre;Correo electrónico;Teléfono\nAna Ruiz;ana@x.test;+49(170)1234567\n".encode(),
        "Имя;Эл. почта;Телефон\nAna Ruiz;ana@x.test;0049 170 1234567\n".encode("cp1251"),
        "Vor- und Nachname;Straße;email;Handy\nAna Ruiz;Köpenicker Straße 5;ana@x.test;+491701234567".encode("cp1252"),
        b'"Name";"Email";"Phone"\n"Ana\nRuiz";"ana@x.test";"\'+49 170 1234567"\n',
        b"Name;Email;Phone;Shoe\nAna Ruiz;ana@x.test;+49 170 1234567\n",
    ],
)
def test_any_usual_file_is_read(content):
    assert people(content) == ([ANA], [])


def test_cyrillic_and_western_letters_of_old_programs_are_told_apart():
    assert people("ФИО\nИван Щукин".encode("cp1251"))[0] == [("Иван Щукин", None, None)]
    assert (
        people("Name\nJörg Müller-Lüdenscheidt\nÇağ Ñúñez".encode("cp1252", "replace"))[0][0][0]
        == "Jörg Müller-Lüdenscheidt"
    )


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ("", FileEmpty),
        ("\n ; \n", FileEmpty),
        ("Name;Email\n", FileEmpty),
        ("Ana;ana@x.test\nBo;bo@x.test", ColumnsMissing),
        ("Email;Phone\na@x.test;", ColumnsMissing),
        ("Name;Email;E-Mail\nAna;a@x.test;b@x.test", ColumnTwice),
        ("Name\n" + "Ana\n" * 5001, FileTooLarge),
        (b"PK\x03\x04 a spreadsheet", FileNotUnderstood),
        ("Name\n" + "x" * 200_000, FileNotUnderstood),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_as_a_whole(content, error):
    with pytest.raises(error):
        people(content)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";b@x.test;", Reason.NO_NAME),
        ("123;b@x.test;", Reason.NO_NAME),
        ("Bo;b at x;", Reason.BAD_EMAIL),
        ("Bo;b@x;", Reason.BAD_EMAIL),
        (f"Bo;{'b' * 260}@x.test;", Reason.BAD_EMAIL),
        ("Bo;;12", Reason.BAD_PHONE),
        ("Bo;;=1+1", Reason.BAD_PHONE),
        ("Bo;b@x.test;;extra", Reason.TOO_MANY),
        ("Name;Email;Phone", Reason.HEADER),
        ("Ana R;ANA@x.test;", Reason.TWICE),
        ("Ana R;;0170/1234567", Reason.TWICE),
    ],
)
def test_a_line_that_cannot_be_taken_is_told_by_its_number(line, reason):
    assert people(f"{PLAIN}{line}\nCy;;\n") == ([ANA, ("Cy", None, None)], [(3, reason)])


def test_a_line_is_counted_as_in_the_file():
    quoted = 'Name;Email\n"Ana\nRuiz";a@x.test\n\nBo;nonsense\n'

    assert people(quoted)[1] == [(5, Reason.BAD_EMAIL)]


def test_a_formula_in_a_name_goes_out_and_comes_in_as_the_same_text():
    name = '=HYPERLINK("http://x.test")'
    file = write(Sheet("s", ["Name", "Phone"], [[name, "+491701234567"]]), "csv")

    assert people(file)[0] == [(name, None, "+491701234567")]


@pytest.fixture
def owner(make):
    return make.user("Olga", language="de")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner)


def take(tx, owner, series, content, *, of_series=False):
    into = Into(series.host_id, series.id if of_series else 0)
    rows = files.read(content.encode(), "DE").rows
    return files.take(tx, into=into, rows=rows, user_id=owner.id, now=NOW)


def clients(tx, series):
    rows = tx.query(User, Client).join(Client, Client.user_id == User.id).filter(Client.host_id == series.host_id)
    return [(user.name, kept.email, kept.phone, user.telegram_id) for user, kept in rows.order_by(User.id)]


def test_people_become_clients_without_telegram_and_are_not_written_to(tx, owner, series):
    done = take(tx, owner, series, f"{PLAIN}Bo;;\n")

    assert (done.new, done.known, done.problems) == (2, 0, ())
    assert clients(tx, series) == [(*ANA, None), ("Bo", None, None, None)]
    assert tx.query(Notification).count() == 0
    assert tx.query(Member).count() == 0
    event = tx.query(AuditEvent).filter_by(action="people.imported", actor_id=owner.id).one()
    assert (event.subject_type, event.subject_id, event.data["new"]) == ("host", series.host_id, 2)


def test_the_same_file_again_makes_nobody_new(tx, owner, series):
    file = f"{PLAIN}Bo;;\nCy;;+49 170 7654321\n"
    take(tx, owner, series, file)
    before = clients(tx, series)

    done = take(tx, owner, series, file.replace("ana@x.test", "ANA@X.test").replace("+49 170 76", "0170-76"))

    assert (done.new, done.known) == (0, 3)
    assert clients(tx, series) == before


def test_an_imported_address_is_the_hosts_own_record_and_nobodys_confirmed_one(tx, make, owner, series):
    other = make.user("Ana", email="ana@x.test")
    sister = make.series(owner=make.user("Paul"))

    done = take(tx, owner, series, f"{PLAIN}Bo;;")
    take(tx, tx.get(User, tx.get(Host, sister.host_id).owner_id), sister, PLAIN)

    assert done.new == 2
    assert clients(tx, series) == [(*ANA, None), ("Bo", None, None, None)]
    assert clients(tx, sister) == [(*ANA, None)]
    assert {row.email for row in tx.query(User)} == {None, "ana@x.test"}
    assert {row.phone for row in tx.query(User)} == {None}
    assert tx.get(User, other.id).name == "Ana"


def test_a_person_confirms_an_address_that_a_host_has_of_somebody(tx, make, owner, series):
    take(tx, owner, series, PLAIN)
    ana = make.user("Ana")

    ana.email = "ana@x.test"
    tx.flush()

    assert take(tx, owner, series, PLAIN).known == 1


def test_a_client_with_telegram_is_known_by_address_or_number_and_not_by_name(tx, make, owner, series):
    for name, contact in (("Ana", {"email": "ana@x.test"}), ("Bo", {"phone": "+491707654321"}), ("Cy", {})):
        make.kept(Client(host_id=series.host_id, user_id=make.user(name, **contact).id, created_at=NOW))

    done = take(tx, owner, series, "Name;Email;Phone\nX;ana@x.test;\nY;;0170 7654321\nCy;;\n")

    assert (done.new, done.known) == (1, 2)


def test_a_private_series_gets_members_too(tx, make, owner):
    series = make.series(owner=owner, visibility="private")
    known = make.user("Ana", email="ana@x.test")
    make.kept(Client(host_id=series.host_id, user_id=known.id, created_at=NOW))

    take(tx, owner, series, f"{PLAIN}Bo;;\n", of_series=True)
    take(tx, owner, series, f"{PLAIN}Bo;;\n", of_series=True)

    assert sorted(row.user_id for row in tx.query(Member)) == [known.id, tx.query(User).filter_by(name="Bo").one().id]


def test_only_who_may_exchange_takes_people_in(tx, make, series, owner):
    door, helper = make.user(), make.user()
    about = {"host_id": series.host_id, "series_id": series.id, "created_at": NOW}
    make.kept(TeamMember(user_id=door.id, role=TeamRole.DOOR, **about))
    make.kept(TeamMember(user_id=helper.id, role=TeamRole.CO_ORGANIZER, **about))

    for person, of_series in ((door, True), (door, False), (helper, False)):
        with pytest.raises(NotFound):
            take(tx, person, series, PLAIN, of_series=of_series)
    assert clients(tx, series) == []
    assert take(tx, helper, series, PLAIN, of_series=True).new == 1


def test_a_report_is_a_table():
    rows = list(csv.reader(io.StringIO(files.report("r", ["Line"], [[7]]).decode("utf-8-sig"), newline="")))

    assert rows == [["Line"], ["7"]]


@pytest.mark.usefixtures("open_doors")
async def test_ten_imports_at_once_make_nobody_twice(db, make):
    owner = make.user("Olga")
    series = make.series(owner=owner)
    lines = "".join(f"Person {number};p{number}@x.test\n" for number in range(20))
    rows = files.read(f"Name;Email\n{lines}Bo;\n".encode(), "DE").rows
    about = {"into": Into(series.host_id), "rows": rows, "user_id": owner.id, "now": NOW}

    done = await asyncio.gather(*(db.write(files.take, **about) for _ in range(10)))

    assert sorted(one.new for one in done) == [0] * 9 + [21]
    assert len(await db.read(clients, series)) == 21


def test_five_thousand_people_broken_off_half_way_are_taken_once(tx, owner, series):
    lines = "".join(f"Person {number};p{number}@x.test\n" for number in range(1000))
    rows = files.read(f"Name;Email\n{lines}".encode(), "DE").rows
    into = Into(series.host_id)
    for start in range(0, 500, BATCH):
        files.take(tx, into=into, rows=rows[start : start + BATCH], user_id=owner.id, now=NOW)

    done = [
        files.take(tx, into=into, rows=rows[start : start + BATCH], user_id=owner.id, now=NOW)
        for start in range(0, 1000, BATCH)
    ]

    assert (sum(one.new for one in done), sum(one.known for one in done)) == (500, 500)
    assert len(clients(tx, series)) == 1000
