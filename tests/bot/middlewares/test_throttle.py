"""A flood is answered once, patient people always, and money is never held up."""

from typing import Any

import pytest
from aiogram import Bot, Dispatcher
from aiogram.methods import AnswerCallbackQuery, TelegramMethod
from aiogram.types import TelegramObject

from bot import updates
from bot.middlewares.throttle import FORGET_AFTER, HabitsHere, Throttle
from tests.bot.stand_in import TOKEN, message, tap

START = 1_800_000_000
PAYMENT = {
    "currency": "EUR",
    "total_amount": 100,
    "invoice_payload": "x",
    "telegram_payment_charge_id": "1",
    "provider_payment_charge_id": "2",
}


class Crowd:
    """A dispatcher behind a throttle, a clock that is turned by hand, and the updates that got through."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.heard: list[int] = []
        self.habits = HabitsHere(clock=lambda: self.now)
        self.throttle = Throttle(self.habits)
        self.bot = Bot(TOKEN)
        self.dispatcher = Dispatcher(disable_fsm=True)
        self.dispatcher.update.outer_middleware(self.throttle)
        for kind in ("message", "edited_message", "callback_query", "pre_checkout_query", "my_chat_member"):
            self.dispatcher.observers[kind].register(self.on_event)

    async def on_event(self, event: TelegramObject, event_update: Any) -> None:
        self.heard.append(event_update.update_id)

    async def send(self, raw: dict[str, Any], after: float = 0.0) -> TelegramMethod[Any] | None:
        self.now += after
        return await updates.feed(self.dispatcher, self.bot, updates.read(raw, self.bot))


@pytest.fixture
def crowd():
    return Crowd()


async def test_twenty_messages_a_second_are_answered_once(crowd):
    for number in range(20):
        await crowd.send(message(number, date=START + number // 20), after=0.05)

    assert crowd.heard == [0]


async def test_a_flood_is_silent_until_it_pauses(crowd):
    for number in range(200):
        await crowd.send(message(number, date=START + number // 4), after=0.25)
    await crowd.send(message(200, date=START + 51), after=0.35)

    assert crowd.heard == [0, 200]


async def test_a_patient_person_is_always_heard(crowd):
    for number in range(5):
        await crowd.send(message(number, date=START), after=0.35)

    assert crowd.heard == [0, 1, 2, 3, 4]


async def test_people_do_not_count_for_each_other(crowd):
    for number in range(10):
        await crowd.send(message(number, person=number + 1))

    assert len(crowd.heard) == 10


async def test_what_waited_while_we_were_away_is_heard(crowd):
    for number in range(5):
        await crowd.send(message(number, date=START + number * 2))

    assert len(crowd.heard) == 5


async def test_a_message_that_failed_may_come_again(crowd):
    await crowd.send(message(1))
    await crowd.send(message(2))
    await crowd.send(message(1))

    assert crowd.heard == [1, 1]


@pytest.mark.parametrize(
    "fields",
    [
        {"contact": {"phone_number": "1", "first_name": "Ann"}},
        {"successful_payment": PAYMENT},
        {"refunded_payment": {**PAYMENT, "currency": "XTR"}},
        {"media_group_id": "7"},
        {"chat": {"id": -5, "type": "group"}},
    ],
    ids=lambda fields: next(iter(fields)),
)
async def test_some_messages_always_pass(crowd, fields):
    await crowd.send(message(0))
    for number in range(1, 6):
        await crowd.send(message(number, **fields))

    assert crowd.heard == [0, 1, 2, 3, 4, 5]


async def test_other_kinds_of_updates_always_pass(crowd):
    sender = {"id": 1, "is_bot": False, "first_name": "Ann"}
    checkout = {"id": "1", "from": sender, "currency": "EUR", "total_amount": 1, "invoice_payload": "x"}
    member = {"user": sender, "status": "member"}
    change = {"chat": {"id": 1, "type": "private"}, "from": sender, "date": 1}
    kinds = {
        "pre_checkout_query": checkout,
        "my_chat_member": {**change, "old_chat_member": member, "new_chat_member": member},
        "edited_message": message(0)["message"],
    }
    for kind, content in kinds.items():
        for number in range(20):
            await crowd.send({"update_id": number, kind: content})

    assert len(crowd.heard) == 60


async def test_taps_over_the_burst_are_answered_silently(crowd):
    results = [await crowd.send(tap(number)) for number in range(12)]

    assert crowd.heard == list(range(8))
    assert results[8:] == [AnswerCallbackQuery(callback_query_id=f"q{number}") for number in range(8, 12)]


async def test_taps_are_heard_again_with_time(crowd):
    for number in range(10):
        await crowd.send(tap(number))
    await crowd.send(tap(10), after=0.2)
    await crowd.send(tap(11), after=0.05)
    await crowd.send(tap(12), after=0.2)

    assert crowd.heard == [*range(8), 11]


async def test_taps_never_save_up_more_than_the_burst(crowd):
    await crowd.send(tap(0))
    crowd.now += FORGET_AFTER / 2
    for number in range(1, 12):
        await crowd.send(tap(number))

    assert crowd.heard == list(range(9))


async def test_taps_and_messages_do_not_count_for_each_other(crowd):
    for number in range(0, 10, 2):
        await crowd.send(tap(number), after=0.35)
        await crowd.send(message(number + 1))

    assert crowd.heard == list(range(10))


async def test_idle_people_are_forgotten(crowd):
    for number in range(500):
        await crowd.send(message(number, person=number + 1))
    assert len(crowd.habits) == 500

    await crowd.send(tap(500, person=7), after=FORGET_AFTER + 1)

    assert len(crowd.habits) == 1


async def test_who_stays_active_is_remembered(crowd):
    for number in range(8):
        await crowd.send(tap(number))
    for number in range(100):
        await crowd.send(message(100 + number, person=number + 2))
    await crowd.send(message(300, person=1), after=0.1)

    await crowd.send(tap(301))

    assert 301 not in crowd.heard
