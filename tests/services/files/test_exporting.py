"""Registrations as a file: what is in it, that no cell of it is run, and who may have it."""

import csv
import io
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook

from db.models import AuditEvent, Client, Series, TeamMember
from db.models.registrations import Attendance
from db.models.team import TeamRole
from services import files, registrations
from services.errors import NotAllowed, NotFound
from services.files import Head, Scope
from services.files.sheets import Sheet, harmless, write
from services.translator import Translator
from tests.factories import NOW

EN = Translator("en", "Europe/Berlin")
WICKED = '=HYPERLINK("http://x.test","Ana")'


@pytest.fixture
def owner(make):
    return make.user("Olga")


@pytest.fixture
def session(make, owner):
    return make.session(owner=owner, roles={"base": 2, "flyer": 5})


def exported(tx, owner, scope, form="csv", t=EN):
    head = files.begin(tx, scope=scope, form=form, user_id=owner.id, now=NOW)
    rows = files.page(tx, scope=scope, user_id=owner.id, after=0, now=NOW)
    return files.build(head, rows, form, t)


def test_what_a_host_has_of_a_person_stands_in_for_what_they_did_not_tell(tx, make, owner, session):
    base, _ = make.quotas(session)
    told, untold = make.user("Told", phone="+491701234567"), make.user("Untold")
    for person in (told, untold):
        make.booked(base, person)
        client = tx.query(Client).filter_by(user_id=person.id).one()
        client.phone, client.email = "+493012345678", "kept@x.test"
    tx.flush()

    rows = table(exported(tx, owner, Scope(session_id=session.id))[1])

    assert [(row["Phone"], row["Email"]) for row in rows] == [
        ("'+491701234567", "kept@x.test"),
        ("'+493012345678", "kept@x.test"),
    ]


def table(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_roster_has_who_is_in_and_who_waits_with_all_that_is_known(tx, make, owner, session):
    base, flyer = make.quotas(session)
    person = make.user("Zoë 🤸 עומר", phone="+491701234567", email="z@x.test")
    one = make.booked(base, person)
    one.request, one.note, one.guests, one.attendance = "two\nlines", "careful", ["Bo", "Cy"], Attendance.LATE
    make.booked(base)
    waits = make.waiting(base, make.user("Waits"))
    gone = make.booked(flyer)
    registrations.cancel(tx, user_id=gone.user_id, registration_id=gone.id, now=NOW)

    name, content = exported(tx, owner, Scope(session_id=session.id))

    rows = table(content)
    assert name == "Monday-Jam-2026-11-25.csv"
    assert [row["Reference"] for row in rows][::2] == [one.reference, waits.reference]
    assert rows[0] == {
        "Starts": "2026-11-25 13:00",
        "Time zone": "Berlin time",
        "Reference": one.reference,
        "Name": "Zoë 🤸 עומר",
        "Role": "base",
        "Places": "1",
        "Guests": "Bo, Cy",
        "Status": "confirmed",
        "Attendance": "came late",
        "Booked": "2026-11-23 13:00",
        "Wish": "two\nlines",
        "Phone": "'+491701234567",
        "Email": "z@x.test",
        "Private note": "careful",
    }
    assert rows[2]["Status"] == "on the waitlist"
    assert tx.query(AuditEvent).filter_by(action="registrations.exported", actor_id=owner.id).one().data == {
        "form": "csv",
        "span": "all",
    }


def test_a_spreadsheet_has_typed_cells_and_a_frozen_head(tx, make, owner, session):
    base = make.quotas(session)[0]
    make.booked(base, make.user(WICKED[:64], phone="+491701234567"))

    name, content = exported(tx, owner, Scope(session_id=session.id), "xlsx")

    page = load_workbook(io.BytesIO(content)).active
    assert name.endswith(".xlsx")
    assert page.freeze_panes == "A2"
    by_title = dict(zip([cell.value for cell in page[1]], page[2], strict=True))
    assert by_title["Starts"].value == datetime(2026, 11, 25, 13, 0)
    assert by_title["Starts"].is_date
    assert (by_title["Places"].value, by_title["Places"].data_type) == (1, "n")
    assert (by_title["Name"].value, by_title["Name"].data_type) == (WICKED[:64], "s")
    assert (by_title["Phone"].value, by_title["Phone"].data_type) == ("+491701234567", "s")
    assert page.column_dimensions["C"].width > 8


@pytest.mark.parametrize(("span", "expected"), [("coming", [2, 9]), ("recent", [-3]), ("all", [-40, -3, 2, 9])])
def test_a_series_is_exported_by_span(tx, make, owner, span, expected):
    series = make.series(owner=owner)
    for days in (9, 2, -3, -40):
        quota = make.quotas(make.session(series=series, starts_in=timedelta(days=days)))[0]
        make.booked(quota, now=NOW - timedelta(days=60))

    scope = Scope(series_id=series.id, span=span)

    starts = [datetime.fromisoformat(row["Starts"]) for row in table(exported(tx, owner, scope)[1])]
    assert [(one.date() - NOW.date()).days for one in starts] == expected
    assert files.count(tx, scope=scope, user_id=owner.id, now=NOW)[1] == len(expected)


def test_a_file_speaks_its_readers_language(tx, make, owner, session):
    make.booked(make.quotas(session)[0])

    rows = table(exported(tx, owner, Scope(session_id=session.id), t=Translator("de"))[1])

    assert "Zeitzone" in rows[0] or "Time zone" in rows[0]


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR])
def test_only_who_may_exchange_takes_people_along(tx, make, owner, session, role):
    person = make.user()
    if role:
        of = session.series_id if role == TeamRole.DOOR else None
        make.kept(TeamMember(host_id=session.host_id, series_id=of, user_id=person.id, role=role, created_at=NOW))
        if role == TeamRole.INSTRUCTOR:
            session.instructor_id = person.id
    scope = Scope(session_id=session.id)

    looks: list[tuple[Callable[..., Any], dict[str, Any]]] = [
        (files.count, {}),
        (files.page, {"after": 0}),
        (files.begin, {"form": "csv"}),
    ]
    for look, extra in looks:
        with pytest.raises(NotAllowed):
            look(tx, scope=scope, user_id=person.id, now=NOW, **extra)
        with pytest.raises(NotFound):
            look(tx, scope=Scope(series_id=session.series_id), user_id=person.id, now=NOW, **extra)
    assert tx.query(AuditEvent).filter_by(action="registrations.exported").count() == 0


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-1", "@x", "\tx", "\rx", "\nx"])
def test_what_begins_like_a_formula_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"
    [row] = csv.reader(
        io.StringIO(write(Sheet("s", ["a"], [[cell]]), "csv").decode("utf-8-sig").split("\r\n", 1)[1], newline="")
    )
    assert row == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["a=1", "", "Ana", -5, 7, None, NOW])
def test_anything_else_stays(cell):
    assert harmless(cell) == cell


def test_ten_thousand_rows_are_built_within_seconds():
    head = Head("Jam", None, "UTC", has_contacts=False, has_notes=False)
    sheet = Sheet(head.title, ["a"] * 14, [[f"cell {number}"] * 13 + [number] for number in range(10_000)])

    before = time.perf_counter()
    sizes = [len(write(sheet, form)) for form in ("csv", "xlsx")]

    assert time.perf_counter() - before < 20
    assert min(sizes) > 100_000


def test_a_hosts_file_has_all_that_was_booked_with_it_and_with_nobody_else(tx, make, owner, session):
    other = make.kept(
        Series(
            code="other",
            host_id=session.host_id,
            title="Handstands",
            quotas=[{"name": "", "capacity": 5}],
            duration_minutes=60,
            currency="EUR",
            created_at=NOW,
        )
    )
    booked = [make.booked(make.quotas(one)[0]) for one in (session, make.session(series=other))]
    make.booked(make.quota(title="Elsewhere"))

    _, content = exported(tx, owner, Scope(host_id=session.host_id))

    rows = table(content)
    assert [(row["Series"], row["Reference"]) for row in rows] == [
        ("Monday Jam", booked[0].reference),
        ("Handstands", booked[1].reference),
    ]
    subject = tx.query(AuditEvent).filter_by(action="registrations.exported").one()
    assert (subject.subject_type, subject.subject_id) == ("host", session.host_id)
    with pytest.raises(NotFound):
        files.count(tx, scope=Scope(host_id=session.host_id), user_id=make.user().id, now=NOW)
