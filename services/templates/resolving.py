"""A day in conflict, resolved by hand: somebody else, no room, nobody yet, or left out."""

from datetime import datetime
from enum import StrEnum

from db.engine import Tx
from db.models import Occurrence, Template
from db.models.templates import Outcome
from db.queries import templates as queries
from services import audit
from services.errors import NotFound
from services.errors.organizing import InstructorBusy, MomentPast, RoomGone, RoomTaken
from services.templates import deciding, editing, generating, keeping, owning
from services.templates.deciding import Decision, Span


class Way(StrEnum):
    INSTRUCTOR = "instructor"
    """Another instructor, in the template's room."""
    NO_ROOM = "no_room"
    """Whose turn it is, without the room."""
    ANYWAY = "anyway"
    """Without an instructor for now, in the room."""
    SKIP = "skip"


def resolve(
    tx: Tx, *, user_id: int, occurrence_id: int, way: Way, instructor_id: int | None = None, now: datetime
) -> Template:
    """Make the session of a day in conflict after all, or leave it out.

    Raises NotFound (also where somebody else has resolved it), MomentPast, OutOfTeam, InstructorBusy, RoomTaken,
    RoomGone.
    """
    _, template = owning.find_conflict(tx, occurrence_id, user_id)
    people = [] if instructor_id is None else [instructor_id]
    template = owning.lock(tx, template.id, user_id, people=people)
    occurrence, _ = owning.find_conflict(tx, occurrence_id, user_id)
    tx.refresh(occurrence)
    if occurrence.outcome != Outcome.CONFLICT:
        raise NotFound
    span = generating.span_of(template, occurrence.day)
    if span.starts_at <= now:
        raise MomentPast
    if way == Way.SKIP:
        occurrence.outcome, occurrence.reason = Outcome.SKIPPED, ""
    else:
        gives = _who(tx, template, occurrence, way, instructor_id)
        _make(tx, template, occurrence, span, gives, has_room=way != Way.NO_ROOM, now=now)
    told = {"day": occurrence.day.isoformat(), "way": way, "instructor_id": instructor_id}
    audit.record(tx, "template.resolved", actor_id=user_id, subject=("template", template.id), at=now, **told)
    return template


def _who(tx: Tx, template: Template, occurrence: Occurrence, way: Way, instructor_id: int | None) -> int | None:
    """Who gives it. Raises OutOfTeam."""
    if way == Way.ANYWAY:
        return None
    _, turn = deciding.read_conflict(occurrence.reason)
    chosen = instructor_id if way == Way.INSTRUCTOR else turn
    if chosen is not None:
        editing.require_on_team(tx, template.series_id, [chosen])
    return chosen


def _make(
    tx: Tx, template: Template, occurrence: Occurrence, span: Span, gives: int | None, *, has_room: bool, now: datetime
) -> None:
    """Raises InstructorBusy, RoomTaken, RoomGone."""
    room_id = template.space_id if has_room else None
    if room_id is not None:
        space = queries.lock_space(tx, room_id)
        if space is None or space.deleted_at:
            raise RoomGone
        if queries.list_held_in(tx, room_id, span.starts_at, span.ends_at):
            raise RoomTaken
    if gives is not None and queries.list_given(tx, [gives], span.starts_at, span.ends_at):
        raise InstructorBusy
    if queries.list_starts(tx, template.series_id, span.starts_at, span.starts_at):
        occurrence.outcome, occurrence.reason = Outcome.EXISTS, deciding.ALREADY_THERE
        return
    needs = gives is None and bool(template.instructor_ids)
    decision = Decision(occurrence.day, span, Outcome.CREATED, "", gives, needs_instructor=needs)
    setting = queries.find_setting(tx, template.series_id)
    made = keeping.make_sessions(tx, template, setting, [decision], space_id=room_id, now=now)
    occurrence.outcome, occurrence.reason = Outcome.CREATED, ""
    occurrence.session_id = made[occurrence.day]
