"""What the rim fills in: how a message leaves the house, and how a secret is kept in it."""

from dataclasses import dataclass
from typing import Protocol

from services.living import LivingPost
from services.notices import Notice


@dataclass(frozen=True, slots=True)
class Delivered:
    """The provider has it; `provider_id` is what it calls the message."""

    provider_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive this way. `unreachable`: nothing else will either, until the person writes to us."""

    reason: str
    unreachable: bool = False


@dataclass(frozen=True, slots=True)
class Later:
    """It may work later. `seconds` is the provider's own wish, and then it was no attempt."""

    reason: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and nobody said whether it arrived."""

    reason: str


Outcome = Delivered | Refused | Later | Unknown


class Sender(Protocol):
    """A channel. It raises nothing: whatever happens is an outcome."""

    async def send(self, notice: Notice) -> Outcome: ...


class Editor(Protocol):
    """Puts a session's card into the message that it lives in. It raises nothing: whatever happens is an outcome."""

    async def edit(self, post: LivingPost) -> Outcome: ...


class Cipher(Protocol):
    """Keeps a text from whoever sees the database alone."""

    def encrypt(self, text: str) -> str: ...

    def decrypt(self, kept: str) -> str | None:
        """The text; None where the key does not fit any more."""
        ...
