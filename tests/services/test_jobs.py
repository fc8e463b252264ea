"""How jobs fared: the last run and the last failure of each."""

from datetime import timedelta

import pytest

from services import jobs
from services.errors import NotFound
from tests.factories import NOW

SECOND = timedelta(seconds=1)


@pytest.fixture
def ada(make):
    return make.user("Ada", is_admin=True)


def shown(tx, ada):
    tx.flush()
    [run] = jobs.show(tx, user_id=ada.id).runs
    return run


def test_the_last_run_stands_and_what_went_wrong_before_it(tx, ada):
    jobs.note(tx, name="checks.recount", took=2 * SECOND, failure="Busy" * 100, now=NOW)
    assert (shown(tx, ada).is_failing, shown(tx, ada).failure) == (True, ("Busy" * 100)[:200])

    jobs.note(tx, name="checks.recount", took=SECOND / 2, found=3, now=NOW + SECOND)

    run = shown(tx, ada)
    assert (run.ended_at, run.milliseconds, run.found) == (NOW + SECOND, 500, 3)
    assert (run.is_failing, run.failed_at) == (False, NOW)


def test_nobody_but_admins_sees_them(tx, make):
    with pytest.raises(NotFound):
        jobs.show(tx, user_id=make.user().id)
