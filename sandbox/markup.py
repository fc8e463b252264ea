"""Keyboards as a bot sends them: checked as Telegram checks, kept as Telegram shows them."""

from typing import Any

from aiogram.types import ForceReply, InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove
from pydantic import BaseModel, ValidationError

from sandbox.errors import bad_request
from sandbox.kinds import Json

ACTIONS = (
    "callback_data",
    "url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "web_app",
    "login_url",
    "callback_game",
    "pay",
    "disabled",
)
_KINDS: dict[str, type[BaseModel]] = {
    "inline_keyboard": InlineKeyboardMarkup,
    "keyboard": ReplyKeyboardMarkup,
    "remove_keyboard": ReplyKeyboardRemove,
    "force_reply": ForceReply,
}


def plain(model: BaseModel) -> Json:
    """A Telegram object as the JSON that Telegram would send of it."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True, warnings=False)


def checked(markup: BaseModel | None) -> Json | None:
    """The keyboard as JSON, or None; raises what Telegram says of a wrong one."""
    if markup is None:
        return None
    given = plain(markup)
    for key, kind in _KINDS.items():
        if key in given:
            return _of_kind(kind, given)
    raise bad_request("object expected as reply markup")


def inline(markup: BaseModel | None) -> Json | None:
    """A keyboard that belongs under a message; rows without buttons are dropped as Telegram drops them."""
    given = checked(markup)
    if given is None:
        return None
    if "inline_keyboard" not in given:
        raise bad_request("inline keyboard expected")
    return given if given["inline_keyboard"] else None


def _of_kind(kind: type[BaseModel], given: Json) -> Json:
    try:
        clean = plain(kind.model_validate(given))
    except ValidationError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if "inline_keyboard" in clean:
        clean["inline_keyboard"] = [row for row in clean["inline_keyboard"] if row]
        for row in clean["inline_keyboard"]:
            for button in row:
                _check_button(button)
        _check_pay(clean["inline_keyboard"])
    return clean


def _check_button(button: Json) -> None:
    if not button["text"].strip():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    actions = [action for action in ACTIONS if button.get(action) is not None]
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data: Any = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not _is_address(button["url"]):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if actions == ["copy_text"] and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _check_pay(rows: list[list[Json]]) -> None:
    for number, button in enumerate(button for row in rows for button in row):
        if button.get("pay") and number:
            raise bad_request("BUTTON_TYPE_INVALID: a Pay button must be the first one")


def _is_address(url: str) -> bool:
    scheme, separator, rest = url.partition("://")
    return bool(separator and rest and " " not in url) and scheme in {"http", "https", "tg"}
