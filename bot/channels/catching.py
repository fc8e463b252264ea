"""Mails that do not leave: the demo keeps them, and shows them on a page."""

from collections.abc import Callable

from services.mails.letters import Letter
from services.ports import Delivered, Outcome

Catch = Callable[[str, str, str, str], str]
"""Takes address, subject, text and HTML; gives what the mail is called."""


class Catcher:
    at_once = 100

    def __init__(self, catch: Catch) -> None:
        self._catch = catch

    async def deliver(self, letter: Letter) -> Outcome:
        return Delivered(self._catch(letter.to, letter.subject, letter.text, letter.html))

    async def ask(self) -> str:
        return "mails are caught"

    async def close(self) -> None: ...
