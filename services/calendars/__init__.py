"""Bookings in people's own calendars: one as a file, all as a file, and a feed behind a secret link."""

from services.calendars.feeds import Feed, Subscription, feed, subscribe, subscribed_until, subscriber, unsubscribe
from services.calendars.files import File, of_all, of_booking, of_session

__all__ = [
    "Feed",
    "File",
    "Subscription",
    "feed",
    "of_all",
    "of_booking",
    "of_session",
    "subscribe",
    "subscribed_until",
    "subscriber",
    "unsubscribe",
]
