"""Tasks are thin: what they need, one service call. All can be repeated."""

from scheduler.tasks import coming, notifications, posts, sessions, updates, waitlists

__all__ = ["coming", "notifications", "posts", "sessions", "updates", "waitlists"]
