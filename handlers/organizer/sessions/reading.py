"""What somebody typed as the answer to a question about a session."""

from datetime import datetime

from handlers.organizer.sessions.drafting import Draft
from keyboards.callbacks.planning import What
from services import amounts, moments, sessions
from services.errors.organizing import RolesNotUnderstood
from services.sessions import Card
from services.text import compared
from services.translator import Translator


def read(draft: Draft, typed: str, card: Card, t: Translator, *, now: datetime) -> Draft:
    """The change with its value. Raises what says why it cannot be understood."""
    match draft.what:
        case What.TIME:
            moment = moments.read(typed, zone=card.time_zone, language=t.language, now=now)
            return draft.with_(value=moment.isoformat())
        case What.LENGTH:
            return draft.with_(value=amounts.read_minutes(typed))
        case What.PLACES:
            return draft.with_(value=amounts.read_places(typed))
        case What.PRICE:
            return draft.with_(value=amounts.read_money(typed, currency=card.currency, language=t.language))
        case What.PLACE:
            place, _, link = typed.strip().partition("\n")
            return draft.with_(value=sessions.read_place(place), more=sessions.read_link(link) or "")
        case What.REASON:
            return draft.with_(what=What.CANCEL, value=sessions.read_reason(typed))
        case _:
            return draft.with_(value=typed)


def read_role_places(typed: str, card: Card) -> list[tuple[int, int]]:
    """Roles that there are by their ids, with the places each shall have; one number where there are no roles.

    Raises RolesNotUnderstood, NumberOutOfRange.
    """
    there = {compared(role.name): role.quota_id for role in card.places}
    found = [(there.get(compared(one["name"])), int(one["capacity"])) for one in amounts.read_quotas(typed)]
    if not all(quota_id for quota_id, _ in found):
        raise RolesNotUnderstood
    return [(quota_id, places) for quota_id, places in found if quota_id]


def read_role(typed: str) -> tuple[str, int]:
    """A name and its places. Raises RolesNotUnderstood, NumberOutOfRange."""
    found = amounts.read_quotas(typed)
    if len(found) != 1 or not found[0]["name"]:
        raise RolesNotUnderstood
    return found[0]["name"], found[0]["capacity"]
