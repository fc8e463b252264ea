"""The logo of a host, above its mails: made small when it comes, kept beside the host, given to everybody."""

import hashlib
import io

from PIL import Image, ImageOps
from sqlalchemy import delete

from db.engine import Tx
from db.models import Host, Logo
from db.queries import hosts as queries
from services import codes
from services.errors.organizing import NotAPicture

SIDES = (480, 160)
"""At most so wide and high: twice what a mail shows, for screens with small dots."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PIXELS = 30_000_000
BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning)


def read(content: bytes) -> bytes:
    """What somebody handed in as a small PNG, without anything else that was in the file. Slow: call it in a thread.

    Raises NotAPicture.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except BROKEN:
        raise NotAPicture from None
    upright.thumbnail(SIDES)
    png = io.BytesIO()
    upright.save(png, format="PNG", optimize=True)
    return png.getvalue()


def put(tx: Tx, host: Host, picture: bytes | None) -> None:
    """Keep a picture that `read` gave instead of what there is; None takes that off. The host is locked."""
    tx.execute(delete(Logo).where(Logo.host_id == host.id))
    host.logo = None
    if picture is not None:
        tx.add(Logo(host_id=host.id, content=picture))
        host.logo = hashlib.sha256(picture).hexdigest()[:12]


def path(host: Host) -> str:
    """Where our server has it; empty where there is none."""
    return f"/h/{host.code}/logo.png?v={host.logo}" if host.logo else ""


def find(tx: Tx, *, typed: str) -> bytes | None:
    """A look at the picture itself by the host's code, for everybody: it is on mails and public pages."""
    code = codes.read(typed)
    return queries.find_logo(tx, code) if code else None
