"""Who is told when sessions are moved or cancelled: how many, and the names of those who cannot be written to."""

from collections.abc import Sequence
from dataclasses import dataclass

from db.engine import Tx
from db.queries import plans
from db.queries import templates as queries


@dataclass(frozen=True, slots=True)
class Told:
    people: int = 0
    """Who can be written to."""
    cut_off: tuple[str, ...] = ()
    """The names of the others."""

    @property
    def is_anybody(self) -> bool:
        return bool(self.people or self.cut_off)


NOBODY = Told()


def foresee(tx: Tx, session_ids: Sequence[int]) -> Told:
    """A look before the act."""
    cut_off = tuple(row.name for row in plans.list_cut_off(tx, session_ids)) if session_ids else ()
    return Told(queries.count_people(tx, session_ids) - len(cut_off), cut_off)
