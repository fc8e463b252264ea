"""The journal of jobs: each is noted once a minute, failures always, and nothing of people."""

import pytest
from taskiq import TaskiqMessage, TaskiqResult

from scheduler.broker import broker, equip
from scheduler.journal import Journal
from services import jobs
from tests.factories import NOW


@pytest.fixture
def journal(db):
    equip(db, {}, lambda: NOW)
    return Journal()


async def ran(journal, found=0, error=None):
    message = TaskiqMessage(task_id="1", task_name="reminders.owe_due", labels={}, args=[], kwargs={})
    result = TaskiqResult[int](is_err=bool(error), return_value=found, execution_time=0.25, error=error)
    await journal.post_execute(message, result)


async def noted(db, make):
    ada = make.user("Ada", is_admin=True)
    return (await db.read(jobs.show, user_id=ada.id)).runs


async def test_a_job_is_noted_once_a_minute(db, make, journal):
    await ran(journal, found=2)
    await ran(journal, found=7)

    [run] = await noted(db, make)
    assert (run.name, run.found, run.milliseconds, run.is_failing) == ("reminders.owe_due", 2, 250, False)


async def test_a_failure_is_noted_at_once_and_the_run_after_it(db, make, journal):
    await ran(journal, found=2)
    await ran(journal, error=ValueError("Bo Baker, bo@example.org"))
    [failing] = await noted(db, make)
    await ran(journal, found=5)
    [well] = await noted(db, make)

    assert (failing.is_failing, failing.failure) == (True, "ValueError")
    assert (well.is_failing, well.found, well.failed_at) == (False, 5, NOW)


async def test_a_database_that_is_away_spoils_no_job(journal):
    broker.state.db = None

    await ran(journal, found=2)
