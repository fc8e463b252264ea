"""Email addresses as people type them: what is kept is one form of each, in plain letters."""

import re
import unicodedata

import idna

from services.errors import InvalidEmail
from services.text import clean

LONGEST = 254
LONGEST_LOCAL = 64
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,}|xn--[a-z0-9-]+)")


def read(typed: str) -> str:
    """An address in lower case, its domain in ASCII: müller.de is kept as xn--mller-kva.de. Raises InvalidEmail.

    So a domain in letters that only look like those of another cannot pass for it, and nobody has one address twice.
    Wide and other forms of a letter are that letter; a name before the @ in other letters than a to z is refused:
    few servers take mail to it.
    """
    shown = unicodedata.normalize("NFKC", clean(typed, 2 * LONGEST)).removeprefix("mailto:").strip("<> ")
    local, at, domain = shown.casefold().rpartition("@")
    if not at or not LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise InvalidEmail
    try:
        plain = idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        raise InvalidEmail from None
    address = f"{local}@{plain}"
    if len(address) > LONGEST or not DOMAIN.fullmatch(plain):
        raise InvalidEmail
    return address
