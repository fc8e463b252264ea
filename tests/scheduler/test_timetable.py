"""Every task is on the timetable once, and can be run."""

from pathlib import Path

import pytest
from taskiq import ScheduledTask
from taskiq.schedule_sources import LabelScheduleSource

from scheduler import tasks
from scheduler.broker import broker, equip
from tests.factories import NOW
from tests.fakes import FakeSender


async def timetable() -> list[ScheduledTask]:
    source = LabelScheduleSource(broker)
    await source.startup()
    return await source.get_schedules()


async def test_every_task_is_on_the_timetable_once():
    planned = sorted(entry.task_name for entry in await timetable())

    assert planned == sorted(broker.local_task_registry)
    assert len(planned) == len(set(planned))


async def test_every_task_has_a_cron_of_minutes_or_hours():
    assert all(entry.cron and len(entry.cron.split()) == 5 for entry in await timetable())


def test_every_module_of_tasks_is_loaded():
    files = {path.stem for path in Path(tasks.__file__).parent.glob("*.py")} - {"__init__"}

    assert set(tasks.__all__) == files
    assert {name.partition(".")[0] for name in broker.local_task_registry} == files


@pytest.mark.parametrize("name", sorted(broker.local_task_registry))
async def test_a_task_finds_nothing_to_do_in_an_empty_database(db, name):
    equip(db, {"telegram": FakeSender()}, lambda: NOW)

    result = await (await broker.local_task_registry[name].kiq()).wait_result(timeout=5)

    result.raise_for_error()
    assert not result.return_value
