"""Calls to Telegram's Bot API: as one JSON body, where aiogram builds a form, and with the models of answers kept.

An edited text is not read back: its answer is True, as it is for an inline message.
"""

from http import HTTPStatus
from typing import Any, cast

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import TelegramNetworkError
from aiogram.methods import AnswerCallbackQuery, EditMessageText, Response, SendMessage, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile
from aiohttp import ClientError, ClientTimeout

JSON = {"Content-Type": "application/json"}
KEPT = [Response[method.__returning__] for method in (SendMessage, EditMessageText, AnswerCallbackQuery)]  # type: ignore[name-defined]
"""Held on to, because pydantic forgets a generic model that nobody holds: making it anew takes 16 ms each time."""


class JsonSession(AiohttpSession):
    """aiogram's session; only what carries files still goes as a form."""

    def __init__(self, **given: Any) -> None:
        super().__init__(json_loads=orjson.loads, **given)

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 - aiogram's
    ) -> TelegramType:
        fields = as_json(method, bot)
        if fields is None:
            return await super().make_request(bot, method, timeout)
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        patience = ClientTimeout(self.timeout if timeout is None else timeout)
        try:
            async with session.post(url, data=orjson.dumps(fields), headers=JSON, timeout=patience) as answer:
                content = await answer.text()
        except TimeoutError:
            raise TelegramNetworkError(method=method, message="Request timeout error") from None
        except ClientError as error:
            raise TelegramNetworkError(method=method, message=f"{type(error).__name__}: {error}") from error
        if answer.status == HTTPStatus.OK and isinstance(method, EditMessageText) and is_done(content):
            return cast("TelegramType", True)
        response = self.check_response(bot=bot, method=method, status_code=answer.status, content=content)
        return cast("TelegramType", response.result)


def is_done(content: str) -> bool:
    """Whether an answer says yes, whatever else it says: a whole message takes long to read, and we wrote it."""
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is True


def as_json(method: TelegramMethod[Any], bot: Bot) -> dict[str, Any] | None:
    """A method's fields as JSON has them; None if it carries files, which JSON cannot."""
    files: dict[str, InputFile] = {}
    fields = method.model_dump(warnings=False, exclude_none=True)
    prepared = {
        name: bot.session.prepare_value(value, bot=bot, files=files, _dumps_json=False)
        for name, value in fields.items()
    }
    return None if files else {name: value for name, value in prepared.items() if value is not None}
