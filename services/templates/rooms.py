"""A host's rooms. What takes place in a room that is deleted stays; templates that use it stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Space
from db.queries import templates as queries
from services import access, audit
from services.access import Right
from services.errors import NameMissing, NotFound
from services.templates import generating
from services.text import clean

LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Rooms:
    host_id: int
    host_name: str
    rooms: tuple[Space, ...]


def list_of_host(tx: Tx, *, user_id: int, host_id: int) -> Rooms:
    """A look. Raises NotFound."""
    host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    return Rooms(host_id, host.name, tuple(queries.list_spaces(tx, host_id)))


def find(tx: Tx, *, user_id: int, space_id: int) -> Space:
    """A look. Raises NotFound."""
    return _own(tx, space_id, user_id)


def add(tx: Tx, *, user_id: int, host_id: int, name: str, now: datetime) -> Space:
    """Raises NotFound, NameMissing."""
    access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    space = Space(host_id=host_id, name=_read(name), created_at=now)
    tx.add(space)
    tx.flush()
    _record(tx, "space.added", space, actor_id=user_id, now=now)
    return space


def rename(tx: Tx, *, user_id: int, space_id: int, name: str, now: datetime) -> Space:
    """Raises NotFound, NameMissing."""
    space = _own(tx, space_id, user_id)
    space.name = _read(name)
    _record(tx, "space.renamed", space, actor_id=user_id, now=now)
    return space


def impact_of_deleting(tx: Tx, *, user_id: int, space_id: int) -> int:
    """A look: how many templates would make nothing any more. Raises NotFound."""
    _own(tx, space_id, user_id)
    return len(queries.list_using(tx, space_id))


def delete(tx: Tx, *, user_id: int, space_id: int, now: datetime) -> Space:
    """Raises NotFound."""
    _own(tx, space_id, user_id)
    using: Sequence[int] = queries.list_using(tx, space_id)
    for template_id in using:
        template = queries.lock(tx, template_id)
        if template is not None and template.space_id == space_id:
            generating.stop(tx, template, generating.ROOM_DELETED, now=now)
    space = queries.lock_space(tx, space_id)
    if space is None or space.deleted_at:
        raise NotFound
    space.deleted_at = now
    _record(tx, "space.deleted", space, actor_id=user_id, now=now)
    return space


def _own(tx: Tx, space_id: int, user_id: int) -> Space:
    space = tx.get(Space, space_id)
    if space is None or space.deleted_at:
        raise NotFound
    access.host_to(tx, Right.EDIT_HOST, space.host_id, user_id)
    return space


def _read(name: str) -> str:
    cleaned = clean(name, LONGEST_NAME)
    if not cleaned:
        raise NameMissing
    return cleaned


def _record(tx: Tx, action: str, space: Space, *, actor_id: int, now: datetime) -> None:
    audit.record(tx, action, actor_id=actor_id, subject=("space", space.id), at=now, name=space.name)
