"""A profile is edited on the version that its owner saw, and everybody else's stays as it is."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from db.models import AuditEvent, User
from services import privacy, profiles, users
from services.errors import NameMissing, NotFound, ProfileChanged
from tests.factories import NOW
from tests.fakes import FakeCipher

CIPHER = FakeCipher()


@pytest.fixture
def person(make):
    return make.user("Ana Ruiz")


def seen(tx: Tx, person: User, cipher: FakeCipher = CIPHER) -> profiles.Details:
    return profiles.details(tx, user_id=person.id, cipher=cipher, now=NOW)


def test_details_of_a_newcomer(tx, person):
    assert seen(tx, person) == profiles.Details(
        telegram_name="Ana Ruiz",
        called=None,
        shows_name=True,
        email=None,
        pending_email=None,
        is_email_failed=False,
        phone=None,
        contact=None,
        is_contact_lost=False,
        version=0,
    )


def test_a_name_is_what_others_see_until_it_is_forgotten(tx, person):
    profiles.set_name(tx, user_id=person.id, typed=" \u202eAni\n the  Flyer ", version=0, now=NOW)
    assert (seen(tx, person).called, seen(tx, person).version) == ("Ani the Flyer", 1)

    profiles.forget_name(tx, user_id=person.id, version=1, now=NOW)
    assert seen(tx, person).called is None


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "🤸", "123", "...", "\x00"])
def test_a_name_has_a_letter(tx, person, typed):
    with pytest.raises(NameMissing):
        profiles.set_name(tx, user_id=person.id, typed=typed, version=0, now=NOW)


def test_a_long_name_is_cut(tx, person):
    profiles.set_name(tx, user_id=person.id, typed="x" * 4000, version=0, now=NOW)

    assert seen(tx, person).called == "x" * 64


def test_phone_contact_and_groups_are_kept_and_forgotten(tx, make, person):
    contact, other = profiles.EmergencyContact("Maria", "+491701234567"), make.user()
    profiles.set_phone(tx, user_id=person.id, phone="+491701234567", version=0, now=NOW)
    profiles.set_contact(tx, user_id=person.id, encrypted=contact.encrypted(CIPHER), version=1, now=NOW)
    profiles.show_in_groups(tx, user_id=person.id, on=False, now=NOW)

    details = seen(tx, person)
    assert (details.phone, details.contact, details.shows_name) == ("+491701234567", contact, False)
    assert person.emergency_contact != str(contact)
    assert seen(tx, other).contact is None

    profiles.forget_phone(tx, user_id=person.id, version=3, now=NOW)
    profiles.forget_contact(tx, user_id=person.id, version=4, now=NOW)
    assert (seen(tx, person).phone, seen(tx, person).contact) == (None, None)


def test_a_contact_whose_key_is_gone_is_said_to_be_lost(tx, person):
    encrypted = profiles.EmergencyContact("Maria", "+491701234567").encrypted(CIPHER)
    profiles.set_contact(tx, user_id=person.id, encrypted=encrypted, version=0, now=NOW)

    details = seen(tx, person, FakeCipher("another"))

    assert (details.contact, details.is_contact_lost) == (None, True)


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (profiles.set_name, {"typed": "Ani"}),
        (profiles.forget_name, {}),
        (profiles.set_phone, {"phone": "+491701234567"}),
        (profiles.forget_phone, {}),
        (profiles.set_contact, {"encrypted": "x"}),
        (profiles.forget_contact, {}),
    ],
)
def test_an_edit_that_began_on_an_older_version_is_refused(tx, person, act, given):
    users.set_time_zone(tx, user_id=person.id, time_zone="Europe/Berlin", now=NOW)
    before = seen(tx, person)

    with pytest.raises(ProfileChanged):
        act(tx, user_id=person.id, version=0, now=NOW, **given)

    assert seen(tx, person) == before


async def test_of_ten_edits_at_once_one_is_kept(db, make):
    person = make.user()

    outcomes = await asyncio.gather(
        *(
            db.write(profiles.set_name, user_id=person.id, typed=f"Name {letter}", version=0, now=NOW)
            for letter in "ABCDEFGHIJ"
        ),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {type(None): 1, ProfileChanged: 9}


def test_the_audit_names_what_was_edited_and_not_what_it_holds(tx, person):
    profiles.set_phone(tx, user_id=person.id, phone="+491701234567", version=0, now=NOW)

    row = tx.scalars(select(AuditEvent)).one()
    assert (row.action, row.actor_id, row.data) == ("user.edited", person.id, {"fields": ["phone"]})


def test_who_was_erased_is_edited_by_no_late_tap(tx, person):
    privacy.erase(tx, user_id=person.id, now=NOW)

    with pytest.raises(NotFound):
        profiles.show_in_groups(tx, user_id=person.id, on=True, now=NOW)
