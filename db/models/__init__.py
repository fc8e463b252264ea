"""Tables, their constraints, and predicates on their own columns."""

from db.models.alerts import Alert
from db.models.announcements import Announcement
from db.models.audit import AuditEvent
from db.models.base import Base
from db.models.clients import Client
from db.models.dialogs import Dialog
from db.models.hosts import Host, Logo
from db.models.jobs import JobRun
from db.models.leases import Lease
from db.models.mails import MailTemplate, ProviderEvent
from db.models.members import Member
from db.models.notifications import Notification
from db.models.packages import CreditEntry, Package, Purchase
from db.models.payments import LedgerEntry, Payment, Refund
from db.models.posts import Post
from db.models.promos import PromoCode, PromoUse
from db.models.quotas import Quota
from db.models.registrations import Registration
from db.models.series import Series
from db.models.sessions import Session
from db.models.spaces import Space
from db.models.team import TeamMember
from db.models.templates import Absence, Closure, Occurrence, Template
from db.models.tokens import Token
from db.models.updates import HandledUpdate
from db.models.users import User
from db.models.visits import Visit

__all__ = [
    "Absence",
    "Alert",
    "Announcement",
    "AuditEvent",
    "Base",
    "Client",
    "Closure",
    "CreditEntry",
    "Dialog",
    "HandledUpdate",
    "Host",
    "JobRun",
    "Lease",
    "LedgerEntry",
    "Logo",
    "MailTemplate",
    "Member",
    "Notification",
    "Occurrence",
    "Package",
    "Payment",
    "Post",
    "PromoCode",
    "PromoUse",
    "ProviderEvent",
    "Purchase",
    "Quota",
    "Refund",
    "Registration",
    "Series",
    "Session",
    "Space",
    "TeamMember",
    "Template",
    "Token",
    "User",
    "Visit",
]
