"""People to act as: what they type and tap, and what they see; the interface of the flow tests."""

import asyncio
import copy
import time
from dataclasses import dataclass
from typing import Any

from sandbox import acts, checkout, forwarding, inline, inside
from sandbox.chats import Chat, author
from sandbox.kinds import Json
from sandbox.queries import Query
from sandbox.screens import Screen, pick
from sandbox.updates import Update
from sandbox.world import World


@dataclass(frozen=True)
class Group:
    """A group chat; its first member made it."""

    world: World
    id: int

    @property
    def title(self) -> str:
        return self.world.chats[self.id].title

    @property
    def messages(self) -> list[Screen]:
        return [Screen(copy.deepcopy(one)) for one in self.world.chats[self.id].messages.values()]


@dataclass(frozen=True)
class InlineResult:
    query_id: str
    id: str
    title: str
    description: str
    screen: Screen  # the message that it becomes


class Person:
    """Acts wait until the bot has done with them, for at most `patience` seconds."""

    def __init__(self, world: World, user_id: int, patience: float = 10) -> None:
        self.world = world
        self.id = user_id
        self.patience = patience
        self.toast: str | None = None  # the last answer to a tap, where it was a toast
        self.alert: str | None = None  # ... or an alert
        self.link: str | None = None  # the last address opened from a button
        self.clipboard: str | None = None  # what a copy button copied
        self.draft: str | None = None  # what a switch-to-inline button put into the input
        self.updates: list[Update] = []  # what came of this person's acts

    @property
    def user(self) -> Json:
        return self.world.people[self.id]

    @property
    def name(self) -> str:
        return f"{self.user['first_name']} {self.user.get('last_name', '')}".strip()

    # --- what is seen ---

    @property
    def screen(self) -> Screen:
        """The newest message of the bot in the private chat."""
        return self.screen_in(None)

    def screen_in(self, chat: Group | None) -> Screen:
        return Screen(copy.deepcopy(self._chat(chat).last_from(self.world.bot_id) or {}))

    @property
    def messages(self) -> list[Screen]:
        """The private chat in order, the person's messages and the bot's."""
        return [Screen(copy.deepcopy(one)) for one in self._chat(None).messages.values()]

    @property
    def keyboard(self) -> list[list[str]]:
        """Texts of the reply keyboard that lies under the input."""
        return [[key["text"] for key in row] for row in (self._chat(None).keyboard or {}).get("keyboard", [])]

    # --- what is done ---

    async def send(self, text: str, chat: Group | None = None, **where: int | None) -> Screen:
        """Type a message; `reply_to` and `thread` say where."""
        return await self._wait(acts.write(self.world, self.id, self._chat(chat), text, **where), chat)

    async def open(self, payload: str) -> Screen:
        """Follow a deep link: its payload, or the whole address."""
        found = acts.payload(self.world, payload) if "/" in payload else payload
        if found is None:
            raise AssertionError(f"{payload} does not lead to the bot")
        return await self._wait(acts.start(self.world, self.id, found))

    async def tap(self, text: str, chat: Group | None = None) -> Screen:
        """Press the button with these words, on the newest message that has one."""
        place = self._chat(chat)
        for message in reversed(place.messages.values()):
            if key := Screen(message).key(text):
                return await self.press(Screen(message), key, chat)
        if key := pick(text, (key for row in (place.keyboard or {}).get("keyboard", []) for key in row)):
            return await self._reply_key(key, chat)
        raise AssertionError(f"no button {text!r} for {self.name}; there are {self._all_buttons(place)}")

    async def press(self, screen: Screen, key: Json, chat: Group | None = None) -> Screen:
        """Press one button of one message."""
        if "callback_data" in key:
            return await self.tap_data(screen, key["callback_data"])
        if key.get("pay"):
            return await self.pay(screen, chat)
        if url := key.get("web_app", {}).get("url"):
            self.link = inside.address(self.world, self.id, url)
            return self.screen_in(chat)
        if url := key.get("url"):
            self.link = url
            payload = acts.payload(self.world, url)
            return self.screen_in(chat) if payload is None else await self.open(payload)
        if "copy_text" in key:
            self.clipboard = key["copy_text"]["text"]
        elif (words := _switch(key)) is not None:
            self.draft = f"@{self.world.bot['username']} {words}".strip()
        return self.screen_in(chat)

    async def tap_data(self, message: Screen, data: str) -> Screen:
        """A tap with any callback data, forged ones too."""
        place = self.world.chats[message.chat_id or self.id]
        self.toast = self.alert = None
        query, update = acts.tap(self.world, self.id, place, message.message_id, data)
        try:
            await self._settle(update)
        finally:
            self._take_answer(query)
        return Screen(copy.deepcopy(place.last_from(self.world.bot_id) or {}))

    async def pay(self, screen: Screen | None = None, chat: Group | None = None, *, tip: int = 0) -> Screen:
        """Pay an invoice (the newest by default, any old one again); a refusal of the bot is in `alert`."""
        query = await self.agree(screen, chat, tip=tip)
        if query:
            await self.arrive(query)
        return self.screen_in(chat)

    async def agree(self, screen: Screen | None = None, chat: Group | None = None, *, tip: int = 0) -> Query | None:
        """Confirm the pay sheet: the bot is asked, and no money has moved yet. None where the bot refused."""
        place, message_id = self._bill(screen, chat)
        query, update = checkout.ask(self.world, self.id, place, message_id, tip)
        await self._settle(update)
        self.alert = checkout.refusal(await query.wait(min(self.patience, checkout.ANSWER_WITHIN))) or None
        return query if self.alert is None else None

    async def arrive(self, agreed: Query, *, heard: bool = True) -> Screen:
        """The money of what was agreed, however late; a second time it is another charge. Not `heard`: the bot was
        away for so long that Telegram gave up on telling it.
        """
        update = checkout.settle(self.world, agreed)
        if not heard:
            self.world.updates.confirm(update)
        return await self._wait(update)

    async def decline(
        self, screen: Screen | None = None, chat: Group | None = None, *, after_ok: bool = False
    ) -> Screen:
        """Pay with a card that is refused, before the bot is asked or after it agreed; the reason is in `alert`."""
        if not after_ok:
            self.alert = checkout.decline(self.world, *self._bill(screen, chat))
        elif agreed := await self.agree(screen, chat):
            self.alert = checkout.bounce(self.world, agreed)
        return self.screen_in(chat)

    async def forward(self, screen: Screen, to: "Person | Group") -> Screen:
        """Send a message on; the copy. To a person it goes into the talk of the two, without the bot."""
        other = isinstance(to, Person) and to.id != self.id
        place = forwarding.between(self.world, self.id, to.id) if other else self.world.chats[to.id]
        source = self.world.chats[screen.chat_id]
        copied, update = forwarding.forward(self.world, self.id, source, screen.message_id, place)
        if update:
            await self._settle(update)
        return Screen(copy.deepcopy(copied))

    async def share_contact(self, phone: str = "+491701234567") -> Screen:
        return await self._say(acts.contact(self.world, self.id, phone))

    async def share_location(self, latitude: float, longitude: float) -> Screen:
        return await self._say({"location": {"latitude": latitude, "longitude": longitude}})

    async def photo(self, content: bytes, caption: str = "") -> Screen:
        return await self._say(acts.picture(self.world.files.add("photo.png", content), caption))

    async def document(self, name: str, content: bytes, caption: str = "") -> Screen:
        return await self._say(acts.paper(self.world.files.add(name, content), caption))

    async def edit(self, message: Screen, text: str) -> Screen:
        """Rewrite a message of one's own."""
        chat = self.world.chats[message.chat_id]
        return await self._wait(acts.edit(self.world, chat, message.message_id, text))

    async def inline(self, text: str, chat: Group | None = None) -> list[InlineResult]:
        """Type "@bot text" in a chat; the results that the bot offers."""
        query, update = inline.ask(self.world, self.id, self._chat(chat), text)
        await self._settle(update)
        answer = await query.wait(self.patience)
        if answer is None:
            raise AssertionError(f"the bot did not answer the inline query {text!r} of {self.name}")
        return [
            InlineResult(query.id, one["id"], one.get("title", ""), one.get("description", ""), Screen(one["message"]))
            for one in answer["results"]
        ]

    async def choose(self, result: InlineResult, chat: Group | None = None) -> Screen:
        """Send an inline result into a chat; the message that it became."""
        place = self._chat(chat)
        message, updates = inline.choose(self.world, self.id, place, result.query_id, result.id)
        for update in updates:
            await self._settle(update)
        return Screen(copy.deepcopy(place.messages.get(message["message_id"], message)))

    def block(self) -> None:
        acts.block(self.world, self.id, blocked=True)

    def unblock(self) -> None:
        acts.block(self.world, self.id, blocked=False)

    # --- waiting ---

    async def wait_for(self, fragment: str, timeout: float = 5, chat: Group | None = None) -> Screen:  # noqa: ASYNC109
        """The newest bot message with these words, as soon as there is one, new or edited."""
        place, ends = self._chat(chat), time.monotonic() + timeout
        while True:
            for message in reversed(place.messages.values()):
                if author(message) == self.world.bot_id and fragment in Screen(message).text:
                    return Screen(copy.deepcopy(message))
            left = ends - time.monotonic()
            if left <= 0:
                raise AssertionError(
                    f"{fragment!r} did not reach {self.name} in {timeout} s; last: {self.screen.text!r}"
                )
            await self.world.events.bell.wait(left)

    async def _say(self, content: Json) -> Screen:
        return await self._wait(acts.say(self.world, self.id, self._chat(None), content))

    async def _wait(self, update: Update | None, chat: Group | None = None) -> Screen:
        if update:
            await self._settle(update)
        return self.screen_in(chat)

    async def _settle(self, update: Update) -> None:
        self.updates.append(update)
        try:
            await asyncio.wait_for(update.done.wait(), self.patience)
        except TimeoutError:
            raise AssertionError(self._why_not(update)) from None

    def _why_not(self, update: Update) -> str:
        webhook = self.world.courier.webhook
        if webhook:
            way = (
                f"webhook {webhook.url}, delivered {update.handed_out} times, last trouble: {update.trouble or 'none'}"
            )
        else:
            way = f"polling, {self.world.updates.polls} polls, handed out {update.handed_out} times"
        return f"the bot did not finish with {update.kind} {update.id} of {self.name} in {self.patience} s ({way})"

    # --- helpers ---

    async def _reply_key(self, key: Json, chat: Group | None) -> Screen:
        if key.get("request_contact"):
            return await self.share_contact()
        if key.get("request_location"):
            return await self.share_location(52.52, 13.405)
        return await self.send(key["text"], chat)

    def _take_answer(self, query: Query) -> None:
        answer: dict[str, Any] = query.answer or {}
        self.link = answer.get("url") or self.link
        if text := answer.get("text"):
            self.alert, self.toast = (text, None) if answer["show_alert"] else (None, text)

    def _all_buttons(self, place: Chat) -> list[list[str]]:
        shown = Screen(place.last_from(self.world.bot_id) or {}).buttons
        return shown + [[key["text"] for key in row] for row in (place.keyboard or {}).get("keyboard", [])]

    def _bill(self, screen: Screen | None, chat: Group | None) -> tuple[Chat, int]:
        """Where the invoice is that is meant, and its message's id."""
        if screen:
            return self.world.chats[screen.chat_id], screen.message_id
        place = self._chat(chat)
        newest = (message_id for message_id, one in reversed(place.messages.items()) if "invoice" in one)
        message_id = next(newest, None)
        if message_id is None:
            raise AssertionError(f"there is no invoice for {self.name} to pay")
        return place, message_id

    def _chat(self, chat: Group | None) -> Chat:
        return self.world.chats[chat.id if chat else self.id]


def _switch(key: Json) -> str | None:
    """The query that a switch-to-inline button begins."""
    for name in ("switch_inline_query", "switch_inline_query_current_chat"):
        if name in key:
            return str(key[name])
    chosen = key.get("switch_inline_query_chosen_chat")
    return None if chosen is None else str(chosen.get("query", ""))
