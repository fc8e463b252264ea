"""Stories of what repeats: a weekly time is made, changed and left out; days in conflict are resolved by hand."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.models import Absence, Session, Space, Template
from db.models.team import TeamMember, TeamRole
from keyboards.callbacks.organizing import OpenRepeats
from keyboards.callbacks.repeating import (
    AskClosure,
    DeleteRepeat,
    EditRepeat,
    NewRepeat,
    OpenAbsences,
    OpenClosures,
    OpenRepeat,
    OpenRooms,
    PutField,
    SaveRepeat,
    ShowEffect,
    SkipDay,
    TurnRepeat,
)
from services import templates
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, received, register

MONDAY = date(2026, 11, 23)
OUT_OF_DATE = "That button is out of date. Here is what is true now."
GONE = "This is not there any more."


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def olga(make, owner):
    return make.user("Olga Owner", telegram_id=owner.id, time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(title="Monday Jam", capacity=12, owner=olga)


@pytest.fixture
def template(make, series, olga):
    """Every Monday at half past seven, four sessions made."""
    made = templates.create(
        make.tx, user_id=olga.id, series_id=series.id, weekdays=[1], starts_minute=1170, begins_on=MONDAY, now=NOW
    )
    make.tx.commit()
    return made


@pytest.fixture
def session(make, template):
    """The first of them, this evening."""
    found = make.tx.scalars(select(Session).order_by(Session.starts_at)).first()
    make.tx.commit()
    return found


async def on(person, intent):
    """Tap a button that the person has from somewhere else."""
    await person.send("/start")
    return await person.tap_data(person.screen, intent.pack())


def sessions(engine, *, status="scheduled"):
    with engine.connect() as connection:
        found = select(Session.starts_at).where(Session.status == status).order_by(Session.starts_at)
        return [one.strftime("%m-%d %H:%M") for one in connection.scalars(found)]


@ON_BOTH_DATABASES
async def test_a_weekly_time_is_made_with_a_few_taps(app, owner, series, engine):
    await on(owner, OpenRepeats(series_id=series.id))
    assert "Nothing repeats yet." in owner.screen

    await owner.tap("New weekly time")
    assert "Choose the days first." in owner.screen
    await owner.tap("Days")
    await owner.tap("Mon")
    await owner.tap("Thu")
    await owner.tap("Done")
    await owner.tap("Time")
    await owner.send("half past never")
    assert "✖️ I did not understand that as a time of the day." in owner.screen
    await owner.send("19:30")
    await owner.tap("Until")
    await owner.send("3.12.")
    assert "Every Mon and Thu 19:30, 12 places" in owner.screen
    assert "From Mon 23 Nov to Thu 3 Dec, Berlin time" in owner.screen
    await owner.tap("Create")

    assert "✅ From now on it repeats by itself." in owner.screen
    assert "4 sessions to come" in owner.screen
    assert sessions(engine) == ["11-23 18:30", "11-26 18:30", "11-30 18:30", "12-03 18:30"]


@SIMPLEST
async def test_a_weekly_time_without_a_day_is_refused_and_nothing_typed_is_lost(app, owner, series, engine):
    await on(owner, NewRepeat(series_id=series.id))
    await owner.tap("Time")
    await owner.tap("10:00")

    await owner.tap("Create")

    assert "✖️ Please choose at least one day of the week." in owner.screen
    assert "10:00" in owner.screen
    assert sessions(engine) == []


@SIMPLEST
@pytest.mark.parametrize(("field", "value"), [("weeks", 0), ("weeks", 9), ("ahead", 0), ("days", 9), ("time", 1440)])
async def test_an_answer_that_no_button_offers_is_refused(app, owner, template, field, value):
    await on(owner, EditRepeat(template_id=template.id))
    form = owner.screen

    await owner.tap_data(form, PutField(template_id=template.id, field=field, value=value).pack())

    assert owner.alert
    await owner.tap_data(form, ShowEffect(template_id=template.id).pack())
    assert owner.screen.key("Confirm")


@SIMPLEST
async def test_a_photo_where_a_time_is_asked_gets_a_helpful_answer_and_cancel_leaves(app, owner, series):
    await on(owner, NewRepeat(series_id=series.id))
    await owner.tap("Time")

    await owner.photo(b"picture")
    assert "I can only take text here." in owner.screen
    assert "At what time?" in owner.screen
    await owner.send("/cancel")
    await owner.send("19:30")

    assert "I did not understand" not in owner.screen


@SIMPLEST
async def test_the_form_survives_a_restart(start, owner, series, engine):
    async with start():
        await on(owner, NewRepeat(series_id=series.id))
        await owner.tap("Days")
        await owner.tap("Tue")
        await owner.tap("Done")
    async with start():
        await owner.tap("Create")

        assert "Every Tuesday 19:00" in owner.screen


@ON_BOTH_DATABASES
async def test_a_change_of_the_time_shows_its_effect_and_then_tells_everybody(
    app, owner, crew, template, session, engine
):
    await register(crew[0], session)
    await all_told(engine)
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Change this weekly time")
    await owner.tap("Time")
    await owner.tap("20:00")
    await owner.tap("Show what changes")
    assert "4 sessions are moved." in owner.screen
    assert "1 person is told." in owner.screen
    assert sessions(engine)[0] == "11-23 18:30"

    await owner.tap("Confirm")

    assert "✅ Changed." in owner.screen
    assert sessions(engine) == ["11-23 19:00", "11-30 19:00", "12-07 19:00", "12-14 19:00"]
    await all_told(engine)
    assert "20:00" in crew[0].messages[-1]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).where(Session.edited_at.is_not(None))) == 0


@ON_BOTH_DATABASES
async def test_another_day_of_the_week_moves_what_is_there(app, owner, template, engine):
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Change this weekly time")
    await owner.tap("Days")
    await owner.tap("Thu")
    await owner.tap("✅ Mon")
    await owner.tap("Done")
    await owner.tap("Show what changes")
    assert "4 sessions are moved." in owner.screen
    await owner.tap("Confirm")

    assert sessions(engine) == ["11-26 18:30", "12-03 18:30", "12-10 18:30", "12-17 18:30"]
    assert sessions(engine, status="cancelled") == []


@SIMPLEST
async def test_days_that_fall_away_are_cancelled_and_edited_sessions_are_left_alone(
    app, owner, crew, make, template, session, engine
):
    last = make.tx.scalars(select(Session).order_by(Session.starts_at.desc())).first()
    last.edited_at = NOW
    make.tx.commit()
    await register(crew[0], session)
    await all_told(engine)
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Change this weekly time")
    await owner.tap("Days")
    await owner.tap("Tue")
    await owner.tap("Fri")
    await owner.tap("✅ Mon")
    await owner.tap("Done")
    await owner.tap("Show what changes")
    assert "3 sessions are cancelled." in owner.screen
    assert "1 person is told." in owner.screen
    assert "1 session is left alone:" in owner.screen
    await owner.tap("Confirm")

    await all_told(engine)
    assert "Monday Jam was cancelled" in crew[0].messages[-1]
    days = ["11-24", "11-27", "12-01", "12-04", "12-08", "12-11", "12-14", "12-15", "12-18"]
    assert sessions(engine) == [f"{day} 18:30" for day in days]


@SIMPLEST
async def test_an_older_confirm_changes_nothing(app, owner, template, engine):
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Change this weekly time")
    await owner.tap("Time")
    await owner.tap("20:00")
    shown = await owner.tap("Show what changes")
    confirm = shown.data("Confirm")
    await owner.tap("Back")
    await owner.tap("Time")
    await owner.tap("09:00")

    await owner.tap_data(shown, confirm)

    assert "This has changed since." in owner.screen
    assert sessions(engine)[0] == "11-23 18:30"


@ON_BOTH_DATABASES
async def test_the_next_time_is_skipped_and_whoever_is_in_is_told(app, owner, crew, template, session, engine):
    await register(crew[0], session)
    await all_told(engine)
    await on(owner, OpenRepeat(template_id=template.id))
    question = await owner.tap("Skip next time")
    assert "1 person is told that it is cancelled." in question
    again = question.data("Cancel it and tell them")
    await owner.tap("Cancel it and tell them")
    assert "Next time: Mon 30 Nov" in owner.screen
    await all_told(engine)
    assert received(crew[0], "was cancelled by the organizer") == 1

    await owner.tap_data(question, again)

    await all_told(engine)
    assert received(crew[0], "was cancelled by the organizer") == 1
    assert sessions(engine) == ["11-30 18:30", "12-07 18:30", "12-14 18:30"]


@SIMPLEST
async def test_pausing_going_on_and_deleting(app, owner, template, engine, clock):
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Pause")
    assert "⏸ paused" in owner.screen
    clock.now += timedelta(days=7)
    await owner.tap("Resume")
    assert "✅ 1 session made." in owner.screen

    await owner.tap("Delete")
    assert "4 sessions are planned." in owner.screen
    await owner.tap("Delete, cancel 4 sessions")

    assert "✖️ The weekly time is deleted." in owner.screen
    assert "Nothing repeats yet." in owner.screen
    gone = sessions(engine, status="cancelled")
    assert gone == ["11-30 18:30", "12-07 18:30", "12-14 18:30", "12-21 18:30"]


@SIMPLEST
async def test_sessions_are_made_by_hand_for_a_range_of_days(app, owner, template, engine):
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Make sessions")
    await owner.send("when it suits")
    assert "✖️ I did not understand that as a day, or as two." in owner.screen

    await owner.send("1.2.2027 - 14.2.2027")

    assert "✅ 2 sessions made." in owner.screen
    assert sessions(engine)[-2:] == ["02-01 18:30", "02-08 18:30"]


@SIMPLEST
async def test_a_conflict_is_named_and_resolved_with_somebody_else(app, owner, make, olga, series, engine):
    ben = make.user("Ben")
    make.kept(TeamMember(host_id=series.host_id, user_id=ben.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    elsewhere = make.session(starts_in=timedelta(hours=6))
    elsewhere.instructor_id = olga.id
    make.tx.commit()
    templates.create(
        make.tx, user_id=olga.id, series_id=series.id, weekdays=[1], starts_minute=1170, begins_on=MONDAY,
        instructor_ids=[olga.id], now=NOW,
    )  # fmt: skip
    make.tx.commit()

    await on(owner, OpenRepeats(series_id=series.id))
    assert "⚠️ 1 day in conflict" in owner.screen
    await owner.tap("⚠️ Every Monday 19:30")
    assert "Mon 23 Nov, 19:30: Olga Owner teaches already then" in owner.screen
    question = await owner.tap("⚠️ Mon 23 Nov, 19:30")
    other = question.data("👤 Ben")
    await owner.tap("👤 Olga Owner")
    assert "✖️ That person gives another session at that time." in owner.screen
    await owner.tap("👤 Ben")
    assert "✅ Mon 23 Nov, 19:30 is planned." in owner.screen

    await owner.tap_data(question, other)
    assert owner.alert == GONE
    with engine.connect() as connection:
        mine = select(Session.instructor_id).where(Session.series_id == series.id).order_by(Session.starts_at)
        assert connection.scalars(mine).all() == [ben.id, olga.id, olga.id, olga.id]


@SIMPLEST
async def test_closing_days_names_what_is_planned_and_cancels_it(app, owner, crew, series, template, session, engine):
    await register(crew[0], session)
    await all_told(engine)
    await on(owner, OpenRepeats(series_id=series.id))
    await owner.tap("Closure days")
    await owner.tap("Add days")
    assert "On which days is Tanzfabrik closed?" in owner.screen
    await owner.send("tomorrowish")
    assert "✖️" in owner.screen
    assert "On which days is Tanzfabrik closed?" in owner.screen
    await owner.send("23.11. - 30.11.\nFloor is <new>")
    assert "2 sessions are planned then:" in owner.screen
    assert "If you cancel, 1 person is told." in owner.screen
    await owner.tap("Cancel 2 sessions")

    assert "✖️ 2 sessions are cancelled." in owner.screen
    assert "Mon 23 Nov – Mon 30 Nov Floor is <new>" in owner.screen
    assert sessions(engine) == ["12-07 18:30", "12-14 18:30"]
    await owner.tap("✖️ Mon 23 Nov – Mon 30 Nov")
    assert "No closure days." in owner.screen


@SIMPLEST
async def test_an_instructor_records_their_own_days_and_nobody_elses(app, owner, crew, make, series, engine):
    ben = crew[1]
    user = make.user("Bo Kimura", telegram_id=ben.id)
    make.kept(TeamMember(host_id=series.host_id, user_id=user.id, role=TeamRole.INSTRUCTOR, created_at=NOW))

    await on(ben, OpenAbsences(host_id=series.host_id))
    assert ben.screen.buttons[0] == ["I am away"]
    await ben.tap("I am away")
    await ben.send("1.12. - 3.12.")
    assert "✅ Kept: Bo Kimura, Tue 1 Dec – Thu 3 Dec" in ben.screen

    await on(owner, OpenAbsences(host_id=series.host_id))
    assert "Bo Kimura: Tue 1 Dec – Thu 3 Dec" in owner.screen
    await owner.tap("✖️ Bo Kimura: Tue 1 Dec – Thu 3 Dec")
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Absence.id))) == 0


@SIMPLEST
async def test_rooms_are_added_renamed_and_deleted_and_the_owner_hears_what_stops(
    app, owner, make, series, template, engine
):
    await on(owner, OpenRooms(host_id=series.host_id))
    await owner.tap("Add a room")
    await owner.send("Studio  1")
    await owner.tap("Studio 1")
    await owner.send("Big hall")
    assert owner.screen.key("Big hall")
    await on(owner, OpenRepeat(template_id=template.id))
    await owner.tap("Change this weekly time")
    await owner.tap("Room")
    await owner.tap("Big hall")
    await owner.tap("Show what changes")
    await owner.tap("Confirm")
    assert "Every Monday 19:30, 12 places, Big hall" in owner.screen

    await on(owner, OpenRooms(host_id=series.host_id))
    await owner.tap("Big hall")
    await owner.tap("Delete")
    assert "1 weekly time uses it" in owner.screen
    await owner.tap("Delete")

    await owner.wait_for("Cannot generate classes - Room deleted. Update schedule.")
    with engine.connect() as connection:
        assert connection.scalar(select(Template.attention)) == "room_deleted"
        assert connection.scalar(select(func.count(Space.id)).where(Space.deleted_at.is_(None))) == 0


FOREIGN = [
    lambda series, template: OpenRepeats(series_id=series.id),
    lambda series, template: NewRepeat(series_id=series.id),
    lambda series, template: OpenRepeat(template_id=template.id),
    lambda series, template: TurnRepeat(template_id=template.id, on=0),
    lambda series, template: SkipDay(template_id=template.id, day=MONDAY.toordinal()),
    lambda series, template: DeleteRepeat(template_id=template.id, with_sessions=1),
    lambda series, template: OpenClosures(host_id=series.host_id),
    lambda series, template: AskClosure(host_id=series.host_id),
    lambda series, template: OpenAbsences(host_id=series.host_id),
    lambda series, template: OpenRooms(host_id=series.host_id),
]


@SIMPLEST
async def test_whoever_has_no_right_changes_and_sees_nothing(app, crew, series, template, engine):
    stranger = crew[2]
    await stranger.send("/start")
    before = dump(engine)

    for intent in FOREIGN:
        await stranger.tap_data(stranger.screen, intent(series, template).pack())
        assert stranger.alert == GONE
        assert "Monday Jam" not in stranger.screen

    after = dump(engine)
    assert {name for name in after if after[name] != before[name]} <= {"handled_updates", "dialogs"}


@SIMPLEST
async def test_a_helper_who_was_removed_can_confirm_nothing(app, crew, make, series, template, engine):
    helper = crew[1]
    user = make.user("Bo Kimura", telegram_id=helper.id)
    row = make.kept(TeamMember(host_id=series.host_id, user_id=user.id, role=TeamRole.MANAGER, created_at=NOW))
    await on(helper, OpenRepeat(template_id=template.id))
    await helper.tap("Change this weekly time")
    await helper.tap("Time")
    await helper.tap("20:00")
    await helper.tap("Show what changes")
    make.tx.delete(row)
    make.tx.commit()

    await helper.tap("Confirm")

    assert helper.alert == GONE
    assert sessions(engine)[0] == "11-23 18:30"


@SIMPLEST
async def test_buttons_of_a_form_that_is_over_say_so(app, owner, template, engine):
    await owner.send("/start")
    before = sessions(engine)

    await owner.tap_data(owner.screen, SaveRepeat(template_id=template.id, version=1).pack())

    assert owner.alert == OUT_OF_DATE
    assert sessions(engine) == before
