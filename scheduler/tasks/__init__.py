"""Tasks are thin: what they need, one service call. All can be repeated."""

from scheduler.tasks import (
    approvals,
    attendance,
    checks,
    coming,
    digests,
    mails,
    notifications,
    payments,
    posts,
    refunds,
    reminders,
    sessions,
    sms,
    templates,
    updates,
    waitlists,
)

__all__ = [
    "approvals",
    "attendance",
    "checks",
    "coming",
    "digests",
    "mails",
    "notifications",
    "payments",
    "posts",
    "refunds",
    "reminders",
    "sessions",
    "sms",
    "templates",
    "updates",
    "waitlists",
]
