"""What stands at the rim in tests instead of the world."""

from collections.abc import Iterable

from services.notices import Notice
from services.ports import Delivered, Outcome


class FakeSender:
    """A channel that keeps what it was handed, and answers as told: in order first, with `Delivered` from then on."""

    def __init__(self, outcomes: Iterable[Outcome | Exception] = ()) -> None:
        self.sent: list[Notice] = []
        self._outcomes = list(outcomes)

    @property
    def texts(self) -> list[str]:
        return [notice.text for notice in self.sent]

    async def send(self, notice: Notice) -> Outcome:
        self.sent.append(notice)
        outcome = self._outcomes.pop(0) if self._outcomes else Delivered(str(len(self.sent)))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome
