"""Answers to what people did: taps and inline queries."""

from typing import Any

from aiogram import methods as m

from sandbox import contents, markup
from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.world import World

_TOAST_LIMIT = 200


def answer_callback_query(world: World, method: m.AnswerCallbackQuery, _: Files) -> bool:
    query = world.queries.take(method.callback_query_id, world.clock())
    if len(method.text or "") > _TOAST_LIMIT:
        raise bad_request("MESSAGE_TOO_LONG")
    answer = {"text": method.text or "", "show_alert": method.show_alert is True, "url": method.url}
    query.settle(answer)
    world.events.emit("answer", person=query.person, chat=query.chat, query=query.id, **answer)
    return True


def answer_inline_query(world: World, method: m.AnswerInlineQuery, _: Files) -> bool:
    query = world.queries.take(method.inline_query_id, world.clock())
    results = [_result(result) for result in method.results]
    if len(results) > 50:
        raise bad_request("RESULTS_TOO_MUCH")
    if len({result["id"] for result in results}) < len(results):
        raise bad_request("RESULT_ID_DUPLICATE")
    button = markup.plain(method.button) if method.button else None
    query.settle({"results": results, "button": button, "next_offset": method.next_offset or ""})
    return True


def _result(result: Any) -> Json:
    """A result as the person chooses it, with the message that it stands for made ready."""
    given = result.input_message_content
    if given is None or getattr(given, "message_text", None) is None:
        raise bad_request("only results that send a text are known here")
    message = contents.text(given.message_text, given.parse_mode, given.entities)
    if keys := markup.inline(result.reply_markup):
        message["reply_markup"] = keys
    shown = {key: getattr(result, key, None) for key in ("id", "type", "title", "description", "thumbnail_url")}
    return {**{key: value for key, value in shown.items() if value}, "message": message}


METHODS = {m.AnswerCallbackQuery: answer_callback_query, m.AnswerInlineQuery: answer_inline_query}
