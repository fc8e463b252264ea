"""The export has everything that is kept of a person, and nothing of anybody else."""

import json
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session as Tx

from db.models import Client, TeamMember, User
from db.models.team import TeamRole
from services import calendars, dialogs, privacy, profiles, team
from services.errors import TooManyAttempts
from tests.factories import NOW
from tests.fakes import FakeCipher

CIPHER = FakeCipher()


def export(tx: Tx, person: User, now: datetime = NOW) -> bytes:
    return privacy.export(tx, user_id=person.id, cipher=CIPHER, now=now)


def test_export_has_all_that_is_kept(tx, make):
    ana, other = make.user("Ana Ruiz", called="Ani", phone="+491701234567"), make.user("Somebody Else")
    quota = make.quota(title="Monday Jam", roles={"base": 5})
    booked = make.booked(quota, ana)
    booked.request, booked.guests = "A mat, please", ["Guest One"]
    make.booked(quota, other)
    contact = profiles.EmergencyContact("Maria", "+491701234568")
    profiles.set_contact(tx, user_id=ana.id, encrypted=contact.encrypted(CIPHER), version=0, now=NOW)
    token = calendars.subscribe(tx, user_id=ana.id, now=NOW).token
    place = dialogs.Place(ana.telegram_id, ana.telegram_id)
    dialogs.set_data(tx, place=place, data={"draft": "half a name"}, now=NOW)
    tx.flush()

    document = export(tx, ana)

    told = json.loads(document)
    assert told["profile"]["called"] == "Ani"
    assert told["profile"]["emergency_contact"] == {"name": "Maria", "phone": "+491701234568"}
    [registration] = told["registrations"]
    assert (registration["title"], registration["role"], registration["status"]) == ("Monday Jam", "base", "confirmed")
    assert (registration["reference"], registration["guests"]) == (booked.reference, ["Guest One"])
    assert registration["request"] == "A mat, please"
    assert [message["kind"] for message in told["messages"]] == ["registration_confirmed"]
    assert [link["purpose"] for link in told["links"]] == ["feed"]
    assert told["dialogs"][0]["data"] == {"draft": "half a name"}
    assert {"registration.confirmed", "user.edited", "calendar.subscribed"} <= {act["action"] for act in told["acts"]}
    assert told["exported_at"] == NOW.isoformat()
    for secret in (token, '"hash"', "Somebody"):
        assert secret not in document.decode()


def test_export_has_what_hosts_have_of_a_person_but_their_own_notes(tx, make):
    ana = make.user("Ana")
    quota = make.quota(title="Monday Jam")
    make.booked(quota, ana).note = "pays at the door"
    make.booked(quota)
    client = tx.query(Client).filter_by(user_id=ana.id).one()
    client.note, client.email, client.phone = "likes tea", "kept@x.test", "+493012345678"
    tx.flush()

    document = export(tx, ana)

    told = json.loads(document)
    [known] = told["known_to"]
    assert known["host"] == "Tanzfabrik"
    assert "note" not in known.keys() | told["registrations"][0].keys()
    assert [note for note in ("likes tea", "pays at the door") if note in document.decode()] == []
    assert (known["email"], known["phone"]) == ("kept@x.test", "+493012345678")


def test_export_of_a_newcomer_is_whole_too(tx, make):
    told = json.loads(export(tx, make.user()))

    assert told["registrations"] == told["messages"] == told["hosts"] == []


def test_export_works_once_a_minute(tx, make):
    ana = make.user()
    export(tx, ana)

    with pytest.raises(TooManyAttempts):
        export(tx, ana, NOW + timedelta(seconds=59))
    export(tx, make.user())
    export(tx, ana, NOW + timedelta(seconds=60))


def test_export_tells_whom_they_help_and_what_they_invited_to(tx, make):
    ana, owner = make.user("Ana"), make.user("Olga")
    series = make.series(owner=owner, title="Monday Jam")
    where = {"host_id": series.host_id, "user_id": ana.id, "created_at": NOW}
    make.kept(TeamMember(**where, role=TeamRole.MANAGER))
    make.kept(TeamMember(**where, series_id=series.id, role=TeamRole.DOOR))
    invite = team.invite(tx, user_id=ana.id, role=team.Invited.DOOR, scope_id=series.id, now=NOW)

    document = export(tx, ana)

    told = json.loads(document)
    assert [(one["host"], one["series"], one["role"]) for one in told["teams"]] == [
        ("Tanzfabrik", None, "manager"),
        ("Tanzfabrik", "Monday Jam", "door"),
    ]
    assert [(link["purpose"], link["data"]) for link in told["links"]] == [("invite", {"role": "door"})]
    assert invite.token not in document.decode()
