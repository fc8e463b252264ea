"""Tasks are thin: what they need, one service call. All can be repeated."""

from scheduler.tasks import notifications, sessions, updates, waitlists

__all__ = ["notifications", "sessions", "updates", "waitlists"]
