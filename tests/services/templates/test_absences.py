"""Days on which somebody cannot come: one's own for everybody on the team, others' for who plans for the host."""

import pytest

from db.models import Absence, TeamMember
from db.models.team import TeamRole
from services.errors import NotFound
from services.errors.organizing import EndsBeforeItBegins, OutOfTeam
from services.templates import absences
from tests.factories import NOW
from tests.services.templates.conftest import MONDAY


@pytest.fixture
def join(make, series):
    def joined(role, *, of_series=False):
        series_id = series.id if of_series else None
        user = make.user()
        make.kept(TeamMember(host_id=series.host_id, series_id=series_id, user_id=user.id, role=role, created_at=NOW))
        return user.id

    return joined


def away(tx, user_id, series, of_id):
    days = {"first_day": MONDAY, "last_day": MONDAY}
    return absences.add(tx, user_id=user_id, host_id=series.host_id, of_id=of_id, **days, now=NOW)


def seen(tx, user_id, series):
    shown = absences.list_of_host(tx, user_id=user_id, host_id=series.host_id, now=NOW)
    return [one.user_id for one in shown.away], [one.id for one in shown.team]


@pytest.mark.parametrize(
    ("role", "of_series"), [(TeamRole.INSTRUCTOR, False), (TeamRole.CO_ORGANIZER, True), (TeamRole.DOOR, True)]
)
def test_everybody_on_the_team_keeps_their_own_days_and_sees_no_others(tx, series, owner_id, join, role, of_series):
    person, other = join(role, of_series=of_series), join(TeamRole.INSTRUCTOR)
    theirs = away(tx, other, series, other)

    away(tx, person, series, person)

    assert seen(tx, person, series) == ([person], [])
    assert seen(tx, owner_id, series) == ([other, person], [owner_id, person, other])
    with pytest.raises(NotFound):
        away(tx, person, series, other)
    with pytest.raises(NotFound):
        absences.remove(tx, user_id=person, absence_id=theirs.id, now=NOW)


def test_who_plans_keeps_everybodys_days_on_the_team(tx, make, series, join):
    manager, teacher = join(TeamRole.MANAGER), join(TeamRole.INSTRUCTOR)

    absence = away(tx, manager, series, teacher)

    with pytest.raises(OutOfTeam):
        away(tx, manager, series, make.user().id)
    days = {"first_day": MONDAY, "last_day": MONDAY.replace(day=1)}
    with pytest.raises(EndsBeforeItBegins):
        absences.add(tx, user_id=manager, host_id=series.host_id, of_id=teacher, **days, now=NOW)
    assert absences.remove(tx, user_id=manager, absence_id=absence.id, now=NOW) == series.host_id
    assert tx.query(Absence).all() == []


def test_it_is_asked_about_a_host_or_about_a_series_of_it(tx, make, series, owner_id):
    of = {"user_id": owner_id, "of_id": owner_id}

    by_series = absences.subject(tx, **of, place_id=series.id, of_series=True)
    by_host = absences.subject(tx, **of, place_id=series.host_id, of_series=False)

    assert (by_series.host_id, by_series.series_id) == (series.host_id, series.id)
    assert (by_host.host_id, by_host.series_id, by_host.name) == (series.host_id, 0, "Owner")
    foreign = make.series(owner=make.user())
    for place_id in (foreign.id, 999_999):
        with pytest.raises(NotFound):
            absences.subject(tx, **of, place_id=place_id, of_series=True)


def test_who_is_on_no_team_any_more_or_blocked_keeps_nothing(tx, make, series, join):
    stranger, blocked = make.user().id, join(TeamRole.INSTRUCTOR)
    tx.query(type(make.user())).filter_by(id=blocked).update({"blocked_at": NOW})
    tx.expire_all()

    for person in (stranger, blocked):
        with pytest.raises(NotFound):
            away(tx, person, series, person)
