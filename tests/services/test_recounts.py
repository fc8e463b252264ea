"""The nightly recount raises an alert for whatever is not as it must be, and mends nothing."""

from structlog.testing import capture_logs

from db.models import Alert, Quota
from scheduler.tasks import checks as tasks
from services import recounts
from services.checks import Finding
from tests.factories import NOW


async def test_a_wrong_counter_is_an_alert_each_night_the_same_and_stays_wrong(db, make):
    quota = make.quota()
    make.booked(quota)
    row = make.tx.get_one(Quota, quota.id)
    row.taken = 3
    make.tx.commit()

    with capture_logs() as lines:
        assert [await tasks.recount.original_func(db=db, now=NOW) for _ in range(2)] == [1, 1]

    assert [line["rule"] for line in lines] == ["quota.taken"] * 2
    make.tx.expire_all()
    alert = make.tx.query(Alert).one()
    assert (alert.kind, alert.subject_type, alert.subject_id, alert.count) == ("quota.taken", "quota", quota.id, 2)
    assert alert.data == {"found": "says 3, counted 1"}
    assert make.tx.get_one(Quota, quota.id).taken == 3
    make.tx.rollback()


def test_a_thousand_findings_are_twenty_alerts_and_one_that_counts_the_rest(tx):
    found = [Finding("quota.taken", f"quota {number}", "wrong") for number in range(1000)]
    with capture_logs():
        recounts.report(tx, found, now=NOW)
    tx.flush()

    assert tx.query(Alert).count() == recounts.MOST + 1
    assert tx.query(Alert).filter_by(kind="recount").one().data == {"more": 1000 - recounts.MOST}
