"""An invite by mail: its link goes to one address, and nobody in the chat sees it."""

from collections.abc import Callable
from datetime import datetime, timedelta

from db.engine import Tx
from db.models.tokens import TokenPurpose
from db.queries import mails as mail_queries
from services import outbox, tokens
from services.errors import TooManyMails
from services.mails import addresses
from services.team.invited import KIND, Invited
from services.team.inviting import Invite, invite

WITHIN = timedelta(hours=1)
MOST_WITHIN = 10
"""Of one person: mail to strangers is what spam is made of."""


def invite_by_mail(
    tx: Tx, *, user_id: int, role: Invited, scope_id: int, typed: str, encrypt: Callable[[str], str], now: datetime
) -> str:
    """Make an invite and send it to an address; the address as it is used. `encrypt` hides what is kept of the link.

    Raises InvalidEmail, TooManyMails, NotFound, TooManyInvites.
    """
    address = addresses.read(typed)
    made: Invite = invite(tx, user_id=user_id, role=role, scope_id=scope_id, now=now)
    if mail_queries.count_owed(tx, KIND, user_id, now - WITHIN) >= MOST_WITHIN:
        raise TooManyMails
    invite_id = tokens.read(tx, TokenPurpose.INVITE, made.token, now=now).id
    outbox.put_mail(
        tx,
        KIND,
        to=address,
        token=encrypt(made.token),
        user_id=user_id,
        subject=("token", invite_id),
        due_at=now,
        useful_until=made.until,
        invite_id=invite_id,
        role=role.value,
        host_id=made.where.host_id,
        series_id=made.where.series_id,
        other_id=user_id,
    )
    return address
