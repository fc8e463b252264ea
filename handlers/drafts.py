"""The booking form as it is filled in so far. It lives in the dialog store, and so outlives a restart."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

KEY = "booking"


class Form(StatesGroup):
    """Where the person is asked to type."""

    guests = State()
    request = State()
    code = State()


@dataclass(frozen=True, slots=True)
class Draft:
    session_id: int
    quota_id: int
    places: int = 1
    guests: list[str] = field(default_factory=list)
    request: str = ""
    code: str = ""
    """A promo code that holds."""
    version: int = 0
    """Raised by each answer: a Confirm of an older screen books nothing."""

    def with_(self, **answers: Any) -> "Draft":
        return replace(self, **answers, version=self.version + 1)


async def find(state: FSMContext, session_id: int | None = None) -> Draft | None:
    """The form, if there is one, and of this session where one is named."""
    kept = (await state.get_data()).get(KEY)
    draft = Draft(**kept) if kept else None
    return draft if draft and session_id in {None, draft.session_id} else None


async def keep(state: FSMContext, draft: Draft, asks: State | None = None) -> None:
    """Keep the form; `asks` is what the person is to type next."""
    await state.update_data({KEY: asdict(draft)})
    await state.set_state(asks)


async def drop(state: FSMContext) -> None:
    """Forget the form, and leave whatever else the dialog holds."""
    kept = await state.get_data()
    if kept.pop(KEY, None):
        await state.set_data(kept)
        await state.set_state(None)


def guests_of(draft: Draft) -> int:
    """How many come along."""
    return draft.places - 1


async def told(state: FSMContext, quota_id: int, places: int) -> dict[str, Any]:
    """What the form holds for whoever waits for so many places instead: who comes along, and the wish."""
    draft = await find(state)
    if draft is None or (draft.quota_id, draft.places) != (quota_id, places):
        return {}
    return {"guests": draft.guests, "request": draft.request}


def as_booked(draft: Draft) -> dict[str, Any]:
    """What the act of booking takes of it."""
    given = {"quota_id": draft.quota_id, "places": draft.places, "guests": draft.guests, "request": draft.request}
    return given | {"promo": draft.code}


def as_coded(draft: Draft) -> dict[str, Any]:
    """What is asked of a promo code."""
    return {"quota_id": draft.quota_id, "places": draft.places, "code": draft.code}
