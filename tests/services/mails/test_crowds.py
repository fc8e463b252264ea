"""A thousand mails at once, from the outbox to the provider: none lost, none twice (EMAIL-12)."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import func, insert, select

from bot.channels.resend import ResendProvider
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from services.delivery import deliver_due
from services.mails.letters import Letter
from tests.factories import NOW

KEY = "re_secret"


class Resend(ResendProvider):
    """All of it but the wire: an answer comes at once, or is lost as told."""

    def __init__(self, lost=()):
        self.now, self.requests, self.letters = 0.0, [], Counter[str]()
        self._lost, self._done = list(lost), {}
        super().__init__(KEY, "", "jam@example.org", sleep=self._pass, now=lambda: self.now)

    async def _pass(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)

    async def _post(self, path, body, key):
        batch = body if isinstance(body, list) else [body]
        self.requests.append((self.now, len(batch)))
        if key not in self._done:
            self._done[key] = [{"id": f"{key}-{index}"} for index in range(len(batch))]
            self.letters.update(one["to"][0] for one in batch)
        if self._lost and self._lost.pop(0):
            raise TimeoutError
        rows = self._done[key]
        return 200, "", {"data": rows} if isinstance(body, list) else rows[0]


class Sender:
    """Mails as they are, in the least of words."""

    at_once = ResendProvider.at_once

    def __init__(self, provider):
        self.provider = provider

    async def send(self, mail):
        return await self.provider.deliver(Letter(mail.notification_id, mail.kind, mail.address, "x", "x", "x"))


def owe(engine, count):
    people = [
        {
            "name": f"P{number}",
            "language": "en",
            "time_zone": "UTC",
            "email": f"p{number}@example.org",
            "created_at": NOW,
        }
        for number in range(count)
    ]
    with engine.begin() as connection:
        connection.execute(insert(User), people)
        ids = connection.scalars(select(User.id).where(User.email.is_not(None)).order_by(User.id)).all()
        rows = [
            {
                "user_id": user_id,
                "channel": "email",
                "kind": "email_confirmed",
                "dedupe_key": f"x{user_id}",
                "data": {"address": "x"},
                "status": NotificationStatus.QUEUED,
                "due_at": NOW,
                "created_at": NOW,
            }
            for user_id in ids
        ]
        connection.execute(insert(Notification), rows)


@pytest.mark.parametrize("lost", [(), (False, True, False, True)])
async def test_a_thousand_mails_leave_in_batches_and_all_arrive_once(db, engine, lost):
    owe(engine, 1000)
    provider = Resend(lost)

    assert await deliver_due(db, {"email": Sender(provider)}, now=NOW) == 1000

    assert provider.letters == {f"p{number}@example.org": 1 for number in range(1000)}
    assert len(provider.requests) < 100
    assert max(size for _, size in provider.requests) <= 100
    starts = [at for at, _ in provider.requests]
    assert all(sum(begin <= at < begin + 1 for at in starts) <= 10 + len(lost) for begin in starts)
    with engine.connect() as connection:
        sent = select(func.count(), func.count(Notification.provider_id.distinct())).where(
            Notification.status == NotificationStatus.SENT
        )
        assert connection.execute(sent).one() == (1000, 1000)
    await provider.close()
