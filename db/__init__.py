"""How Turnout remembers: one transaction for an act, one snapshot for a look."""

from db.engine import Busy, Database, Repeated

__all__ = ["Busy", "Database", "Repeated"]
