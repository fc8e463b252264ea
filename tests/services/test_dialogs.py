"""Where a person stands in a conversation of several steps."""

from datetime import timedelta

from db.models import Dialog
from services import dialogs
from services.dialogs import Place, Standing
from tests.factories import NOW

HERE = Place(chat_id=7, telegram_id=7)
LATER = NOW + timedelta(minutes=1)


def test_find_begins_at_the_beginning(tx):
    assert dialogs.find(tx, place=HERE) == Standing(None, {})


def test_state_and_data_are_kept_apart_and_together(tx):
    dialogs.set_state(tx, place=HERE, state="title", now=NOW)
    dialogs.set_data(tx, place=HERE, data={"title": "Jam"}, now=LATER)

    assert dialogs.find(tx, place=HERE) == Standing("title", {"title": "Jam"})
    assert tx.query(Dialog).one().updated_at == LATER


def test_each_person_chat_and_topic_has_a_dialog_of_its_own(tx):
    others = [Place(8, 7), Place(7, 8), Place(7, 7, thread_id=3)]
    for place in (HERE, *others):
        dialogs.set_state(tx, place=place, state=str(place), now=NOW)

    assert [dialogs.find(tx, place=place).state for place in (HERE, *others)] == [
        str(place) for place in (HERE, *others)
    ]


def test_a_dialog_without_anything_in_it_is_not_kept(tx):
    dialogs.set_state(tx, place=HERE, state=None, now=NOW)
    assert tx.query(Dialog).count() == 0

    dialogs.set_state(tx, place=HERE, state="title", now=NOW)
    dialogs.set_data(tx, place=HERE, data={"title": "Jam"}, now=NOW)
    dialogs.set_state(tx, place=HERE, state=None, now=NOW)
    assert dialogs.find(tx, place=HERE) == Standing(None, {"title": "Jam"})

    dialogs.set_data(tx, place=HERE, data={}, now=NOW)
    tx.flush()
    assert tx.query(Dialog).count() == 0


def test_what_is_found_may_be_changed_without_changing_what_is_kept(tx):
    dialogs.set_data(tx, place=HERE, data={"step": 1}, now=NOW)

    dialogs.find(tx, place=HERE).data["step"] = 2

    assert dialogs.find(tx, place=HERE).data == {"step": 1}
