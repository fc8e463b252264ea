"""What is kept encrypted: with a key that follows from SECRET_KEY, and so is never in the database."""

import base64

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

PURPOSE = b"turnout personal data"


class SecretKeyCipher:
    """Fernet: AES in CBC mode with an HMAC, so that a changed text is noticed."""

    def __init__(self, secret_key: str) -> None:
        key = HKDF(SHA256(), length=32, salt=None, info=PURPOSE).derive(secret_key.encode())
        self._fernet = Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode()

    def decrypt(self, kept: str) -> str | None:
        """The text; None where it was encrypted with another key, or was changed."""
        try:
            return self._fernet.decrypt(kept).decode()
        except (InvalidToken, ValueError):
            return None
