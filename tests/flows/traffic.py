"""People who book, wait and cancel without end, and what can be said afterwards of what they were told."""

import re
from collections import Counter
from dataclasses import dataclass, field
from random import Random

from keyboards.callbacks.attending import OpenSession
from sandbox import Sandbox
from sandbox.api import Call
from sandbox.people import Person
from sandbox.screens import Screen

REFERENCE = re.compile(r"<code>([0-9A-Z]{8})</code>")
TITLE = re.compile(r"<b>(Jam \d)</b>")
QUESTIONS = ("Register", "Cancel registration")
ANSWERS = ("Confirm", "Yes, cancel", "Join waitlist", "Leave waitlist")


class Walker:
    """Somebody who opens one session after another and does there whatever can be done."""

    def __init__(self, person: Person, session_ids: list[int], dice: Random) -> None:
        self.person = person
        self._sessions = session_ids
        self._dice = dice
        self._card = 0

    async def arrive(self, code: str) -> None:
        self._card = (await self.person.open(f"s_{code}")).message_id

    @property
    def card(self) -> Screen:
        return Screen(self.person.world.chats[self.person.id].messages[self._card])

    async def act(self) -> None:
        """A session, its question if it has one, and the answer."""
        session_id = self._dice.choice(self._sessions)
        await self.person.tap_data(self.card, OpenSession(session_id=session_id).pack())
        for words in (QUESTIONS, ANSWERS):
            key = next(filter(None, map(self.card.key, words)), None)
            if key:
                await self.person.tap_data(self.card, key["callback_data"])


@dataclass
class Told:
    """What people were told, by the calls that Telegram answered well."""

    references: set[tuple[int, str]] = field(default_factory=set)
    """Whom, and the reference of their place: "You are in"."""
    given_back: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Whom, and the session: "Your place is given back"."""
    waiting: set[tuple[int, str]] = field(default_factory=set)
    notices: list[Call] = field(default_factory=list)


def told(sandbox: Sandbox) -> Told:
    """Read the journal."""
    result = Told()
    for call in sandbox.journal:
        if not call.ok or call.method not in {"sendMessage", "editMessageText"}:
            continue
        chat, text = int(call.params["chat_id"]), str(call.params["text"])
        if call.method == "sendMessage" and "Details" in str(call.params.get("reply_markup")):
            result.notices.append(call)
        if reference := REFERENCE.search(text):
            result.references.add((chat, reference[1]))
        title = TITLE.search(text)
        if title and text.startswith("✖️ Your place is given back."):
            result.given_back[chat, title[1]] += 1
        if title and text.startswith("⏳"):
            result.waiting.add((chat, title[1]))
    return result
