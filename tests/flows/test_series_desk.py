"""Stories of a series' desk: it is described, its rules are set, and it ends."""

import pytest
from sqlalchemy import select, update

from db.models import AuditEvent, Host, Quota, Series, Session
from db.models.team import TeamMember, TeamRole
from sandbox.people import Person
from sandbox.screens import Screen
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, dump, register


@pytest.fixture
def olga(sandbox) -> Person:
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, olga) -> Series:
    return make.series(title="Monday Jam", capacity=2, owner=make.user("Olga Owner", telegram_id=olga.id))


async def desk(person: Person, series: Series) -> Screen:
    await person.send("/start")
    return await person.tap_data(person.screen, f"desk:{series.id}")


async def edit(person: Person, series: Series, page: str = "about") -> Screen:
    await desk(person, series)
    return await person.tap_data(person.screen, f"desk.edit:{series.id}:{page}")


def now_kept(engine, *columns):
    with engine.connect() as connection:
        return tuple(connection.execute(select(*columns)).one())


@ON_BOTH_DATABASES
async def test_a_series_is_described_and_its_card_tells(app, make, olga, series, crew, engine):
    session = make.session(series=series)
    await edit(olga, series)
    for button, typed in (
        ("Title", "Monday <b>Jam</b>"),
        ("Description", "Bring shoes.\nAnd a friend."),
        ("Place", "Tanzfabrik"),
        ("Price", "12,50 €"),
        ("Places", "base 3, flyer 3"),
    ):
        await olga.tap(button)
        await olga.send(typed)
        assert "✅ That is kept." in olga.screen
    await olga.tap("How long")
    assert "nobody booked" in olga.screen
    await olga.tap("90 minutes")
    await olga.tap("Photo")
    await olga.photo(b"png")
    assert "No photo yet." not in olga.screen

    card = await crew[0].open(f"s_{session.code}")
    assert "Monday <b>Jam</b>" in card
    assert "Bring shoes.\nAnd a friend." in card
    assert "📍 Tanzfabrik" in card
    assert "💶 €12.50, paid on site" in card
    assert card.message["photo"]
    assert now_kept(engine, Series.duration_minutes, Series.quotas) == (
        90,
        [{"name": "base", "capacity": 3}, {"name": "flyer", "capacity": 3}],
    )
    with engine.connect() as connection:
        roles = select(Quota.name, Quota.capacity).order_by(Quota.position)
        assert [tuple(row) for row in connection.execute(roles)] == [("base", 3), ("flyer", 3)]


@SIMPLEST
async def test_the_rules_are_tapped(app, olga, series, engine):
    await edit(olga, series, "rules")
    for button, value in (
        ("Booking", "I approve each"),
        ("Who sees it", "Who has the link"),
        ("Cancelling", "24 hours"),
        ("Guests", "4"),
        ("Waitlist", "The next is asked first"),
        ("End of the line", "1 hour"),
        ("Still coming?", "3 hours"),
        ("No answer", "The place is given on"),
        ("Names in groups", "Names are shown"),
        ("Giving places", "Also past the line"),
    ):
        await olga.tap(button)
        await olga.tap(value)
        assert "✅ That is kept." in olga.screen

    assert now_kept(
        engine,
        Series.mode,
        Series.visibility,
        Series.cancellation_notice_minutes,
        Series.places_limit,
        Series.waitlist_way,
        Series.promotion_cutoff_minutes,
        Series.still_coming_minutes,
        Series.still_coming_releases,
        Series.shows_names,
        Series.transfer_passes_waitlist,
    ) == ("approval", "unlisted", 24 * 60, 4, "offer", 60, 180, True, True, True)


@SIMPLEST
@pytest.mark.parametrize(
    ("button", "typed", "said"),
    [
        ("Title", "\u202e\u200b", "I need at least one letter."),
        ("Title", "x" * 81, "That is too long: 80 characters fit."),
        ("Description", "x" * 2001, "That is too long: 2000 characters fit."),
        ("Price", "-1", "I did not understand that as an amount."),
        ("Price", "1.005", "I did not understand that as an amount."),
        ("Places", "0", "I need a whole number from 1 to 10000."),
        ("Places", "base", "I need each role with its places"),
        ("How long", "0", "I need a whole number from 1 to 10080."),
    ],
)
async def test_what_cannot_be_kept_is_asked_for_again(app, olga, series, engine, button, typed, said):
    await edit(olga, series)
    await olga.tap(button)
    before = dump(engine)["series"]

    await olga.send(typed)

    assert said in olga.screen
    assert dump(engine)["series"] == before


@SIMPLEST
async def test_sessions_that_people_booked_keep_their_places(app, make, olga, series, crew, engine):
    await register(crew[0], make.session(series=series))
    await all_told(engine)
    await edit(olga, series)
    await olga.tap("Places")
    await olga.send("1")

    assert "1 session to come stays as it is" in olga.screen
    assert now_kept(engine, Quota.capacity, Quota.taken) == (2, 1)


@SIMPLEST
async def test_a_voice_message_is_no_title(app, olga, series):
    await edit(olga, series)
    await olga.tap("Title")
    await olga.photo(b"png")
    assert "I can only take text here." in olga.screen

    await olga.send("Sunday Jam")
    assert "Sunday Jam" in olga.screen


@SIMPLEST
async def test_one_sees_whether_there_is_a_photo_and_can_take_it_off(app, olga, series, engine):
    assert "🖼 No photo yet." in await edit(olga, series)
    assert "It has none yet." in await olga.tap("Photo")
    assert olga.screen.key("Take the photo off") is None
    assert "🖼 It has a photo." in await olga.photo(b"png")
    shown = await olga.tap("Photo")
    assert "It has this one now." in shown
    assert shown.message["photo"]

    assert "🖼 No photo yet." in await olga.tap("Take the photo off")
    assert now_kept(engine, Series.photo_id) == (None,)


@SIMPLEST
async def test_a_place_can_be_shared_and_removed(app, olga, series, engine):
    await edit(olga, series)
    await olga.tap("Place")
    await olga.share_location(52.5, 13.4)
    assert "📍 map" in olga.screen
    await olga.tap("Place")
    await olga.tap("Remove")

    assert "No place yet." in olga.screen
    assert now_kept(engine, Series.place, Series.map_url) == ("", None)


@SIMPLEST
async def test_a_series_with_people_ahead_is_not_archived(app, make, olga, series, crew, engine):
    session = make.session(series=series)
    await register(crew[0], session)
    await all_told(engine)
    await edit(olga, series, "rules")
    assert olga.screen.key("Delete") is None
    assert "It cannot be deleted, for people have booked it" in olga.screen
    await olga.tap("Archive")
    assert "Monday Jam cannot be archived yet." in olga.screen
    await olga.tap_data(olga.screen, f"desk.end:{series.id}:archive")
    assert "Monday Jam cannot be archived yet." in olga.screen
    assert now_kept(engine, Series.archived_at) == (None,)

    await cancel(crew[0])
    await all_told(engine)
    await edit(olga, series, "rules")
    await olga.tap("Archive")
    assert "1 planned session is cancelled" in olga.screen
    await olga.tap("Yes, archive it")

    assert "✖️ Archived" in olga.screen
    assert olga.screen.key("New session") is None
    assert now_kept(engine, Session.status) == ("cancelled",)
    await edit(olga, series, "rules")
    await olga.tap("Bring it back")
    assert olga.screen.key("New session")


@SIMPLEST
async def test_a_series_that_nobody_booked_can_be_deleted(app, make, olga, series, engine):
    make.session(series=series)
    await edit(olga, series, "rules")
    assert "It cannot be deleted" not in olga.screen
    await olga.tap("Delete")
    await olga.tap("Delete for good")

    assert "✖️ Monday Jam is deleted." in olga.screen
    tables = dump(engine)
    assert tables["series"] == tables["sessions"] == tables["quotas"] == []


@SIMPLEST
async def test_a_series_that_was_booked_is_never_deleted(app, make, olga, series, crew, engine):
    session = make.session(series=series)
    await register(crew[0], session)
    await all_told(engine)
    await cancel(crew[0])
    await all_told(engine)
    await desk(olga, series)
    before = dump(engine)["series"]

    await olga.tap_data(olga.screen, f"desk.end:{series.id}:delete")

    assert "It was booked before" in (olga.alert or "")
    assert dump(engine)["series"] == before


@SIMPLEST
async def test_a_helper_at_the_door_sees_and_changes_nothing(app, make, sandbox, series, engine):
    dora = sandbox.person("Dora Door")
    helper = make.user("Dora Door", telegram_id=dora.id)
    make.kept(
        TeamMember(host_id=series.host_id, series_id=series.id, user_id=helper.id, role=TeamRole.DOOR, created_at=NOW)
    )
    shown = await desk(dora, series)
    assert shown.key("Edit") is None
    assert shown.key("New session") is None
    before = dump(engine)

    for data in (
        f"desk.edit:{series.id}:about",
        f"desk.ask:{series.id}:title",
        f"desk.set:{series.id}:mode:approval",
        f"desk.clear:{series.id}:place",
        f"desk.ask_end:{series.id}:archive",
        f"desk.end:{series.id}:archive",
        f"desk.end:{series.id}:delete",
        f"desk.restore:{series.id}",
    ):
        await dora.tap_data(dora.screen, data)
        assert dora.alert, data

    assert dump(engine)["series"] == before["series"]
    assert dump(engine)["dialogs"] == before["dialogs"]


@SIMPLEST
async def test_strangers_see_no_desk(app, series, crew):
    await desk(crew[0], series)

    assert crew[0].alert == "This is not there any more."


@SIMPLEST
async def test_who_lost_the_right_while_typing_changes_nothing(app, make, olga, series, engine):
    await edit(olga, series)
    await olga.tap("Title")
    host_owner = make.user("Other")
    make.tx.execute(update(Host).values(owner_id=host_owner.id))
    make.tx.commit()

    await olga.send("Mine still")

    assert "This is not there any more." in olga.screen
    assert now_kept(engine, Series.title) == ("Monday Jam",)


@SIMPLEST
@pytest.mark.parametrize(
    "data", ["desk.ask:{}:nothing", "desk.set:{}:mode:paid", "desk.set:{}:nothing:x", "desk.clear:{}:title"]
)
async def test_forged_fields_change_nothing(app, olga, series, engine, data):
    await desk(olga, series)
    before = dump(engine)["series"]

    await olga.tap_data(olga.screen, data.format(series.id))

    assert olga.alert
    assert dump(engine)["series"] == before


@SIMPLEST
async def test_each_edit_is_in_the_audit(app, olga, series, engine):
    await edit(olga, series)
    await olga.tap("Title")
    await olga.send("Sunday Jam")

    with engine.connect() as connection:
        events = select(AuditEvent.action, AuditEvent.data).where(AuditEvent.action.like("series.%"))
        assert [tuple(row) for row in connection.execute(events)] == [("series.edited", {"fields": ["title"]})]


@SIMPLEST
async def test_another_place_of_people_is_looked_at_first_and_told(app, make, olga, series, crew, engine):
    session = make.session(series=series)
    await register(crew[0], session)
    await all_told(engine)
    await edit(olga, series)
    await olga.tap("Place")
    first = await olga.send("Studio <8>")
    assert "Move Monday Jam to Studio &lt;8&gt;?" in first.text or "Move Monday Jam to Studio <8>?" in first.text
    assert "1 session to come has people." in first
    stale = first.data("Confirm")
    await olga.send("Studio 9")
    assert now_kept(engine, Series.place) != ("Studio 9",)

    await olga.tap_data(first, stale)
    assert "This is not there any more." in (olga.alert or "")
    await olga.tap("Confirm")

    assert "1 person is told." in olga.screen
    assert now_kept(engine, Series.place) == ("Studio 9",)
    await crew[0].wait_for("📍 The place has changed: Monday Jam")
