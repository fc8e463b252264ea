"""Signs as the provider does, written from its documentation and apart from what checks it."""

import base64
import hashlib
import hmac
from datetime import datetime

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef01234567").decode()


def signed(body: bytes, *, now: datetime, event_id: str = "msg_1", secret: str = SECRET) -> dict[str, str]:
    """The headers of an event."""
    timestamp = str(int(now.timestamp()))
    key = base64.b64decode(secret.split("_", 1)[1])
    mac = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    mark = base64.b64encode(mac.digest()).decode()
    return {"svix-id": event_id, "svix-timestamp": timestamp, "svix-signature": f"v1,{mark}"}
