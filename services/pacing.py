"""How fast messages may leave, where nobody counts."""


class NoLimit:
    """A pace that lets everything leave at once."""

    async def take(self, wanted: int) -> int:
        return wanted

    async def give_back(self, spare: int) -> None:
        """Nothing was counted."""

    async def wait(self, chat_id: int) -> float:  # noqa: ARG002 - every chat is as good
        return 0

    async def count(self, chat_id: int | None) -> None:
        """Nothing is counted."""

    async def pause(self, seconds: float) -> None:
        """Whoever has no limit knows no pause."""
