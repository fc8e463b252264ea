"""What an organizer does for, with and about one person."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id

Act = Literal["reject", "take_out", "move_up"]
"""What needs a reason."""


class Approve(CallbackData, prefix="people.yes"):
    registration_id: Id


class AskReason(CallbackData, prefix="people.ask"):
    """What is about to be done, and why."""

    registration_id: Id
    act: Act


class TypeReason(CallbackData, prefix="people.type"):
    """In one's own words."""

    registration_id: Id
    act: Act


class Decide(CallbackData, prefix="people.do"):
    """`why` is one of the usual reasons of the act; empty is none."""

    registration_id: Id
    act: Act
    why: Literal["", "many", "level", "roles", "asked", "twice", "helps", "agreed"] = ""


class DecideAsTyped(CallbackData, prefix="people.said"):
    """With the reason that was typed below the usual ones, and looked at; another one has another version."""

    registration_id: Id
    act: Act
    version: Id


class AskNote(CallbackData, prefix="people.note"):
    registration_id: Id
    about: Literal["booking", "person"]


class ClearNote(CallbackData, prefix="people.clear"):
    registration_id: Id
    about: Literal["booking", "person"]


class AskMessage(CallbackData, prefix="people.write"):
    registration_id: Id


class SendMessage(CallbackData, prefix="people.send"):
    """What was typed and previewed."""

    registration_id: Id


class LiftSuspension(CallbackData, prefix="people.lift"):
    registration_id: Id


class AddAs(CallbackData, prefix="people.as"):
    """Whom to add in a role."""

    session_id: Id
    quota_id: Id


class AddKnown(CallbackData, prefix="people.known"):
    """Somebody the host knows by that name already."""

    session_id: Id
    user_id: Id


class AddNew(CallbackData, prefix="people.new"):
    """Somebody else of that name."""

    session_id: Id


class AddAnyway(CallbackData, prefix="people.way"):
    """Where there is no place."""

    session_id: Id
    way: Literal["wait", "raise"]


class ShareLink(CallbackData, prefix="people.link"):
    session_id: Id


class SharePage(CallbackData, prefix="people.page"):
    """A link for people without Telegram."""

    session_id: Id
