"""What a change looks at before it is confirmed, and what it does then: one look and one act for each kind."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiogram.types import InlineKeyboardMarkup

from db import Database
from handlers import impacts
from handlers.organizer.sessions.drafting import Draft
from keyboards import changes as keyboards
from keyboards.callbacks.planning import What
from services import sessions
from services.sessions import Card, Impact, ResizeImpact
from services.translator import Translator
from services.users import Person

Call = tuple[Callable[..., Any], dict[str, Any]]


def look(draft: Draft) -> Call:
    """The look at what a change would mean."""
    value, session = draft.value, {"session_id": draft.session_id}
    match draft.what:
        case What.TIME:
            return sessions.impact_of_moving, session | {"starts_at": datetime.fromisoformat(str(value))}
        case What.LENGTH:
            return sessions.impact_of_moving, session | {"minutes": value}
        case What.PLACES:
            return sessions.impact_of_resizing, {"quota_id": draft.quota_id, "capacity": value}
        case What.PRICE:
            return sessions.impact_of_pricing, session | {"price": value}
        case What.CANCEL:
            return sessions.impact_of_cancelling, session
        case _:
            return sessions.impact, session


def act(draft: Draft) -> Call:
    """The act itself."""
    value, session = draft.value, {"session_id": draft.session_id}
    match draft.what:
        case What.TIME:
            return sessions.move, session | {"starts_at": datetime.fromisoformat(str(value))}
        case What.LENGTH:
            return sessions.move, session | {"minutes": value}
        case What.PLACES:
            fits = {"as_far_as_possible": draft.is_short}
            return sessions.resize, fits | {"quota_id": draft.quota_id, "capacity": value}
        case What.PRICE:
            return sessions.set_price, session | {"price": value}
        case What.PLACE:
            return sessions.set_place, session | {"place": value, "map_url": draft.more}
        case What.INSTRUCTOR:
            return sessions.set_instructor, session | {"instructor_id": value or None}
        case _:
            return sessions.call_off, session | {"reason": value or ""}


def text(draft: Draft, card: Card, seen: Any, t: Translator) -> str:
    value = draft.value
    match draft.what:
        case What.TIME | What.LENGTH:
            return impacts.moving(card, seen, t)
        case What.PLACES:
            return impacts.resizing(card, seen, int(value or 0), t)
        case What.PRICE:
            return impacts.pricing(card, seen, int(value or 0), t)
        case What.PLACE:
            return impacts.placing(card, seen, str(value), draft.more, t)
        case What.INSTRUCTOR:
            return impacts.instructing(card, seen, draft.more, t)
        case _:
            return impacts.cancelling(card, seen, str(value or ""), t)


async def see(draft: Draft, db: Database, user: Person, now: datetime) -> Any:
    wanted, given = look(draft)
    return await db.read(wanted, user_id=user.id, **given, reach=draft.reach, now=now)


def is_short(seen: Any) -> bool:
    return isinstance(seen, ResizeImpact) and seen.short > 0


def keyboard(draft: Draft, seen: Any, t: Translator) -> InlineKeyboardMarkup:
    impact: Impact = seen if isinstance(seen, Impact) else seen.impact
    lowered_to = seen.taken if is_short(seen) else None
    asked = (draft.session_id, draft.what, draft.quota_id, draft.version)
    return keyboards.confirm(
        asked,
        impact,
        draft.reach,
        t,
        lowered_to=lowered_to,
        has_reason=draft.what == What.CANCEL and bool(draft.value),
    )
