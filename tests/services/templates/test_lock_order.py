"""Whoever changes many sessions of a series locks in one order: nobody waits in a circle."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from db.engine import Tx
from db.models import Session, TeamMember, Template
from db.models.team import TeamRole
from services import sessions, team, templates
from services.errors import DomainError
from services.errors.organizing import OutOfTeam
from services.sessions import Reach
from tests.factories import NOW
from tests.services.templates.conftest import create_in, made
from tests.services.test_races import ON_POSTGRES

FUTURE = Reach(future=True)
DEADLOCK = "40P01"


@pytest.fixture
def circles() -> list[str]:
    """Where somebody waited in a circle; `db.write` would have tried again, and nobody had known."""
    return []


@pytest.fixture
def watched(circles):
    def act(tx: Tx, does: Any, about: dict[str, Any]) -> None:
        try:
            does(tx, **about, now=NOW)
            tx.flush()
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", "") == DEADLOCK:
                circles.append(does.__name__)
            raise

    return act


@ON_POSTGRES
async def test_changes_of_a_template_and_of_its_sessions_do_not_wait_in_a_circle(
    db, make, watched, circles, open_doors
):
    owner = make.user("Olga")
    series = make.series(owner=owner, capacity=12)
    template: Template = create_in(make.tx, series, weeks_ahead=8)
    make.commit()
    there = made(make.tx, template)
    for session in there:
        make.booked(make.quotas(session)[0])
    first, quota = there[0], make.quotas(there[0])[0]
    make.commit()
    by = {"user_id": owner.id}
    contenders: list[tuple[Any, dict[str, Any]]] = []
    for number in range(5):
        minutes = {"starts_minute": 60 * (8 + number)}
        contenders += [
            (templates.change, by | {"template_id": template.id, "changes": minutes}),
            (sessions.move, by | _moved(first, number)),
            (sessions.resize, by | {"quota_id": quota.id, "capacity": 20 + number, "reach": FUTURE}),
        ]

    done = await asyncio.gather(*(db.write(watched, does, about) for does, about in contenders), return_exceptions=True)

    assert [one for one in done if isinstance(one, BaseException) and not isinstance(one, DomainError)] == []
    assert circles == []


def _moved(session: Any, number: int) -> dict[str, Any]:
    starts_at = session.starts_at + timedelta(hours=1, minutes=number)
    return {"session_id": session.id, "starts_at": starts_at, "reach": FUTURE}


@ON_POSTGRES
async def test_nobody_gives_a_session_who_leaves_the_team_at_that_moment(db, make, open_doors, engine):
    """Ten are named as instructors while they are taken out; whoever was faster, no stranger gives a session."""
    owner = make.user("Olga")
    series = make.series(owner=owner)
    pairs = []
    for number in range(10):
        session = make.session(series=series, starts_in=timedelta(days=2, hours=number))
        person = make.user(f"Instructor {number}")
        role = make.kept(
            TeamMember(host_id=series.host_id, user_id=person.id, role=TeamRole.INSTRUCTOR, created_at=NOW)
        )
        pairs.append((session.id, person.id, role.id))
    make.commit()
    by = {"user_id": owner.id, "now": NOW}

    acts = []
    for session_id, person_id, role_id in pairs:
        acts.append(db.write(sessions.set_instructor, session_id=session_id, instructor_id=person_id, **by))
        acts.append(db.write(team.remove, helper_id=role_id, **by))
    done = await asyncio.gather(*acts, return_exceptions=True)

    assert [one for one in done if isinstance(one, BaseException) and not isinstance(one, OutOfTeam)] == []
    with engine.connect() as connection:
        strangers = select(Session.id).where(Session.instructor_id.in_([person for _, person, _ in pairs]))
        assert connection.scalars(strangers).all() == []
