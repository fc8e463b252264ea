"""A bot's message as a person sees it: plain text, HTML, rows of buttons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from aiogram.types import MessageEntity
from aiogram.utils.text_decorations import html_decoration

from sandbox.kinds import Json

_LEAD = re.compile(r"^[^\w(«\"+#@/]+\s*")  # an emoji and the blank after it


@dataclass(frozen=True)
class Screen:
    """A message as it was at one moment; the empty one where the bot has said nothing yet."""

    message: Json = field(default_factory=dict)

    @property
    def message_id(self) -> int:
        return int(self.message.get("message_id", 0))

    @property
    def chat_id(self) -> int:
        return int(self.message.get("chat", {}).get("id", 0))

    @property
    def text(self) -> str:
        """Text or caption, without its formatting."""
        return cast("str", self.message.get("text", self.message.get("caption", "")))

    @property
    def html(self) -> str:
        given: list[Json] = self.message.get("entities") or self.message.get("caption_entities") or []
        return html_decoration.unparse(self.text, [MessageEntity.model_validate(one) for one in given])

    @property
    def keys(self) -> list[list[Json]]:
        """Rows of buttons with all that is in them."""
        return list(self.message.get("reply_markup", {}).get("inline_keyboard", []))

    @property
    def buttons(self) -> list[list[str]]:
        return [[key["text"] for key in row] for row in self.keys]

    def key(self, text: str) -> Json | None:
        """The button with these words, or with these words after an emoji."""
        return pick(text, (key for row in self.keys for key in row))

    def data(self, text: str) -> str:
        """The callback data behind a button."""
        key = self.key(text)
        if key is None or "callback_data" not in key:
            raise AssertionError(f"no callback button {text!r}; there are {self.buttons}")
        return str(key["callback_data"])

    def __contains__(self, words: str) -> bool:
        return words in self.text


def pick(text: str, keys: Iterator[Json]) -> Json | None:
    """Exactly these words first, then without the emoji before them."""
    listed = list(keys)
    exact = next((key for key in listed if key["text"] == text), None)
    return exact or next((key for key in listed if _LEAD.sub("", key["text"]) == text), None)
