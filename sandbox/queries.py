"""Questions that a bot must answer in time: taps, inline queries, payments about to happen."""

import asyncio
from dataclasses import dataclass, field

from sandbox.errors import stale_query
from sandbox.kinds import Json


@dataclass(eq=False)
class Query:
    id: str
    person: int
    chat: int
    subject: Json  # the update's own object
    expires_at: float
    answer: Json | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    def settle(self, answer: Json) -> None:
        self.answer = answer
        self.answered.set()

    async def wait(self, seconds: float) -> Json | None:
        """The bot's answer, or None where it did not come in time."""
        try:
            await asyncio.wait_for(self.answered.wait(), seconds)
        except TimeoutError:
            return None
        return self.answer


class Queries:
    def __init__(self) -> None:
        self._open: dict[str, Query] = {}

    def ask(self, query: Query) -> Query:
        self._open[query.id] = query
        return query

    def find(self, query_id: str) -> Query | None:
        return self._open.get(query_id)

    def take(self, query_id: str, now: float) -> Query:
        """The query to answer; raises "query is too old" for an unknown, late or answered one."""
        query = self._open.get(query_id)
        if query is None or query.answered.is_set() or query.expires_at < now:
            raise stale_query()
        return query

    def expire(self) -> None:
        """Make every open query too old to be answered."""
        for query in self._open.values():
            query.expires_at = 0
