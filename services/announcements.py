"""Announcements: what an organizer tells all who are in, all who wait, or both, of a session or a series at once.

Everybody is owed one notice each, in one act; what became of them can be looked at afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Announcement, Post, Series
from db.models.announcements import Audience
from db.models.notifications import NotificationStatus
from db.models.posts import PostKind
from db.models.registrations import LIVE, Status
from db.queries import announcements as queries
from db.queries import posts as post_queries
from db.queries import series as series_queries
from services import access, audit, outbox
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import AnnouncementEmpty, AnnouncementTooLong, NobodyToTell, TooManyAnnouncements
from services.notices import announcements as texts
from services.notices.announcements import Message
from services.rosters import Screen
from services.text import clean_text

KIND = "announcement"
LONGEST = 3000
"""Characters as Telegram counts them, so that the text fits a message together with what we say around it."""
AN_HOUR, HOURLY = timedelta(hours=1), 5
SAME_WITHIN = timedelta(minutes=10)
"""The same text to the same people is one announcement, however often Send was tapped."""
MONTHS, MOST_EARLIER = timedelta(days=90), 10
IN, WAITING = frozenset({Status.CONFIRMED}), LIVE - {Status.CONFIRMED}
FURTHEST = (NotificationStatus.SENT, NotificationStatus.SENDING, NotificationStatus.QUEUED)
OWED = {NotificationStatus.QUEUED, NotificationStatus.SENDING}
STATUSES = {Audience.CONFIRMED: IN, Audience.WAITING: WAITING, Audience.BOTH: LIVE}


@dataclass(frozen=True, slots=True)
class Target:
    """The people of a session, or of all sessions of a series that are not over; the other id is 0."""

    session_id: int = 0
    series_id: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """How many people there are, and how many of them neither Telegram nor mail brings to."""

    people: int
    unreachable: int

    @property
    def told(self) -> int:
        return self.people - self.unreachable


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent, and to how many."""

    message: Message
    reach: Mapping[str, Reach]
    """By audience: confirmed, waiting, both."""
    earlier: Sequence["Earlier"]
    """What was announced there in the last months, newest first."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an announcement so far. `missed` are the names of those whom it does not reach."""

    target: Target
    message: Message
    people: int
    sent: int
    queued: int
    missed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """One that was sent before."""

    id: int
    text: str
    sent_at: datetime
    people: int


def read(typed: str) -> str:
    """What somebody typed as it is kept. Raises AnnouncementEmpty, AnnouncementTooLong."""
    text = clean_text(typed, 2 * LONGEST)
    if not text:
        raise AnnouncementEmpty
    if len(text.encode("utf-16-le")) // 2 > LONGEST:
        raise AnnouncementTooLong(LONGEST)
    return text


def preview(tx: Tx, *, target: Target, text: str, user_id: int, now: datetime) -> Preview:
    """A look before the act. Raises NotFound, NotAllowed."""
    series, people = _series(tx, target, user_id), _list_people(tx, target, now)
    reach = {audience.value: _reach(_those(people, audience)) for audience in Audience}
    return Preview(_message(tx, target, text), reach, _list_earlier(tx, target, series.id, now))


def send(tx: Tx, *, target: Target, audience: str, text: str, user_id: int, now: datetime) -> int:
    """Owe everybody the message, once each; returns the announcement's id. `audience` is a value of `Audience`.

    Raises NotFound, NotAllowed, NobodyToTell, TooManyAnnouncements.
    """
    series, whom = _series(tx, target, user_id, lock=True), Audience(audience)
    recent = queries.list_since(tx, series.id, now - AN_HOUR)
    again = next((one for one in recent if _is_same(one, target, whom, text, user_id, now)), None)
    if again:
        return again.id
    if len(recent) >= HOURLY:
        raise TooManyAnnouncements(HOURLY, recent[-HOURLY].created_at + AN_HOUR)
    people = _those(_list_people(tx, target, now), whom)
    if not people:
        raise NobodyToTell
    announcement = Announcement(
        host_id=series.host_id,
        session_id=target.session_id or None,
        series_id=target.series_id or None,
        author_id=user_id,
        audience=whom,
        text=text,
        recipients=len(people),
        unreachable=_reach(people).unreachable,
        created_at=now,
    )
    tx.add(announcement)
    tx.flush()
    _owe(tx, announcement.id, target, people, now=now)
    subject = ("session", target.session_id) if target.session_id else ("series", series.id)
    told = {"announcement_id": announcement.id, "people": len(people)}
    audit.record(tx, "announcement.sent", actor_id=user_id, subject=subject, at=now, **told)
    return announcement.id


def result(tx: Tx, *, announcement_id: int, user_id: int) -> Result:
    """A look at what became of it. Raises NotFound, NotAllowed."""
    announcement = tx.get(Announcement, announcement_id)
    if announcement is None:
        raise NotFound
    target = Target(announcement.session_id or 0, announcement.series_id or 0)
    _series(tx, target, user_id)
    outcomes = _outcomes(tx, announcement)
    return Result(
        target=target,
        message=_message(tx, target, announcement.text),
        people=announcement.recipients,
        sent=sum(row.status == NotificationStatus.SENT for row in outcomes),
        queued=sum(row.status in OWED for row in outcomes),
        missed=tuple(row.name for row in outcomes if row.status not in {*OWED, NotificationStatus.SENT}),
    )


def is_under_way(tx: Tx, announcement_id: int) -> bool:
    """A look: whether somebody is still to get it."""
    announcement = tx.get_one(Announcement, announcement_id)
    return any(row.status in OWED for row in _outcomes(tx, announcement))


def follow(tx: Tx, *, screen: Screen, announcement_id: int, viewer_id: int, now: datetime) -> None:
    """A message tells what becomes of it, and follows that from now on. Raises NotFound, NotAllowed."""
    target = result(tx, announcement_id=announcement_id, user_id=viewer_id).target
    post = post_queries.lock_message(tx, screen.chat_id, screen.message_id)
    if post is None:
        post = Post(chat_id=screen.chat_id, message_id=screen.message_id)
        tx.add(post)
    post.kind, post.announcement_id, post.viewer_id = PostKind.ANNOUNCEMENT, announcement_id, viewer_id
    post.session_id, post.series_id = target.session_id or None, target.series_id or None
    post.language, post.time_zone = screen.language, screen.time_zone
    post.stale_since, post.edited_at, post.gone_at, post.created_at = now, now, None, now
    tx.info["owed"] = True


def _list_earlier(tx: Tx, target: Target, series_id: int, now: datetime) -> list[Earlier]:
    found = queries.list_since(tx, series_id, now - MONTHS)
    theirs = [one for one in found if not target.session_id or one.session_id == target.session_id]
    return [Earlier(one.id, one.text, one.created_at, one.recipients) for one in reversed(theirs[-MOST_EARLIER:])]


def _outcomes(tx: Tx, announcement: Announcement) -> list[Facts]:
    """How it stands with each person, by the channel on which it went furthest."""
    rows = queries.list_outcomes(tx, announcement, f":{KIND}:{KIND}-{announcement.id}:0")
    furthest = sorted(rows, key=lambda row: FURTHEST.index(row.status) if row.status in FURTHEST else len(FURTHEST))
    return sorted({row.id: row for row in reversed(furthest)}.values(), key=lambda row: (row.name, row.id))


def _series(tx: Tx, target: Target, user_id: int, *, lock: bool = False) -> Series:
    """The series of what is announced to, for who may; locked so that its announcements are counted one by one."""
    if not target.session_id:
        return access.series_to(tx, Right.ANNOUNCE, target.series_id, user_id, lock=lock)
    series_id = access.session_to(tx, Right.ANNOUNCE, target.session_id, user_id).series_id
    series = series_queries.lock(tx, series_id) if lock else tx.get(Series, series_id)
    assert series
    return series


def _message(tx: Tx, target: Target, text: str) -> Message:
    return texts.message(tx, session_id=target.session_id, series_id=target.series_id, text=text)


def _list_people(tx: Tx, target: Target, now: datetime) -> Sequence[Facts]:
    return queries.list_people(tx, session_id=target.session_id, series_id=target.series_id, now=now)


def _those(people: Sequence[Facts], audience: Audience) -> list[Facts]:
    """Each once, however many of the sessions they are in."""
    return list({person.id: person for person in people if person.status in STATUSES[audience]}.values())


def _reach(people: list[Facts]) -> Reach:
    return Reach(len(people), sum(person.is_cut_off for person in people))


def _is_same(one: Announcement, target: Target, audience: Audience, text: str, user_id: int, now: datetime) -> bool:
    same_people = (one.session_id or 0, one.series_id or 0, one.audience) == (*_ids(target), audience)
    return same_people and (one.author_id, one.text) == (user_id, text) and one.created_at > now - SAME_WITHIN


def _ids(target: Target) -> tuple[int, int]:
    return target.session_id, target.series_id


def _owe(tx: Tx, announcement_id: int, target: Target, people: list[Facts], *, now: datetime) -> None:
    for person in people:
        outbox.put_matter(
            tx,
            KIND,
            user_id=person.id,
            subject=(KIND, announcement_id),
            due_at=now,
            announcement_id=announcement_id,
            session_id=target.session_id,
            series_id=target.series_id,
        )
