"""Idempotency keys: the first result is kept, failures of the server too; another request may not use the key."""

from dataclasses import dataclass

from sandbox.kinds import Json
from sandbox.stripe.errors import key_in_use, key_of_another, wrong_parameter

_LONGEST = 255


@dataclass
class _Kept:
    asked: Json
    answer: tuple[int, Json] | None = None  # None while the first request is still on its way


class Keys:
    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def begin(self, key: str, asked: Json) -> tuple[int, Json] | None:
        """The answer of the first request, or None: then this is the first. Raises where the key may not be used."""
        if len(key) > _LONGEST:
            raise wrong_parameter("Idempotency-Key", f"Idempotency keys can be up to {_LONGEST} characters long.")
        known = self._kept.get(key)
        if known is None:
            self._kept[key] = _Kept(asked)
            return None
        if known.asked != asked:
            raise key_of_another(key)
        if known.answer is None:
            raise key_in_use(key)
        return known.answer

    def keep(self, key: str, answer: tuple[int, Json]) -> None:
        self._kept[key].answer = answer

    def forget(self, key: str) -> None:
        """The request came to nothing that is worth keeping: the key is free again."""
        self._kept.pop(key, None)

    def age(self) -> None:
        """A day later Stripe knows none of them."""
        self._kept.clear()
