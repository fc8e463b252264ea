"""Codes that people read aloud: 8 characters of Crockford's base 32, which has no I, L, O or U."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8
LOOKALIKES = str.maketrans("ILO", "110")


def new() -> str:
    """A fresh code: for a registration's reference, a session, a series, a host. 40 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def of(digest: bytes) -> str:
    """The code of 40 bits that were drawn already: the same ones give the same."""
    bits = int.from_bytes(digest[:5], "big")
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in range(LENGTH))


def read(typed: str) -> str | None:
    """The code somebody typed, in any case and with look-alikes mended; None where it cannot be one."""
    code = typed.strip().upper().translate(LOOKALIKES)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None
