"""Every button of the organizers, tapped by everybody who may not: no row changes, and no name is told.

Roles x intents x own and foreign places x before and after the role was taken away, as the table of rights has it.
"""

import sqlite3
from collections.abc import Iterable, Iterator

import pytest
from aiogram.filters.callback_data import CallbackData

from services.access import RIGHTS, Right, Role
from tests.flows.conftest import SIMPLEST
from tests.flows.intents import NEEDS, intents, level, need_of, organizers_intents
from tests.flows.steps import all_told, dump
from tests.rights import HIDDEN, Target, World, build, cast, let_in, may


def test_every_intent_is_in_the_matrix():
    assert sorted(organizers_intents().keys() - NEEDS.keys()) == []
    assert sorted(NEEDS.keys() - organizers_intents().keys()) == []


def test_every_right_is_asked_for_by_some_button():
    assert {need.right for need in NEEDS.values() if need.right} == set().union(*RIGHTS.values())


def is_allowed(role: Role | None, intent: CallbackData, target: Target, world: World) -> bool:
    need = need_of(intent)
    if need.is_admins:
        return role == Role.ADMIN
    if need.is_teams:
        return role == Role.ADMIN or (role is not None and target.host.id == world.targets["own"].host.id)
    right = need.right_of(intent)
    return right is None or may(role, right, target, world, level(intent))


def taps(
    role: Role | None, targets: Iterable[Target], world: World, *, allowed: bool
) -> Iterator[tuple[Target, CallbackData]]:
    for target in targets:
        for kind in organizers_intents().values():
            for intent in intents(kind, target):
                if is_allowed(role, intent, target, world) == allowed:
                    yield target, intent


class Watch:
    """Taps, and keeps what should not have come of it. Rows are compared only where something was committed at all."""

    def __init__(self, person, engine):
        self.person, self.engine = person, engine
        self.commits = sqlite3.connect(engine.url.database)
        self.faults = []
        self.refused = 0
        self.look_again()

    def look_again(self) -> None:
        self.version = self._version()
        self.rows = dump(self.engine)

    def _version(self) -> int:
        return self.commits.execute("PRAGMA data_version").fetchone()[0]

    async def refuse(self, screen, target: Target, intent: CallbackData, *, sees_people: bool = False) -> None:
        await self.person.tap_data(screen, intent.pack())
        self.refused += 1
        if self._version() != self.version:
            before = self.rows
            self.look_again()
            changed = sorted(table for table, now in self.rows.items() if now != before[table])
            self.faults += [(target.name, intent.pack(), "changes", table) for table in changed]
        if HIDDEN in self.person.screen.text and not sees_people:
            self.faults.append((target.name, intent.pack(), "tells", self.person.screen.text[:80]))


TEAM = [Role.DOOR, Role.INSTRUCTOR, Role.CO_ORGANIZER, Role.MANAGER, Role.OWNER]


@SIMPLEST
@pytest.mark.parametrize("role", TEAM)
async def test_a_refused_tap_changes_nothing_and_tells_nothing(app, make, sandbox, engine, role):
    person = sandbox.person("Some Body")
    user = make.user("Some Body", telegram_id=person.id)
    world = build(make)
    take_away = cast(make, world, role, user)
    await person.send("/start")
    screen = person.screen
    await all_told(engine)
    watch = Watch(person, engine)

    for target, intent in taps(role, world.targets.values(), world, allowed=False):
        sees_people = may(role, Right.SEE_PEOPLE, target, world, "session")
        await watch.refuse(screen, target, intent, sees_people=sees_people)
    assert watch.faults == []

    own = world.targets["own"]
    had = [intent for _, intent in taps(role, [own], world, allowed=True)]
    take_away()
    watch.look_again()
    for _, intent in taps(None, [own], world, allowed=False):
        if intent in had:
            await watch.refuse(screen, own, intent)
    assert watch.faults == []
    assert watch.refused > 100


@SIMPLEST
@pytest.mark.parametrize("is_member", [False, True], ids=["stranger", "member"])
async def test_who_has_no_role_changes_nothing_and_is_told_nothing(app, make, sandbox, engine, is_member):
    """A member of a private series sees it, and has no more rights there than anybody else."""
    person = sandbox.person("Some Body")
    user = make.user("Some Body", telegram_id=person.id)
    world = build(make)
    if is_member:
        let_in(make, world, user)
    await person.send("/start")
    screen = person.screen
    await all_told(engine)
    watch = Watch(person, engine)

    for target, intent in taps(None, world.targets.values(), world, allowed=False):
        await watch.refuse(screen, target, intent)

    assert watch.faults == []
    assert watch.refused > 100


@SIMPLEST
@pytest.mark.parametrize("role", [*TEAM, Role.ADMIN])
async def test_who_may_look_is_shown_it(start, make, sandbox, role):
    person = sandbox.person("Some Body")
    world = build(make)
    cast(make, world, role, make.user("Some Body", telegram_id=person.id))
    looks = [one for one in taps(role, world.targets.values(), world, allowed=True) if need_of(one[1]).is_look]
    assert looks

    async with start(**({"admin_ids": str(person.id)} if role == Role.ADMIN else {})):
        await person.send("/start")
        for target, intent in looks:
            await person.tap_data(person.screen, intent.pack())
            assert person.alert is None, (target.name, intent.pack())
