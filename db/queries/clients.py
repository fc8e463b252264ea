"""Reads of clients: whom a host knows."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from db.engine import Facts, Tx
from db.models import Client, User


def find(tx: Tx, host_id: int, user_id: int) -> Client | None:
    return tx.scalar(select(Client).where(Client.host_id == host_id, Client.user_id == user_id))


def lock(tx: Tx, host_id: int, user_id: int) -> Client | None:
    """A client as it is now, kept so until the commit."""
    row = select(Client).where(Client.host_id == host_id, Client.user_id == user_id).with_for_update(key_share=True)
    return tx.execute(row.execution_options(populate_existing=True)).scalar_one_or_none()


def list_names(tx: Tx, host_id: int) -> Sequence[Facts]:
    """What all clients of a host are called."""
    names = (
        select(User.id, User.name, User.called, User.telegram_id)
        .join(Client, Client.user_id == User.id)
        .where(Client.host_id == host_id, User.erased_at.is_(None))
        .order_by(User.id)
    )
    return tx.execute(names).all()


def list_by_phone(tx: Tx, host_id: int, phone: str) -> Sequence[Facts]:
    """A host's clients with a number, by what they told or the host has of them."""
    found = (
        select(User.id, User.telegram_id)
        .join(Client, Client.user_id == User.id)
        .where(Client.host_id == host_id, User.erased_at.is_(None), or_(User.phone == phone, Client.phone == phone))
        .order_by(User.id)
    )
    return tx.execute(found).all()


def list_by_email(tx: Tx, host_id: int, email: str) -> Sequence[Facts]:
    """A host's clients with an address, by what they told or the host has of them."""
    found = (
        select(User.id, User.telegram_id)
        .join(Client, Client.user_id == User.id)
        .where(Client.host_id == host_id, User.erased_at.is_(None), or_(User.email == email, Client.email == email))
        .order_by(User.id)
    )
    return tx.execute(found).all()


def list_contacts(tx: Tx, host_id: int) -> Sequence[Facts]:
    """By what the clients of a host can be told from others: what they told, and what the host has of them."""
    contacts = (
        select(
            User.id,
            User.name,
            User.telegram_id,
            User.email,
            User.phone,
            Client.email.label("email_kept"),
            Client.phone.label("phone_kept"),
        )
        .join(Client, Client.user_id == User.id)
        .where(Client.host_id == host_id, User.erased_at.is_(None))
        .order_by(User.id.desc())  # of two with the same number the first is meant
    )
    return tx.execute(contacts).all()
