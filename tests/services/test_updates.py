"""Marks of handled updates are kept for as long as an update may come again."""

from datetime import timedelta

from db.models import HandledUpdate
from services import updates
from services.updates import KEPT
from tests.factories import NOW


def test_forget_old_drops_the_marks_that_nobody_needs(tx):
    for number, age in enumerate((timedelta(0), KEPT, KEPT + timedelta(seconds=1))):
        tx.add(HandledUpdate(id=number, handled_at=NOW - age))
    tx.flush()

    assert updates.forget_old(tx, now=NOW) == 1
    assert [row.id for row in tx.query(HandledUpdate).order_by(HandledUpdate.id)] == [0, 1]
