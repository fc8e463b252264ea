"""Which version of what repeats somebody looked at: another one as soon as anything of it is set otherwise."""

import hashlib
from collections.abc import Iterable, Sequence

from db.models import Session, Template
from services.templates.changing import FIELDS


def of(template: Template, sessions: Iterable[Session] = ()) -> str:
    """With those of its sessions that an act would reach, where it is about them too."""
    settings = [(name, repr(getattr(template, name))) for name in sorted(FIELDS)]
    reached = [(one.id, one.starts_at.timestamp()) for one in sessions]
    return _short([template.id, template.is_active, *settings, *reached])


def of_all(found: Iterable[Template]) -> str:
    return _short([of(one) for one in found])


def _short(facts: Sequence[object]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
