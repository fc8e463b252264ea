"""What admins read, the same in the chat and on pages: plain sentences, escaped where they are shown. Pure."""

from services.admin.events import Event
from services.admin.hosts import HostStatistics
from services.admin.people import Held, Portrait
from services.notices.alerts import spelled
from services.translator import Translator, mark

LONGEST_DATA = 80
ROLES = {
    "owner": mark("owner of {where}"),
    "manager": mark("manager of {where}"),
    "instructor": mark("instructor at {where}"),
    "co_organizer": mark("co-organizer of {where}"),
    "door": mark("door helper of {where}"),
}


def roles(one: Portrait, t: Translator) -> list[str]:
    """A person's roles, and where roles come from."""
    held = [t("Role: {role}", role=role(held, t)) for held in one.roles]
    if one.is_admin:
        return [t("Role: admin, by ADMIN_IDS. Take the id out there, and they are none from their next message on."),
                *held]  # fmt: skip
    return held or [t("Role: none, a guest like everybody. Admins are named in ADMIN_IDS; other roles by the hosts.")]


def role(held: Held, t: Translator) -> str:
    where = f"{held.series_title} · {held.host_name}" if held.series_title else held.host_name
    return t(ROLES.get(held.role, ROLES["owner"]), where=where)


def ahead(one: Portrait, t: Translator) -> str:
    places = t.plural("{count} registration to come", "{count} registrations to come", one.places)
    waits = t.plural("{count} turn in line", "{count} turns in line", one.waiting)
    return f"{places}, {waits}"


def blocking(one: Portrait, t: Translator) -> list[str]:
    """What blocking would do, before it does."""
    ends = t.plural(
        "{count} registration is cancelled now; who waits for the place gets it.",
        "{count} registrations are cancelled now; who waits for the places gets them.",
        one.places,
    )
    waits = t.plural("{count} turn in line ends.", "{count} turns in line end.", one.waiting)
    run = t.plural(
        "They own hosts with {count} session to come, which they cannot run any more.",
        "They own hosts with {count} sessions to come, which they cannot run any more.",
        one.sessions_run,
    )
    return [ends, *([waits] if one.waiting else []), *([run] if one.sessions_run else [])]


def after_blocking(t: Translator) -> str:
    return t("They are told of each, and can book nothing. Unblocking brings nothing of it back.")


def deactivating(one: HostStatistics, t: Translator) -> list[str]:
    """What deactivating would do, before it does."""
    found = t.plural(
        "{count} session to come can be neither found nor booked any more.",
        "{count} sessions to come can be neither found nor booked any more.",
        one.ahead,
    )
    kept = t.plural(
        "{count} registration stays: who has a place keeps it, and nobody is told.",
        "{count} registrations stay: who has a place keeps it, and nobody is told.",
        one.booked_ahead,
    )
    return [found, kept]


def statistics(one: HostStatistics, t: Translator) -> str:
    return t(
        "{series} series, {ahead} sessions to come, {past} past, {booked} registrations of {people} people",
        series=t.number(one.series),
        ahead=t.number(one.ahead),
        past=t.number(one.past),
        booked=t.number(one.booked),
        people=t.number(one.people),
    )


def data(one: Event) -> str:
    """was: confirmed, places: 2"""
    told = ", ".join(f"{spelled(name)}: {value}" for name, value in one.data.items() if isinstance(value, str | int))
    return told[:LONGEST_DATA]


def subject(one: Event, t: Translator) -> str:
    """Bo, Monday Jam, Mon 23 Nov, 12:00"""
    if not one.subject_name:
        return f"{spelled(one.subject_type)} {one.subject_id}"
    when = t.moment(one.starts_at, one.time_zone) if one.starts_at else ""
    return ", ".join(part for part in (one.subject_name, one.title or "", when) if part)
