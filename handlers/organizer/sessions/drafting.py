"""A change as it was asked for so far. It lives in the dialog store, and so outlives a restart."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from keyboards.callbacks.planning import What
from services.sessions import Reach

KEY = "change"


class Asked(StatesGroup):
    """What the person sees: `value` asks them to type."""

    value = State()
    look = State()
    """Nothing is asked: a change or a choice is shown, to be tapped."""
    roles = State()
    """Nothing is asked: the places are shown; whoever types some means that."""


@dataclass(frozen=True, slots=True)
class Draft:
    session_id: int
    what: What
    quota_id: int = 0
    value: str | int | None = None
    """A moment in ISO form, a number, or words; None until it is known."""
    more: str = ""
    """The link to a map beside a place."""
    is_short: bool = False
    """The person was shown that more places are taken than there shall be."""
    future: bool = False
    edited: bool = False
    then: list[tuple[int, int]] = field(default_factory=list)
    """Roles whose places come next, by their id, where several were typed at once."""
    version: int = 0
    """Raised by each answer: a Confirm of an older screen changes nothing."""

    def with_(self, **answers: Any) -> "Draft":
        return replace(self, **answers, version=self.version + 1)

    @property
    def reach(self) -> Reach:
        return Reach(self.future, self.edited)


async def find(state: FSMContext, session_id: int | None = None, version: int | None = None) -> Draft | None:
    """The change that was asked for, if there is one; of this session and version where they are named."""
    kept = (await state.get_data()).get(KEY)
    draft = Draft(**(kept | {"what": What(kept["what"])})) if kept else None
    fits = draft and session_id in {None, draft.session_id} and version in {None, draft.version}
    return draft if fits else None


async def keep(state: FSMContext, draft: Draft, sees: State | None = None) -> None:
    """Keep the change; `sees` is what the person has before them now."""
    await state.update_data({KEY: asdict(draft)})
    await state.set_state(sees)


async def next_version(state: FSMContext) -> int:
    """Another one than that of any screen before."""
    kept = (await state.get_data()).get(KEY)
    return kept["version"] + 1 if kept else 1


async def drop(state: FSMContext) -> None:
    """Ask for nothing any more. The last version stays known, so that no old screen fits a new change."""
    draft = await find(state)
    if draft:
        await keep(state, Draft(0, draft.what, version=draft.version))
