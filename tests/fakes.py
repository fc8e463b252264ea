"""What stands at the rim in tests instead of the world."""

from collections.abc import Callable, Iterable
from typing import Any

from db.engine import Busy, Database, Store
from services.living import LivingPost
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


class FakeEditor:
    """Keeps the cards it was to put into other chats, and answers as told, likewise."""

    def __init__(self, outcomes: Iterable[Outcome | Exception] = ()) -> None:
        self.edited: list[LivingPost] = []
        self._outcomes = list(outcomes)

    async def edit(self, post: LivingPost) -> Outcome:
        self.edited.append(post)
        outcome = self._outcomes.pop(0) if self._outcomes else Delivered(post.inline_message_id)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


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
    """A database that is too crowded for an act the first time it is asked for."""

    def __init__(self, store: Store, act: Callable[..., Any]) -> None:
        super().__init__(store)
        self._refuses: Callable[..., Any] | None = act

    async def write(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if act is self._refuses:
            self._refuses = None
            raise Busy
        return await super().write(act, *args, **kwargs)
