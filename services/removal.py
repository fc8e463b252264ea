"""Taking away for good what nobody ever booked: a series or a host with all that hangs on it."""

from sqlalchemy import delete, select

from db.engine import Tx
from db.models import (
    Absence,
    Announcement,
    Client,
    Closure,
    Host,
    Logo,
    Member,
    Occurrence,
    Post,
    Quota,
    Series,
    Session,
    Space,
    TeamMember,
    Template,
    Token,
)


def remove_series(tx: Tx, series_ids: list[int]) -> None:
    """The database refuses where somebody is registered after all."""
    sessions = select(Session.id).where(Session.series_id.in_(series_ids))
    templates = select(Template.id).where(Template.series_id.in_(series_ids))
    tx.execute(delete(Post).where(Post.session_id.in_(sessions)))
    tx.execute(delete(Post).where(Post.series_id.in_(series_ids)))
    tx.execute(delete(Announcement).where(Announcement.session_id.in_(sessions)))
    tx.execute(delete(Announcement).where(Announcement.series_id.in_(series_ids)))
    tx.execute(delete(Occurrence).where(Occurrence.template_id.in_(templates)))
    tx.execute(delete(Quota).where(Quota.session_id.in_(sessions)))
    tx.execute(delete(Session).where(Session.series_id.in_(series_ids)))
    for table in (Template, Member, TeamMember, Token):
        tx.execute(delete(table).where(table.series_id.in_(series_ids)))
    tx.execute(delete(Series).where(Series.id.in_(series_ids)))


def remove_host(tx: Tx, host: Host) -> None:
    remove_series(tx, list(tx.scalars(select(Series.id).where(Series.host_id == host.id))))
    for table in (Announcement, Client, Logo, Space, TeamMember, Token, Closure, Absence):
        tx.execute(delete(table).where(table.host_id == host.id))
    tx.delete(host)
