"""What repeats as a page has it: a form of it, and acts on what was looked at, or none at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Series, Template
from db.queries import templates as queries
from services import access
from services.access import Right
from services.errors.organizing import SeriesOutdated
from services.templates import changing, editing, listing, owning, steering, versions
from services.templates.changing import Effect
from services.templates.listing import Choices, Repeat
from services.templates.told import Told


@dataclass(frozen=True, slots=True)
class Form:
    """A weekly time that is there, or a new one (of id 0), and what it can be given."""

    repeat: Repeat
    choices: Choices
    version: str
    """Of a new one: of all that repeats already."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A weekly time that somebody is about to delete."""

    repeat: Repeat
    sessions: int
    told: Told
    """If its sessions are cancelled along."""
    version: str


def open_form(tx: Tx, *, user_id: int, template_id: int = 0, series_id: int = 0, now: datetime) -> Form:
    """A look at one that is there, or at a new one of a series. Raises NotFound."""
    if template_id:
        template = owning.find(tx, template_id, user_id)
        series, repeat = tx.get_one(Series, template.series_id), listing.bare(tx, template, now=now)
        version = repeat.version
    else:
        series = access.series_to(tx, Right.PLAN, series_id, user_id)
        repeat = listing.blank(tx, series, now=now)
        version = versions.of_all(queries.list_of_series(tx, series_id))
    return Form(repeat, listing.choices_of(tx, series), version)


def add(tx: Tx, *, user_id: int, series_id: int, values: Mapping[str, Any], version: str, now: datetime) -> Template:
    """One more, where nothing else has come since; sent twice, it is the one that is there.

    Raises NotFound, SeriesOutdated, and what `create` raises.
    """
    access.series_to(tx, Right.PLAN, series_id, user_id, lock=True)
    there = queries.list_of_series(tx, series_id)
    if versions.of_all(there) != version:
        for one in there:
            if all(getattr(one, name) == value for name, value in values.items()):
                return one
        raise SeriesOutdated
    return editing.create(tx, user_id=user_id, series_id=series_id, **values, now=now)


def edit(tx: Tx, *, user_id: int, template_id: int, changes: Mapping[str, Any], version: str, now: datetime) -> Effect:
    """Raises NotFound, SeriesOutdated, and what `change` raises."""
    template = owning.lock(tx, template_id, user_id, people=changes.get("instructor_ids", ()))
    if versions.of(template) != version:
        raise SeriesOutdated
    return changing.change(tx, user_id=user_id, template_id=template_id, changes=changes, now=now)


def look_at_ending(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> Ending:
    """A look. Raises NotFound."""
    template = owning.find(tx, template_id, user_id)
    to_come = queries.list_to_come(tx, template_id, now)
    sessions, told = steering.impact_of_ending(tx, to_come)
    return Ending(listing.bare(tx, template, now=now), sessions, told, versions.of(template, to_come))


def take_away(
    tx: Tx, *, user_id: int, template_id: int, with_sessions: bool, version: str, now: datetime
) -> tuple[int, int]:
    """Delete what was looked at. Raises NotFound, SeriesOutdated."""
    template = owning.lock(tx, template_id, user_id)
    if versions.of(template, queries.list_to_come(tx, template_id, now, lock=True)) != version:
        raise SeriesOutdated
    return steering.delete(tx, user_id=user_id, template_id=template_id, with_sessions=with_sessions, now=now)
