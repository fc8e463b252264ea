"""What is typed into an organizer's dialog after the right was lost: nothing changes, whichever question was asked.

The dialogs are found by tapping every button of the organizers while the right is there, and are taken up again as the
store kept them. A new question is tried without a line here.
"""

import importlib
import inspect
import pkgutil
from typing import Any

import pytest
from aiogram.fsm.state import State, StatesGroup
from sqlalchemy import delete, insert, select

import handlers
from db.models import Dialog
from keyboards.callbacks.desks import AskHostField
from services.access import Role
from tests.flows.conftest import SIMPLEST
from tests.flows.intents import NEEDS, intents, organizers_intents
from tests.flows.steps import all_told, dump
from tests.flows.test_rights_matrix import is_allowed
from tests.rights import build, cast

EVERYBODYS = {"Dialog", "Form", "HostFounding"}
"""Groups of states that take no right: of attendees, and of who becomes a host."""
ATTENDEES = "handlers.attendee"
ENDING = {
    *("admin.block", "admin.active", "admin.drop", "admin.retry", "announce.send", "announce.drop", "attendance"),
    *("desk.end", "files.take", "host.end", "people.do", "people.yes", "plan.apply", "plan.close", "plan.remove"),
    *("repeat.ended", "repeat.closure_gone", "repeat.absence_gone", "repeat.room_ended", "repeat.closure_cancel"),
    *("team.remove", "team.offer", "team.revoke", "team.revoke_all"),
}
"""Taps that take away what other dialogs are about."""
ANSWERS = ("Some words", "7", "24.12. - 2.1.")
KEPT = {"dialogs", "handled_updates"}


def groups() -> dict[str, type[StatesGroup]]:
    """Every group of states of those who run something, by the name that its states begin with and its module."""
    modules = [
        importlib.import_module(one.name) for one in pkgutil.walk_packages(handlers.__path__, f"{handlers.__name__}.")
    ]
    return {
        f"{kind.__module__}.{kind.__name__}": kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind)
        and issubclass(kind, StatesGroup)
        and kind is not StatesGroup
        and kind.__name__ not in EVERYBODYS
        and not kind.__module__.startswith(ATTENDEES)
    }


def states(kind: type[StatesGroup]) -> list[str]:
    return [str(one.state) for one in vars(kind).values() if isinstance(one, State)]


def test_every_question_has_a_name_of_its_own():
    names = [name for kind in groups().values() for name in states(kind)]

    assert sorted(names) == sorted(set(names))


def kept(engine, telegram_id):
    with engine.connect() as connection:
        row = connection.execute(select(Dialog.__table__).where(Dialog.telegram_id == telegram_id)).one_or_none()
    return row._asdict() if row else {}


def take_up(engine, dialog):
    with engine.begin() as connection:
        connection.execute(delete(Dialog))
        connection.execute(insert(Dialog), [dialog])


async def every_dialog(person, screen, role, world, engine):
    """What the store keeps while each question is open; of one that no tap leads to, what its group keeps."""
    found: dict[str, dict[str, Any]] = {}
    target = world.targets["own"]
    for kind in (one for prefix, one in organizers_intents().items() if prefix in NEEDS):
        for intent in intents(kind, target):
            if kind.__prefix__ in ENDING or not is_allowed(role, intent, target, world):
                continue
            await person.tap_data(screen, intent.pack())
            dialog = kept(engine, person.id)
            if dialog.get("state"):
                found.setdefault(dialog["state"], dialog)
    await person.tap_data(screen, AskHostField(host_id=target.host.id, field="name").pack())
    found |= {"HostEditing:host_field": kept(engine, person.id)}
    by_mail = {"role": "door", "scope_id": target.series.id}  # where the installation sends mail
    found |= {"Asked:address": {**kept(engine, person.id), "state": "Asked:address", "data": by_mail}}
    for group in groups().values():
        of_group = next((found[name] for name in states(group) if name in found), None)
        if of_group:
            found |= {name: {**of_group, "state": name} for name in states(group) if name not in found}
    return found


@SIMPLEST
@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
async def test_nothing_typed_counts_after_the_right_was_lost(start, make, sandbox, engine, role):
    person = sandbox.person("Some Body")
    world = build(make)
    user = make.user("Some Body", telegram_id=person.id)
    wanted = {
        name
        for group in groups().values()
        for name in states(group)
        if role == Role.ADMIN or not group.__module__.startswith("handlers.admin")
    }
    async with start(**({"admin_ids": str(person.id)} if role == Role.ADMIN else {})):
        take_away = cast(make, world, role, user)
        await person.send("/start")
        dialogs = await every_dialog(person, person.screen, role, world, engine)
        assert wanted - dialogs.keys() == set()

    take_away()
    async with start():
        await person.send("/start")
        await all_told(engine)
        before = dump(engine)
        for name in sorted(wanted):
            for answer in ANSWERS:
                take_up(engine, dialogs[name])
                await person.send(answer)
                after = dump(engine)
                changed = sorted(table for table, rows in after.items() if rows != before[table] and table not in KEPT)
                assert changed == [], (name, answer)
