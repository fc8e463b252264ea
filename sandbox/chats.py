"""A chat: who is in it, what was said, and what keyboard lies under the input."""

from dataclasses import dataclass, field

from sandbox.kinds import Json


@dataclass
class Chat:
    id: int
    kind: str  # private, group or supergroup
    title: str = ""
    is_forum: bool = False
    members: list[int] = field(default_factory=list)
    has_bot: bool = True
    started: bool = False  # private: the person has pressed start
    blocked: bool = False
    messages: dict[int, Json] = field(default_factory=dict)
    keyboard: Json | None = None  # the reply keyboard or forced reply shown now
    pinned: int | None = None

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    def last_from(self, sender: int) -> Json | None:
        """The newest message of one sender."""
        return next((one for one in reversed(self.messages.values()) if author(one) == sender), None)


def author(message: Json) -> int:
    return int(message["from"]["id"])
