"""What those tap who plan what repeats: templates, closure days, absences, rooms."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, BeforeValidator

from keyboards.callbacks.fields import DayNumber, Flag, Id, PageNumber, at_most, digits_only

Field = Literal["days", "time", "length", "from", "until", "team", "room", "places", "ahead", "weeks"]
Weeks = Annotated[int, BeforeValidator(digits_only), at_most(8)]


def a_day(value: int) -> int:
    """No day has the number 0."""
    if value < 1:
        raise ValueError("no day")
    return value


Day = Annotated[DayNumber, AfterValidator(a_day)]


class OpenRepeat(CallbackData, prefix="repeat.one"):
    """A template with all that can be done with it."""

    template_id: Id


class NewRepeat(CallbackData, prefix="repeat.new"):
    series_id: Id


class EditRepeat(CallbackData, prefix="repeat.edit"):
    template_id: Id


class ReopenForm(CallbackData, prefix="repeat.form"):
    """The form as it is filled in so far; `template_id` is 0 for a new one."""

    template_id: Id


class AskField(CallbackData, prefix="repeat.ask"):
    template_id: Id
    field: Field


class PutField(CallbackData, prefix="repeat.put"):
    """A tapped answer: a weekday, a minute, a number of weeks, an id; 0 takes it away."""

    template_id: Id
    field: Field
    value: Id


class ShowEffect(CallbackData, prefix="repeat.effect"):
    template_id: Id


class SaveRepeat(CallbackData, prefix="repeat.save"):
    """Good for the form as it was shown."""

    template_id: Id
    version: Id


class DropForm(CallbackData, prefix="repeat.drop"):
    template_id: Id
    series_id: Id


class AskSkip(CallbackData, prefix="repeat.skip"):
    template_id: Id


class SkipDay(CallbackData, prefix="repeat.skipped"):
    template_id: Id
    day: Day


class TurnRepeat(CallbackData, prefix="repeat.turn"):
    template_id: Id
    on: Flag


class AskDeleting(CallbackData, prefix="repeat.end"):
    template_id: Id


class DeleteRepeat(CallbackData, prefix="repeat.ended"):
    template_id: Id
    with_sessions: Flag


class AskRange(CallbackData, prefix="repeat.range"):
    """For which days to make sessions by hand."""

    template_id: Id


class MakeAhead(CallbackData, prefix="repeat.make"):
    template_id: Id
    weeks: Weeks


class TurnConflict(CallbackData, prefix="repeat.conflict_at"):
    """A page of those who could give it instead."""

    occurrence_id: Id
    page: PageNumber


class OpenConflict(CallbackData, prefix="repeat.conflict"):
    occurrence_id: Id


class ResolveConflict(CallbackData, prefix="repeat.solve"):
    occurrence_id: Id
    way: Literal["instructor", "no_room", "anyway", "skip"]
    instructor_id: Id = 0


class OpenClosures(CallbackData, prefix="repeat.closures"):
    """The days on which a host is closed. `series_id` is where the person came from; 0 is the host's desk."""

    host_id: Id
    series_id: Id = 0


class AskClosure(CallbackData, prefix="repeat.closure_new"):
    host_id: Id
    series_id: Id = 0


class RemoveClosure(CallbackData, prefix="repeat.closure_gone"):
    closure_id: Id
    series_id: Id = 0


class CancelClosed(CallbackData, prefix="repeat.closure_cancel"):
    """Cancel all that is planned on the closed days."""

    closure_id: Id
    series_id: Id = 0


class OpenAbsences(CallbackData, prefix="repeat.absences"):
    """When somebody of a host's team cannot come: one's own days, or everybody's for who plans."""

    host_id: Id
    series_id: Id = 0


class AskAbsence(CallbackData, prefix="repeat.away"):
    """Of a series where the person came from one, else of the host: both numbers do not fit."""

    of: Literal["host", "series"]
    place_id: Id
    user_id: Id


class RemoveAbsence(CallbackData, prefix="repeat.absence_gone"):
    absence_id: Id
    series_id: Id = 0


class OpenRooms(CallbackData, prefix="repeat.rooms"):
    host_id: Id
    series_id: Id = 0


class TurnRooms(CallbackData, prefix="repeat.rooms_at"):
    host_id: Id
    series_id: Id = 0
    page: PageNumber


class TurnAbsences(CallbackData, prefix="repeat.absences_at"):
    """A page of the team, of which somebody may be away."""

    of: Literal["host", "series"]
    place_id: Id
    page: PageNumber


class TurnChoices(CallbackData, prefix="repeat.answers_at"):
    """A page of what can be tapped for a field of the form."""

    template_id: Id
    field: Field
    page: PageNumber


class AskRoom(CallbackData, prefix="repeat.room_new"):
    host_id: Id
    series_id: Id = 0


class OpenRoom(CallbackData, prefix="repeat.room"):
    """A room, to be renamed or deleted."""

    space_id: Id
    series_id: Id = 0


class AskDeletingRoom(CallbackData, prefix="repeat.room_end"):
    space_id: Id
    series_id: Id = 0


class DeleteRoom(CallbackData, prefix="repeat.room_ended"):
    space_id: Id
    series_id: Id = 0
