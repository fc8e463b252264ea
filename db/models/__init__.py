"""Tables, their constraints, and predicates on their own columns."""

from db.models.audit import AuditEvent
from db.models.base import Base
from db.models.dialogs import Dialog
from db.models.hosts import Host
from db.models.members import Member
from db.models.notifications import Notification
from db.models.posts import Post
from db.models.quotas import Quota
from db.models.registrations import Registration
from db.models.series import Series
from db.models.sessions import Session
from db.models.tokens import Token
from db.models.updates import HandledUpdate
from db.models.users import User

__all__ = [
    "AuditEvent",
    "Base",
    "Dialog",
    "HandledUpdate",
    "Host",
    "Member",
    "Notification",
    "Post",
    "Quota",
    "Registration",
    "Series",
    "Session",
    "Token",
    "User",
]
