"""What becomes of a day of a template: pure, from what stands in the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from db.models.templates import Outcome

ROOM_TAKEN = "room_taken"
INSTRUCTOR_BUSY = "instructor_busy"
CLOSED = "Skipped: Studio closure"
ALREADY_THERE = "Skipped: already there"


@dataclass(frozen=True, slots=True)
class Span:
    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Span") -> bool:
        """Whether the two overlap; one may begin as the other ends."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(slots=True)
class Calendar:
    """What stands in the way; it fills up as days are decided."""

    starts: set[datetime]
    """When sessions of the series begin."""
    closures: Sequence[tuple[date, date]] = ()
    absences: Mapping[int, Sequence[tuple[date, date]]] = field(default_factory=dict)
    given: dict[int, list[Span]] = field(default_factory=dict)
    """By instructor, of any series."""
    in_room: list[Span] = field(default_factory=list)
    team: frozenset[int] = frozenset()
    """Who may give a session."""

    def can_come(self, user_id: int, day: date) -> bool:
        away = self.absences.get(user_id, ())
        return user_id in self.team and not any(first <= day <= last for first, last in away)

    def take(self, span: Span, instructor_id: int | None, *, has_room: bool) -> None:
        self.starts.add(span.starts_at)
        if instructor_id is not None:
            self.given.setdefault(instructor_id, []).append(span)
        if has_room:
            self.in_room.append(span)


@dataclass(frozen=True, slots=True)
class Decision:
    day: date
    span: Span
    outcome: Outcome
    reason: str = ""
    instructor_id: int | None = None
    needs_instructor: bool = False


def decide(day: date, span: Span, turn: int | None, calendar: Calendar, *, has_room: bool) -> Decision:
    """`turn` is whose turn it is, if anybody is to give it. A day that was in conflict keeps whose turn it was."""
    if any(first <= day <= last for first, last in calendar.closures):
        return Decision(day, span, Outcome.CLOSED, CLOSED)
    if span.starts_at in calendar.starts:
        return Decision(day, span, Outcome.EXISTS, ALREADY_THERE)
    if has_room and any(span.meets(other) for other in calendar.in_room):
        return Decision(day, span, Outcome.CONFLICT, conflict(ROOM_TAKEN, turn))
    comes = turn is not None and calendar.can_come(turn, day)
    if comes and turn is not None and any(span.meets(other) for other in calendar.given.get(turn, ())):
        return Decision(day, span, Outcome.CONFLICT, conflict(INSTRUCTOR_BUSY, turn))
    gives = turn if comes else None
    calendar.take(span, gives, has_room=has_room)
    return Decision(day, span, Outcome.CREATED, "", gives, needs_instructor=turn is not None and not comes)


def takes_turn(decision: Decision) -> bool:
    return decision.outcome in {Outcome.CREATED, Outcome.CONFLICT}


def conflict(what: str, turn: int | None) -> str:
    """As it is kept with the day: what is in the way, and whose turn it was."""
    return what if turn is None else f"{what}:{turn}"


def read_conflict(reason: str) -> tuple[str, int | None]:
    what, _, turn = reason.partition(":")
    return what, int(turn) if turn else None


def lasting(starts_at: datetime, minutes: int) -> Span:
    return Span(starts_at, starts_at + timedelta(minutes=minutes))
