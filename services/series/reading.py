"""What somebody types who begins something: a name, when, and how many, in one line."""

from dataclasses import dataclass
from datetime import datetime

from services import amounts, moments, writing
from services.errors import DomainError
from services.errors.organizing import HourMissing, MomentNotUnderstood, NumberNotUnderstood, TextTooLong, WordsMissing

TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood; `trouble` is why a part was not."""

    title: str | None = None
    starts_at: datetime | None = None
    places: int | None = None
    trouble: DomainError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says all that a line can say."""
        return bool(self.title and self.starts_at and self.places) and self.trouble is None


def read_line(typed: str, *, zone: str, language: str, now: datetime) -> Said:
    """ "Monday Jam, Mon 19:30, 20": parts between commas; what is missing is asked for afterwards."""
    parts = [part.strip() for part in typed.replace("\n", ",").split(",") if part.strip()]
    places, parts = _take_places(parts)
    starts_at, parts, trouble = _take_moment(parts, zone=zone, language=language, now=now)
    try:
        title = writing.title(", ".join(parts), TITLE_LENGTH) if parts else None
    except (WordsMissing, TextTooLong) as refusal:
        title, trouble = None, trouble or refusal
    return Said(title, starts_at, places, trouble)


def _take_places(parts: list[str]) -> tuple[int | None, list[str]]:
    """The last part, where it is a number of places."""
    try:
        return (amounts.read_places(parts[-1]), parts[:-1]) if parts else (None, parts)
    except NumberNotUnderstood:
        return None, parts


def _take_moment(
    parts: list[str], *, zone: str, language: str, now: datetime
) -> tuple[datetime | None, list[str], DomainError | None]:
    """The end of the line that is a moment; a name may have commas in it, and so may a date."""
    for begin, part in enumerate(parts):
        try:
            if _begins_a_moment(part, is_all=len(parts) == 1, zone=zone, language=language, now=now):
                moment = moments.read(", ".join(parts[begin:]), zone=zone, language=language, now=now)
                return moment, parts[:begin], None
        except MomentNotUnderstood:
            continue
        except DomainError as refusal:
            return None, parts[:begin], refusal
    return None, parts, None


def _begins_a_moment(part: str, *, is_all: bool, zone: str, language: str, now: datetime) -> bool:
    """Whether a part by itself speaks of a time, a wrong one too. A weekday that is all there is will be a name."""
    try:
        moments.read(part, zone=zone, language=language, now=now)
    except MomentNotUnderstood:
        return False
    except HourMissing:
        return not is_all
    except DomainError:
        return True
    return True
