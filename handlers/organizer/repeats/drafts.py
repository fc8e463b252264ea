"""The form for a template as it is filled in so far, and what else is asked for. It outlives a restart."""

from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from services.errors import NotUnderstood

KEY, QUESTION = "repeat", "repeat_asked"


class Repeating(StatesGroup):
    """Where the person is asked to type."""

    field = State()
    range = State()
    closure = State()
    absence = State()
    room = State()
    """A new one, or another name for one."""


@dataclass(frozen=True, slots=True)
class Draft:
    """`template_id` is 0 for a new one. Days are kept as text, as the store can keep them."""

    series_id: int
    template_id: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    version: int = 1
    asks: str = ""

    def with_(self, **changes: Any) -> "Draft":
        kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
        return replace(self, changes=self.changes | kept, version=self.version + 1, asks="")

    def values(self) -> dict[str, Any]:
        """The changes as acts take them."""
        return {
            name: date.fromisoformat(value) if name.endswith("_on") and value else value
            for name, value in self.changes.items()
        }


async def find(state: FSMContext, template_id: int) -> Draft:
    """The form for this template. Raises NotUnderstood where it is over, or another one is open."""
    kept = (await state.get_data()).get(KEY)
    draft = Draft(**kept) if kept else None
    if draft is None or draft.template_id != template_id:
        raise NotUnderstood
    return draft


async def find_asked(state: FSMContext) -> Draft:
    """The form that a typed answer is for."""
    kept = (await state.get_data()).get(KEY)
    if not kept or not kept["asks"]:
        raise NotUnderstood
    return Draft(**kept)


async def keep(state: FSMContext, draft: Draft) -> None:
    await state.set_state(Repeating.field if draft.asks else None)
    await state.update_data({KEY: asdict(draft)})


async def ask(state: FSMContext, question: State, **about: int) -> None:
    """Ask for something else to be typed, about these ids."""
    await state.set_state(question)
    await state.update_data({QUESTION: about})


async def asked(state: FSMContext, *names: str) -> list[int]:
    """What the question was about. Raises NotUnderstood where that is not known any more."""
    about = (await state.get_data()).get(QUESTION) or {}
    if not set(names) <= set(about):
        raise NotUnderstood
    return [int(about[name]) for name in names]


async def drop(state: FSMContext) -> None:
    """Forget what was asked and filled in, and leave whatever else the dialog holds."""
    kept = await state.get_data()
    ours = (await state.get_state() or "").startswith("Repeating:")
    if KEY in kept or QUESTION in kept or ours:
        await state.set_data({name: value for name, value in kept.items() if name not in {KEY, QUESTION}})
        await state.set_state(None)
