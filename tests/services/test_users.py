"""People: what we take from a Telegram profile, and how they want to be talked to."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from db.models import AuditEvent, User
from services import privacy, users
from services.errors import NotFound, UnknownTimeZone
from services.users import Person, Profile
from tests.factories import NOW


def profile(**given: Any) -> Profile:
    told: dict[str, Any] = {
        "telegram_id": 7,
        "name": "Ana",
        "language_code": "en",
        "default_zone": "UTC",
        "default_language": "en",
        "is_admin": False,
    }
    return users.profile(**(told | given))


@pytest.mark.parametrize(
    ("code", "language", "zone"),
    [
        ("de", "de", "Europe/Berlin"),
        ("de-AT", "de", "Europe/Berlin"),
        ("ES", "es", "Europe/Madrid"),
        ("ru", "ru", "Europe/Moscow"),
        ("en-GB", "en", "UTC"),
        ("fr", "de", "Europe/Berlin"),
        ("", "de", "Europe/Berlin"),
        (None, "de", "Europe/Berlin"),
    ],
)
def test_profile_guesses_language_and_zone(code, language, zone):
    guess = profile(language_code=code, default_zone="UTC", default_language="de")

    assert (guess.language, guess.time_zone) == (language, zone)


@pytest.mark.parametrize("code", ["de", "es", "en", "fr", None])
def test_a_zone_that_the_operator_named_is_everybodys(code):
    assert profile(language_code=code, default_zone="Asia/Tokyo").time_zone == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("  Ana\n", "Ana"), ("\u202eanA", "anA"), ("\u200b", "?"), ("", "?"), ("x" * 200, "x" * 64), ("\ud800", "?")],
)
def test_profile_has_a_name_that_can_be_shown(name, shown):
    assert profile(name=name).name == shown


def test_welcome_knows_a_person_from_now_on(tx):
    person = users.welcome(tx, profile=profile(is_admin=True, language_code="de"), now=NOW)

    assert person == Person(person.id, "Ana", "de", "Europe/Berlin", is_admin=True, is_reachable=True)
    assert users.find(tx, telegram_id=7) == person
    assert tx.query(User).one().created_at == NOW


def test_welcome_again_keeps_what_the_person_chose_and_takes_the_new_name(tx):
    first = users.welcome(tx, profile=profile(), now=NOW)
    users.set_language(tx, user_id=first.id, language="ru", now=NOW)
    users.set_time_zone(tx, user_id=first.id, time_zone="Asia/Tokyo", now=NOW)
    tx.get(User, first.id).unreachable_at = NOW + timedelta(days=1)
    tx.flush()
    known = users.find(tx, telegram_id=7)
    assert known
    assert known.is_reachable is False

    again = users.welcome(tx, profile=profile(name="Anna", language_code="de"), now=NOW)

    assert again == Person(first.id, "Anna", "ru", "Asia/Tokyo", is_admin=False, is_reachable=True)
    assert users.find(tx, telegram_id=7) == again
    assert tx.query(User).count() == 1


def test_a_refusal_in_the_moment_somebody_came_does_not_forget_what_they_chose(tx):
    first = users.welcome(tx, profile=profile(), now=NOW)
    users.set_language(tx, user_id=first.id, language="ru", now=NOW)
    tx.get(User, first.id).unreachable_at = NOW
    tx.flush()

    again = users.welcome(tx, profile=profile(language_code="de"), now=NOW)

    assert (again.language, again.is_reachable) == ("ru", True)


def test_who_was_entered_by_hand_is_talked_to_their_own_way_from_the_first_word_on(tx, make):
    entered = make.user("Ana", telegram_id=7, language="de", entered_at=NOW, unreachable_at=NOW + timedelta(hours=1))

    came = users.welcome(tx, profile=profile(language_code="es"), now=NOW + timedelta(days=1))
    users.set_language(tx, user_id=came.id, language="ru", now=NOW)
    again = users.welcome(tx, profile=profile(language_code="es"), now=NOW + timedelta(days=2))

    assert (came.id, came.language, came.time_zone) == (entered.id, "es", "Europe/Madrid")
    assert again.language == "ru"


async def test_a_newcomer_who_writes_ten_times_at_once_is_one_person(db):
    people = await asyncio.gather(*(db.write(users.welcome, profile=profile(), now=NOW) for _ in range(10)))

    assert len({person.id for person in people}) == 1


def test_find_does_not_know_a_stranger(tx):
    assert users.find(tx, telegram_id=7) is None


def test_set_language_is_written_down(tx, make):
    person = make.user()

    users.set_language(tx, user_id=person.id, language="es", now=NOW)

    event = tx.query(AuditEvent).one()
    assert person.language == "es"
    assert (event.action, event.actor_id, event.data) == ("user.edited", person.id, {"fields": ["language"]})
    assert (event.subject_type, event.subject_id) == ("user", person.id)


@pytest.mark.parametrize("language", ["fr", "", "EN", "en-GB"])
def test_set_language_refuses_one_that_we_do_not_speak(tx, make, language):
    person = make.user()

    with pytest.raises(NotFound):
        users.set_language(tx, user_id=person.id, language=language, now=NOW)

    assert person.language == "en"


def test_set_time_zone_is_written_down(tx, make):
    person = make.user()

    users.set_time_zone(tx, user_id=person.id, time_zone="Asia/Tokyo", now=NOW)

    assert person.time_zone == "Asia/Tokyo"
    assert tx.query(AuditEvent).one().data == {"fields": ["time_zone"]}


@pytest.mark.parametrize(
    ("act", "given"), [(users.set_language, {"language": "es"}), (users.set_time_zone, {"time_zone": "Asia/Tokyo"})]
)
def test_who_was_erased_is_edited_by_no_late_tap(tx, make, act, given):
    person = make.user()
    privacy.erase(tx, user_id=person.id, now=NOW)

    with pytest.raises(NotFound):
        act(tx, user_id=person.id, now=NOW, **given)


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "../etc/passwd", "europe/berlin"])
def test_set_time_zone_refuses_what_is_none(tx, make, zone):
    with pytest.raises(UnknownTimeZone):
        users.set_time_zone(tx, user_id=make.user().id, time_zone=zone, now=NOW)


@pytest.mark.parametrize(
    ("typed", "language", "zones"),
    [
        ("Berlin", "en", ["Europe/Berlin"]),
        (" berl", "en", ["Europe/Berlin"]),
        ("Москва", "ru", ["Europe/Moscow"]),
        ("moscow", "ru", ["Europe/Moscow"]),
        ("new york", "en", ["America/New_York"]),
        ("Zürich", "en", ["Europe/Zurich"]),
        ("zurich", "de", ["Europe/Zurich"]),
        ("BOGOTÁ", "de", ["America/Bogota"]),
        ("bogota", "es", ["America/Bogota"]),
        ("sao paulo", "es", ["America/Sao_Paulo", "Brazil/East"]),
        ("Сан-Паулу", "ru", ["America/Sao_Paulo", "Brazil/East"]),
        ("b", "en", []),
        ("", "en", []),
        ("Atlantis", "en", []),
        ("utc", "en", []),
    ],
)
def test_zones_like_finds_cities_in_the_persons_language_and_in_english(typed, language, zones):
    assert users.zones_like(typed, language) == zones


def test_zones_like_prefers_cities_that_begin_so():
    begins, holds = users.zones_like("lis", "en"), users.zones_like("isbon", "en")

    assert "Europe/Lisbon" in begins
    assert holds == ["Europe/Lisbon"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [(52.5, 13.4, "Europe/Berlin"), (35.7, 139.7, "Asia/Tokyo"), (-34.6, -58.4, "America/Argentina/Buenos_Aires")],
)
def test_zone_at_finds_the_zone_of_a_place(latitude, longitude, zone):
    assert users.zone_at(latitude, longitude) == zone


def test_zone_at_knows_none_at_sea():
    with pytest.raises(UnknownTimeZone):
        users.zone_at(0.0, -30.0)
