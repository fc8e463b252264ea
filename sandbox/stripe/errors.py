"""What Stripe refuses, in the shape and the words that its library reads."""

from sandbox.kinds import Json


class Refusal(Exception):
    """An answer with an error. `is_kept`: whether a repetition with the same idempotency key gets it again."""

    def __init__(self, status: int, message: str, *, kind: str = "invalid_request_error", **facts: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.kind = kind
        self.facts = facts

    @property
    def is_kept(self) -> bool:
        """What a request says wrong, and what was only too much at once, may be tried again with the same key."""
        wrong = self.facts.get("code", "").startswith(("parameter_", "url_invalid"))
        return self.status not in {401, 409, 429} and self.kind != "idempotency_error" and not wrong

    def body(self) -> Json:
        return {"error": {"type": self.kind, "message": self.message, **self.facts}}


def missing_parameter(name: str) -> Refusal:
    return Refusal(400, f"Missing required param: {name}.", code="parameter_missing", param=name)


def unknown_parameter(name: str) -> Refusal:
    return Refusal(400, f"Received unknown parameter: {name}", code="parameter_unknown", param=name)


def wrong_parameter(name: str, message: str) -> Refusal:
    return Refusal(400, message, code="parameter_invalid", param=name)


def not_whole(name: str, typed: object) -> Refusal:
    return Refusal(400, f"Invalid integer: {typed}", code="parameter_invalid_integer", param=name)


def no_such(kind: str, object_id: str, param: str) -> Refusal:
    return Refusal(404, f"No such {kind}: '{object_id}'", code="resource_missing", param=param)


def no_such_address(method: str, path: str) -> Refusal:
    return Refusal(404, f"Unrecognized request URL ({method}: {path}).", code="resource_missing")


def unauthorized(key: str) -> Refusal:
    if not key:
        return Refusal(401, "You did not provide an API key.")
    return Refusal(401, f"Invalid API Key provided: {key[:8]}{'*' * 8}{key[-4:]}")


def key_in_use(key: str) -> Refusal:
    message = f"There is currently another in-progress request using this Idempotent Key: {key}"
    return Refusal(409, message, code="idempotency_key_in_use")


def key_of_another(key: str) -> Refusal:
    message = (
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request."
    )
    return Refusal(400, message, kind="idempotency_error")


def on_demand(status: int, message: str | None) -> Refusal:
    """What a fault makes the server answer."""
    if status == 429:
        return Refusal(429, message or "Too many requests.", code="rate_limit")
    if status >= 500:
        return Refusal(status, message or "An error happened inside this Stripe.", kind="api_error")
    return Refusal(status, message or "Refused on demand.")
