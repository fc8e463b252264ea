"""What stands at the rim in tests instead of the world."""

from collections.abc import Callable, Iterable
from typing import Any

from db.engine import Busy, Database, Store
from services.living import Living, LivingResult
from services.notices import Notice
from services.ports import Back, BackOutcome, Delivered, Outcome, PaidBack
from services.rosters import LivingRoster


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


class FakeGateway:
    """A rail of money that keeps what it was asked to pay back, and gives its `answers` in order; then it pays back."""

    def __init__(self) -> None:
        self.asked: list[Back] = []
        self.answers: list[BackOutcome | Exception] = []

    async def refund(self, back: Back) -> BackOutcome:
        self.asked.append(back)
        outcome = self.answers.pop(0) if self.answers else PaidBack(f"re_{len(self.asked)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class FakeEditor:
    """Keeps the cards it was to put into other chats, and answers as told, likewise."""

    def __init__(self, outcomes: Iterable[Outcome | Exception] = ()) -> None:
        self.edited: list[Living] = []
        self._outcomes = list(outcomes)

    async def edit(self, post: Living) -> Outcome:
        self.edited.append(post)
        outcome = self._outcomes.pop(0) if self._outcomes else Delivered(_address(post))
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


def _address(post: Living) -> str:
    return str(post.message_id) if isinstance(post, LivingRoster | LivingResult) else post.inline_message_id


class FakeCipher:
    """A cipher whose texts can be told from plain ones; `key` is what it was made with."""

    def __init__(self, key: str = "key") -> None:
        self._key = key

    def encrypt(self, text: str) -> str:
        return f"{self._key}:{text[::-1]}"

    def decrypt(self, kept: str) -> str | None:
        key, _, text = kept.partition(":")
        return text[::-1] if key == self._key else None


class FailingOnce(Database):
    """A database that is too crowded for each of some acts the first time it is asked for."""

    def __init__(self, store: Store, *acts: Callable[..., Any]) -> None:
        super().__init__(store)
        self._refuses = list(acts)

    async def write(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if act in self._refuses:
            self._refuses.remove(act)
            raise Busy
        return await super().write(act, *args, **kwargs)
