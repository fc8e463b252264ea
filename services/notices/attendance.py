"""What somebody is told who came late or not at all, and what follows from it: gently, and with how it is put right."""

from datetime import datetime

from db.models import Client, Host
from services.notices.matters import Matter
from services.notices.registrations import lines, title, when
from services.notices.subject import Subject
from services.text import esc
from services.translator import Translator


def late(subject: Subject, t: Translator) -> str:
    return lines(
        t("You were checked in a little late: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        t("Good that you came. Next time, please be there at the start: it is nicer for everybody."),
    )


def missed(subject: Subject, t: Translator) -> str:
    times = t.plural(
        "That is {count} session within 30 days at {host} that you missed or cancelled late.",
        "Those are {count} sessions within 30 days at {host} that you missed or cancelled late.",
        subject.data["missed"],
        host=esc(subject.host_name),
    )
    return lines(
        t("We missed you: <b>{title}</b>", title=title(subject, t)),
        when(subject, t),
        times,
        _policy(subject.data["after"], subject.data["days"], t),
        t("Were you there? Tell the organizer, who can put it right."),
    )


def suspended(matter: Matter, t: Translator) -> str | None:
    """None where it does not stand any more."""
    client = matter.tx.get(Client, matter.data["client_id"])
    if client is None or not stands(client, matter.data["until"]):
        return None
    host, until = matter.tx.get_one(Host, client.host_id), client.suspended_until
    assert until
    name = esc(host.name)
    ways = [way for way in (host.contact_email, host.contact_phone) if way]
    return lines(
        t("You book nothing at <b>{host}</b> until {moment}.", host=name, moment=t.deadline(until, host.time_zone)),
        t.plural(
            "You missed {count} session within 30 days, or cancelled it late.",
            "You missed {count} sessions within 30 days, or cancelled them late.",
            matter.data["missed"],
        ),
        _policy(host.suspends_after or 0, host.suspension_days, t),
        t("What you have booked already stays yours. After that day you can book again; you need not do anything."),
        t("Is something wrong? Write to them, and they can lift it at once: {ways}", ways=esc(", ".join(ways)))
        if ways
        else t("Is something wrong? Tell them at your next session, and they can lift it at once."),
    )


def may_book_again(matter: Matter, t: Translator) -> str | None:
    client = matter.tx.get(Client, matter.data["client_id"])
    if client is None or (client.suspended_until and client.suspended_until > matter.now):
        return None
    host = matter.tx.get_one(Host, client.host_id)
    return t("✅ You can book at <b>{host}</b> again.", host=esc(host.name))


def owner_suspended(subject: Subject, t: Translator) -> str:
    """For the owner, whom it is lifted by."""
    moment = t.moment(datetime.fromisoformat(subject.data["until"]))
    return lines(
        t(
            "👤 {person} books nothing at {host} until {moment}.",
            person=esc(subject.person),
            host=esc(subject.host_name),
            moment=moment,
        ),
        t.plural(
            "They missed {count} session within 30 days, or cancelled it late: so says your policy.",
            "They missed {count} sessions within 30 days, or cancelled them late: so says your policy.",
            subject.data["missed"],
        ),
    )


def stands(client: Client | None, until: str) -> bool:
    """Whether a suspension is the one that lasts until then."""
    return bool(client and client.suspended_until and client.suspended_until == datetime.fromisoformat(until))


def _policy(after: int, days: int, t: Translator) -> str:
    """What the host does, where it does anything."""
    if not after:
        return ""
    times = t.plural("{count} such session", "{count} such sessions", after)
    length = t.plural("{count} day", "{count} days", days)
    return t("Their policy: {times} within 30 days suspend booking for {length}.", times=times, length=length)
