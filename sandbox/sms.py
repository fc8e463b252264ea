"""Phones for the demo: the part of Twilio that the program uses, and a page where SMS are read and answered.

Every SMS arrives, and costs nothing; what somebody answers is signed as Twilio signs it.
"""

import asyncio
import base64
import hashlib
import hmac
import html
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from sandbox.kinds import Json
from sandbox.world import World

SID, TOKEN, NUMBER = f"AC{'0' * 32}", "sandbox" * 4, "+15005550006"
MOST = 200
WORDS = ("STOP", "START", "HELP")
POLICY = "default-src 'self'; style-src 'unsafe-inline' 'self'; frame-ancestors 'self'"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>SMS · Turnout sandbox</title>
<link rel="icon" href="/sandbox/static/icon.svg">
<style>
body {{ margin: 0; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }}
main {{ max-width: 480px; margin: 0 auto; padding: 16px }}
p {{ margin: 8px 0; padding: 8px 14px; border-radius: 14px; overflow-wrap: anywhere; max-width: 85% }}
p.in {{ background: color-mix(in srgb, CanvasText 10%, Canvas) }}
p.out {{ background: #2563eb; color: #fff; margin-left: auto; width: fit-content }}
form {{ display: flex; gap: 8px; margin: 12px 0 32px }}
button {{ padding: 6px 14px }}
</style>
</head>
<body><main><h1>SMS</h1>
<nav><a href="/">Chats</a></nav>
{phones}
</main></body>
</html>
"""
PHONE = """\
<h2>{phone}</h2>
{texts}
<form method="post" action="/sandbox/sms/answer"><input type="hidden" name="phone" value="{phone}">{buttons}</form>
"""
NOTHING = "<p>No SMS yet. Share a phone number: Settings, About me. Then switch SMS on: Settings, Messages.</p>"


class Phones:
    def __init__(self, world: World) -> None:
        self.world = world
        self._receipts: set[asyncio.Task[None]] = set()

    def routes(self) -> list[web.AbstractRouteDef]:
        account = f"/2010-04-01/Accounts/{SID}"
        return [
            web.post(f"{account}/Messages.json", self.take),
            web.get(f"{account}/Messages/{{sid}}.json", self.look_up),
            web.get("/sandbox/sms", self.index),
            web.post("/sandbox/sms/answer", self.answer),
        ]

    async def take(self, request: web.Request) -> web.Response:
        """Take an SMS from the program, and tell soon after that it arrived."""
        keys = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {keys}":
            return web.json_response({"code": 20003, "message": "Authenticate"}, status=401)
        form = {name: str(value) for name, value in (await request.post()).items()}
        kept = self._keep(form["To"], form["Body"])
        if callback := form.get("StatusCallback"):
            fields = {"MessageSid": kept["sid"], "MessageStatus": "delivered", "To": form["To"], "From": NUMBER}
            receipt = asyncio.create_task(self._told(callback, fields))
            self._receipts.add(receipt)
            receipt.add_done_callback(self._receipts.discard)
        return web.json_response({"sid": kept["sid"], "status": "queued", "price": None}, status=201)

    async def look_up(self, request: web.Request) -> web.Response:
        return web.json_response({"sid": request.match_info["sid"], "status": "delivered", "price": "0"})

    def _keep(self, phone: str, text: str, *, is_answer: bool = False) -> Json:
        texts = self.world.texts
        number = texts[-1]["number"] + 1 if texts else 1
        kept = {"number": number, "sid": f"SM{number:032x}", "phone": phone, "text": text, "is_answer": is_answer}
        texts.append(kept)
        del texts[:-MOST]
        return kept

    async def _told(self, address: str, fields: dict[str, str]) -> None:
        try:
            await post(address, fields)
        except (ClientError, TimeoutError):
            return  # the program is about to end

    async def index(self, _request: web.Request) -> web.Response:
        """Every phone with its SMS, the newest below."""
        by_phone: dict[str, list[Json]] = {}
        for text in self.world.texts:
            by_phone.setdefault(text["phone"], []).append(text)
        drawn = "\n".join(self._drawn(phone, texts) for phone, texts in by_phone.items())
        page = PAGE.format(phones=drawn or NOTHING)
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def _drawn(self, phone: str, texts: list[Json]) -> str:
        lines = (f'<p class="{"out" if one["is_answer"] else "in"}">{html.escape(one["text"])}</p>' for one in texts)
        buttons = "".join(f'<button name="words" value="{word}">{word}</button>' for word in WORDS)
        return PHONE.format(phone=html.escape(phone), texts="\n".join(lines), buttons=buttons)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer from a phone, and show on it what the program says to that."""
        origin = request.headers.get("Origin")
        if origin and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden
        form = {name: str(value) for name, value in (await request.post()).items()}
        phone, words = form.get("phone", ""), form.get("words", "")
        if phone not in {text["phone"] for text in self.world.texts} or words not in WORDS:
            raise web.HTTPBadRequest(text="nobody has that phone")
        said = self._keep(phone, words, is_answer=True)
        fields = {"MessageSid": said["sid"], "SmsStatus": "received", "From": phone, "To": NUMBER, "Body": words}
        reply = (await post(f"http://{request.host}/sms/webhook", fields)).partition("<Message>")[2]
        if reply:
            self._keep(phone, html.unescape(reply.partition("</Message>")[0]))
        raise web.HTTPSeeOther("/sandbox/sms")


async def post(address: str, fields: dict[str, str]) -> str:
    """Send fields to an address, signed for it; the answer."""
    told = address + "".join(name + fields[name] for name in sorted(fields))
    mark = base64.b64encode(hmac.digest(TOKEN.encode(), told.encode(), hashlib.sha1)).decode()
    timeout = ClientTimeout(total=10)
    async with (
        ClientSession(timeout=timeout, headers={"X-Twilio-Signature": mark}) as session,
        session.post(address, data=fields) as response,
    ):
        return await response.text()
