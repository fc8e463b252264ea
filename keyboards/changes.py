"""Below a look at what a change would mean: confirm it, let it reach further, or go back."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.organizing import EditSession, OpenRoster
from keyboards.callbacks.planning import ApplyChange, AskEdit, SetReach, What
from keyboards.common import DANGER, PRIMARY, button, rows
from services.sessions import Impact, Reach
from services.translator import Translator


def confirm(
    about: tuple[int, What, int, int],
    seen: Impact,
    reach: Reach,
    t: Translator,
    *,
    lowered_to: int | None = None,
    has_reason: bool = False,
) -> InlineKeyboardMarkup:
    """`about` is the session, what changes, its role and the form's version; `lowered_to` the least that can be done,
    where that is not all that was asked for.
    """
    session_id, what, quota_id, version = about
    apply = ApplyChange(session_id=session_id, version=version)
    roster = [] if lowered_to is None else [button(t("Roster"), OpenRoster(session_id=session_id))]
    return rows(
        [button(label(what, seen, lowered_to, t), apply, DANGER if what == What.CANCEL else PRIMARY)],
        *further(session_id, version, seen, reach, t),
        message(session_id, t, has_reason=has_reason) if what == What.CANCEL else [],
        roster,
        [button(t("Back"), back(session_id, what, quota_id))],
    )


def message(session_id: int, t: Translator, *, has_reason: bool) -> list[InlineKeyboardButton]:
    """What people are told when a session is cancelled."""
    write = t("Change the message") if has_reason else t("Add a message")
    return [button(write, AskEdit(session_id=session_id, what=What.REASON))]


def label(what: What, seen: Impact, lowered_to: int | None, t: Translator) -> str:
    if what == What.CANCEL and seen.sessions > 1:
        return t.plural(
            "Cancel {count} session, tell everybody", "Cancel {count} sessions, tell everybody", seen.sessions
        )
    if what == What.CANCEL:
        return t("Cancel the session and tell everybody")
    if lowered_to is None:
        return t("Confirm")
    if seen.sessions > 1:
        return t("Lower as far as possible")
    return t("Lower to {places} (as many as are in)", places=lowered_to)


def further(
    session_id: int, version: int, seen: Impact, reach: Reach, t: Translator
) -> list[list[InlineKeyboardButton]]:
    """How far it goes, with a tick: this one, or all after it, with those changed by hand or without."""

    def to(*, future: bool, edited: bool) -> SetReach:
        return SetReach(session_id=session_id, version=version, future=int(future), edited=int(edited))

    if not seen.later:
        return []
    one, all_ = t("This session only"), t.plural("This and {count} more", "This and all {count} after it", seen.later)
    found = [
        [button(_chosen(one, not reach.future), to(future=False, edited=False))],
        [button(_chosen(all_, reach.future), to(future=True, edited=reach.edited))],
    ]
    if reach.future and seen.edited:
        also = t.plural("Also {count} changed by hand", "Also the {count} changed by hand", seen.edited)
        found.append([button(_chosen(also, reach.edited), to(future=True, edited=not reach.edited))])
    return found


def _chosen(label: str, is_chosen: bool) -> str:
    return f"✅ {label}" if is_chosen else label


def back(session_id: int, what: What, quota_id: int) -> AskEdit | EditSession:
    if what == What.CANCEL:
        return EditSession(session_id=session_id)
    return AskEdit(session_id=session_id, what=what, quota_id=quota_id)
