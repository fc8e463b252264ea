"""Which wish a mail goes by, and so what its reader can end."""

from services import kinds

DIRECT = frozenset(
    {"email_confirmation", "login_link", "registered_by_link", "refused_by_link", "co_organizer_invitation"}
)
"""Not copies of a message in the chat: they go to an address that somebody typed."""


def wish_of(kind: str) -> str:
    """The wish that a complaint about a mail takes back; "" for what nobody wished for."""
    return "" if kind in DIRECT else kinds.terms(kind).wish_elsewhere
