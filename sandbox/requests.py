"""A call as it came over HTTP: parameters and files, then the method object that aiogram knows."""

import json
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import InputFile
from aiohttp import BodyPartReader, MultipartReader, web
from pydantic import ValidationError

from sandbox.errors import ApiError, bad_request
from sandbox.kinds import Files, Json

_TEXTUAL = {str, type(None), Default, InputFile}
_MISSING = {"text": "message text is empty", "chat_id": "chat_id is empty"}


async def params(request: web.Request) -> tuple[Json, Files]:
    """Parameters of the address, a form, a multipart body or a JSON object."""
    given: Json = dict(request.query)
    if request.content_type == "application/json":
        given |= _loads(await request.text())
        return given, {}
    if request.content_type == "multipart/form-data":
        fields, files = await multipart(await request.multipart())
        return given | fields, files
    return given | {key: value for key, value in (await request.post()).items() if isinstance(value, str)}, {}


async def multipart(parts: MultipartReader) -> tuple[Json, Files]:
    fields: Json = {}
    files: Files = {}
    async for part in parts:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields[part.name] = content.decode()
        else:
            files[part.name] = (part.filename, content)
    return fields, files


def method(kind: type[TelegramMethod[Any]], given: Json, files: Files) -> TelegramMethod[Any]:
    """The method object, or 400 in Telegram's form."""
    direct = {name: f"attach://{name}" for name in files if name in kind.model_fields}
    values = {name: _value(kind, name, value) for name, value in {**given, **direct}.items()}
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise _refusal(error) from None


def _value(kind: type[TelegramMethod[Any]], name: str, value: object) -> object:
    field = kind.model_fields.get(name)
    if field is None or not isinstance(value, str) or set(_kinds(field.annotation)) <= _TEXTUAL:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _kinds(annotation: object) -> list[object]:
    """The types that a union is made of."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [kind for part in get_args(annotation) for kind in _kinds(part)]
    return [annotation]


def _loads(text: str) -> Json:
    try:
        given = json.loads(text or "{}")
    except ValueError:
        raise bad_request("can't parse JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("object expected")
    return given


def _refusal(error: ValidationError) -> ApiError:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "request"
    if first["type"] == "missing":
        return bad_request(_MISSING.get(name, f'there is no "{name}" in the request'))
    return bad_request(f'can\'t parse field "{name}": {first["msg"]}')
