"""Faults on demand: refusals, held answers, cut connections."""

import json
from dataclasses import dataclass

from aiohttp import web

from sandbox.errors import ApiError, too_many_requests
from sandbox.kinds import Json

_WORDS = {
    400: "Bad Request: refused on demand",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass(eq=False)
class Fault:
    """`method` "*" is every method; `times` None is until `heal()`."""

    method: str
    status: int | None = None
    retry_after: int | None = None
    description: str | None = None
    hang: float = 0  # seconds that the answer is held; the effect has happened
    cut: bool | str = False  # the effect happens, then the connection breaks: before the answer, or in its "middle"
    times: int | None = 1
    chat_id: int | None = None
    hits: int = 0

    def matches(self, method: str, params: Json) -> bool:
        if self.times is not None and self.hits >= self.times:
            return False
        if self.method != "*" and self.method.lower() != method.lower():
            return False
        return self.chat_id is None or str(params.get("chat_id")) == str(self.chat_id)

    def refusal(self) -> ApiError | None:
        if self.retry_after is not None or self.status == 429:
            return too_many_requests(1 if self.retry_after is None else self.retry_after)
        if self.status is None:
            return None
        words = self.description or _WORDS.get(self.status, "Internal Server Error")
        return ApiError(self.status, words)


class Faults:
    def __init__(self) -> None:
        self._set: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._set.append(fault)
        return fault

    def heal(self) -> None:
        self._set.clear()

    def take(self, method: str, params: Json) -> Fault | None:
        """The first fault that this call meets, counted as hit."""
        fault = next((one for one in self._set if one.matches(method, params)), None)
        if fault:
            fault.hits += 1
        return fault


async def cut(request: web.Request, body: Json, *, middle: bool) -> web.StreamResponse:
    """Break the connection, in the middle of the answer or before it."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    if middle:
        content = json.dumps(body).encode()
        response.content_length = len(content)
        await response.prepare(request)
        await response.write(content[: len(content) // 2])
    if request.transport:
        request.transport.abort()
    return response
