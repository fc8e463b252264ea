"""Everything there is: people, chats, messages, files, open queries, and the bot's settings."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from sandbox.chats import Chat, author
from sandbox.errors import ApiError, bad_request, blocked, not_a_member, not_started
from sandbox.events import Events
from sandbox.files import FileStore
from sandbox.kinds import Json
from sandbox.queries import Queries
from sandbox.updates import Updates
from sandbox.webhook import Courier

_EPOCH = 1_767_225_600  # 2026-01-01: ids that start from the time since then only grow, and stay short


class ChargeCard(Protocol):
    """Makes a charge at a card provider; its id."""

    def __call__(self, amount: int, currency: str, *, paid: bool = True) -> str: ...


@dataclass
class World:
    token: str
    bot: Json
    clock: Callable[[], float]
    privacy: bool = True  # in groups the bot hears only what is meant for it
    query_lifetime: float = 60
    people: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Chat] = field(default_factory=dict)
    inline_messages: dict[str, tuple[int, int]] = field(default_factory=dict)
    settings: Json = field(default_factory=dict)  # commands, descriptions, menu button
    invoices: dict[tuple[int, int], Json] = field(default_factory=dict)  # what an invoice hides: payload, price lines
    payments: dict[str, Json] = field(default_factory=dict)  # by telegram_payment_charge_id
    charge_card: ChargeCard | None = None  # the local Stripe, where one is attached
    mails: list[Json] = field(default_factory=list)  # caught by the demo's letter box
    texts: list[Json] = field(default_factory=list)  # SMS, and what was answered
    files: FileStore = field(default_factory=FileStore)
    queries: Queries = field(default_factory=Queries)
    events: Events = field(default_factory=Events)
    last_message_id: int = 0
    updates: Updates = field(init=False)
    courier: Courier = field(init=False)

    def __post_init__(self) -> None:
        start = max(int(self.clock()) - _EPOCH, 0)
        self.last_message_id = self.last_message_id or start
        self.updates = Updates(start, self.events, self.clock)
        self.courier = Courier(self.updates, self.clock)

    def now(self) -> int:
        return int(self.clock())

    @property
    def bot_id(self) -> int:
        return int(self.bot["id"])

    # --- people and chats ---

    def add_person(self, user: Json) -> Chat:
        self.people[user["id"]] = user
        chat = self.chats.setdefault(user["id"], Chat(user["id"], "private", members=[user["id"]]))
        self.events.emit("people")
        return chat

    def add_group(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.events.emit("people")
        return chat

    def new_group_id(self) -> int:
        return -1_000_000_000_001 - sum(not chat.is_private for chat in self.chats.values())

    def chat_json(self, chat: Chat) -> Json:
        if not chat.is_private:
            forum = {"is_forum": True} if chat.is_forum else {}
            return {"id": chat.id, "type": chat.kind, "title": chat.title, **forum}
        person = self.people[chat.id]
        names: Json = {key: person[key] for key in ("first_name", "last_name", "username") if key in person}
        return {"id": chat.id, "type": "private", **names}

    def chat(self, chat_id: int | str) -> Chat:
        """A chat by id or @name, or "chat not found"."""
        if isinstance(chat_id, str) and chat_id.lstrip("-").isdigit():
            chat_id = int(chat_id)
        if isinstance(chat_id, int) and chat_id in self.chats:
            return self.chats[chat_id]
        raise bad_request("chat not found")

    def chat_to_write(self, chat_id: int | str) -> Chat:
        """A chat in which the bot may speak; else the reason why not."""
        chat = self.chat(chat_id)
        reason = silence(chat)
        if reason:
            raise reason
        return chat

    # --- messages ---

    def post(self, chat: Chat, sender: Json, content: Json) -> Json:
        """Add a message; `content` has what is said and shown, this adds id, date, chat and sender."""
        self.last_message_id += 1
        head = {"message_id": self.last_message_id, "from": sender, "chat": self.chat_json(chat), "date": self.now()}
        message = {**head, **content}
        chat.messages[self.last_message_id] = message
        self.events.emit("message", chat=chat.id, message=message)
        return message

    def change(self, chat: Chat, message: Json) -> Json:
        """Put an edited message in its former's place."""
        chat.messages[message["message_id"]] = message
        self.events.emit("message", chat=chat.id, message=message, edited=True)
        return message

    def remove(self, chat: Chat, message_id: int) -> None:
        if chat.messages.pop(message_id, None):
            self.events.emit("deleted", chat=chat.id, message_id=message_id)

    def own(self, chat: Chat, message_id: int | None) -> Json:
        """The bot's message to be edited, or the reason why it cannot be."""
        message = chat.messages.get(message_id or 0)
        if message is None:
            raise bad_request("message to edit not found")
        if author(message) != self.bot_id:
            raise bad_request("message can't be edited")
        return message

    def inline(self, inline_message_id: str) -> tuple[Chat, Json]:
        """The message that a person sent by way of the bot."""
        chat_id, message_id = self.inline_messages.get(inline_message_id, (0, 0))
        chat = self.chats.get(chat_id)
        if chat is None or message_id not in chat.messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return chat, chat.messages[message_id]


def silence(chat: Chat) -> ApiError | None:
    """Why the bot may not speak in a chat."""
    if not chat.is_private:
        return None if chat.has_bot else not_a_member()
    if chat.blocked:
        return blocked()
    return None if chat.started else not_started()


def new_id() -> str:
    """An id for a query or an inline message: long, decimal, as Telegram's are."""
    return str(secrets.randbits(62) + 2**62)
