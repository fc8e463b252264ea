"""What the sandbox refuses, in Telegram's own words and codes."""

from sandbox.kinds import Json


class ApiError(Exception):
    """An answer with `ok: false`; `description` is complete, `parameters` are as Telegram sends them."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters or {}

    def body(self) -> Json:
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**body, "parameters": self.parameters} if self.parameters else body


def bad_request(reason: str) -> ApiError:
    return ApiError(400, f"Bad Request: {reason}")


def unauthorized() -> ApiError:
    return ApiError(401, "Unauthorized")


def not_found() -> ApiError:
    return ApiError(404, "Not Found")


def blocked() -> ApiError:
    return ApiError(403, "Forbidden: bot was blocked by the user")


def not_started() -> ApiError:
    return ApiError(403, "Forbidden: bot can't initiate conversation with a user")


def not_a_member() -> ApiError:
    return ApiError(403, "Forbidden: bot is not a member of the group chat")


def conflict(reason: str) -> ApiError:
    return ApiError(409, f"Conflict: {reason}")


def too_many_requests(retry_after: int) -> ApiError:
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", {"retry_after": retry_after})


def same_message() -> ApiError:
    return bad_request(
        "message is not modified: specified new message content and reply markup are exactly the same "
        "as a current content and reply markup of the message"
    )


def stale_query() -> ApiError:
    return bad_request("query is too old and response timeout expired or query ID is invalid")
