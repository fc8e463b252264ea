"""What people tell of themselves, and how they want to be written to."""

from services.kinds import wants
from services.profiles.contacts import (
    EmergencyContact,
    read_contact,
    read_shared_phone,
    shared_contact,
    shown_phone,
)
from services.profiles.details import (
    Details,
    details,
    forget_contact,
    forget_name,
    forget_phone,
    set_contact,
    set_name,
    set_phone,
    show_in_groups,
)
from services.profiles.emails import ask as ask_email
from services.profiles.emails import confirm as confirm_email
from services.profiles.emails import forget as forget_email
from services.profiles.emails import look as look_at_confirmation
from services.profiles.hours import read_hours
from services.profiles.wishes import (
    CHANNELS,
    KINDS,
    OFFERED_REMINDERS,
    USUAL_REMINDERS,
    Wishes,
    clear_quiet_hours,
    remind_as_usual,
    set_quiet_hours,
    set_reminder,
    set_wish,
    wishes,
)

__all__ = [
    "CHANNELS",
    "KINDS",
    "OFFERED_REMINDERS",
    "USUAL_REMINDERS",
    "Details",
    "EmergencyContact",
    "Wishes",
    "ask_email",
    "clear_quiet_hours",
    "confirm_email",
    "details",
    "forget_contact",
    "forget_email",
    "forget_name",
    "forget_phone",
    "look_at_confirmation",
    "read_contact",
    "read_hours",
    "read_shared_phone",
    "remind_as_usual",
    "set_contact",
    "set_name",
    "set_phone",
    "set_quiet_hours",
    "set_reminder",
    "set_wish",
    "shared_contact",
    "show_in_groups",
    "shown_phone",
    "wants",
    "wishes",
]
