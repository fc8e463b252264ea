"""The gates of access, for each role and right, in own and foreign places, before and after a role is taken away.

What is expected is generated from the table of rights: a new right or role is tried without a line here.
"""

import pytest

from services import access
from services.access import RIGHTS, Right, Role
from services.errors import NotAllowed, NotFound
from tests.rights import Target, build, cast, may

ROLES = [None, *Role]


def let_through(tx, right: Right, target: Target, user_id: int) -> dict[str, bool]:
    """Which gates open to somebody."""
    ids = target.ids
    gates = {
        "host": lambda: access.host_to(tx, right, ids["host_id"], user_id),
        "series": lambda: access.series_to(tx, right, ids["series_id"], user_id),
        "session": lambda: access.session_to(tx, right, ids["session_id"], user_id),
        "locked": lambda: access.session_to(tx, right, ids["session_id"], user_id, lock=True),
        "registration": lambda: access.registration_to(tx, right, ids["registration_id"], user_id),
    }
    return {name: opens(gate) for name, gate in gates.items()}


def opens(gate) -> bool:
    try:
        gate()
    except (NotFound, NotAllowed):
        return False
    return True


def expected(role: Role | None, right: Right, target: Target, world) -> dict[str, bool]:
    host, series, session = (may(role, right, target, world, level) for level in ("host", "series", "session"))
    return {"host": host, "series": series, "session": session, "locked": session, "registration": session}


def every_gate(tx, world, user_id):
    return {
        (right, name): let_through(tx, right, target, user_id)
        for right in Right
        for name, target in world.targets.items()
    }


@pytest.mark.parametrize("role", ROLES)
def test_gates_open_as_the_table_says_and_close_with_the_role(tx, make, role):
    world, person = build(make), make.user("Somebody")
    take_away = cast(make, world, role, person)

    assert every_gate(tx, world, person.id) == {
        (right, name): expected(role, right, target, world) for right in Right for name, target in world.targets.items()
    }

    take_away()
    assert not any(any(gates.values()) for gates in every_gate(tx, world, person.id).values())


@pytest.mark.parametrize("role", ROLES)
def test_no_gate_opens_to_who_is_blocked(tx, make, role):
    world, person = build(make), make.user("Somebody")
    cast(make, world, role, person)
    person.blocked_at = person.created_at
    tx.flush()
    own = world.targets["own"]

    assert not any(any(let_through(tx, right, own, person.id).values()) for right in Right)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in (Role.ADMIN, None)])
def test_a_missing_place_and_a_foreign_one_look_the_same(tx, make, role):
    world, person = build(make), make.user("Somebody")
    cast(make, world, role, person)
    foreign = world.targets["foreign"].ids

    for gate, key in (
        (access.host_to, "host_id"),
        (access.series_to, "series_id"),
        (access.registration_to, "registration_id"),
    ):
        refusals = []
        for number in (foreign[key], 999_999):
            with pytest.raises(NotFound) as refusal:
                gate(tx, Right.SEE_PEOPLE, number, person.id)
            refusals.append(vars(refusal.value))
        assert refusals == [{}, {}]


def test_the_table_knows_every_role_and_no_helper_may_more_than_a_manager():
    assert set(RIGHTS) == set(Role)
    assert set(Right) - {Right.OWN} == RIGHTS[Role.MANAGER]
    for role in (Role.CO_ORGANIZER, Role.INSTRUCTOR, Role.DOOR):
        assert RIGHTS[role] < RIGHTS[Role.MANAGER]
