"""A letter box for the demo: mails that would have left are kept, and shown on a page.

A mail is shown in a frame that can do nothing but follow links in a new window. A link to the bot is opened in the chat
of whoever is chosen, as the sandbox has no other Telegram.
"""

import html
import re
from itertools import groupby

from aiohttp import web

from sandbox import acts
from sandbox.errors import bad_request
from sandbox.kinds import Json
from sandbox.world import World

MOST = 200
LINK = re.compile(r'https://t\.me/[^"\s<]+\?start=[\w-]+')
POLICY = "default-src 'self'; style-src 'unsafe-inline' 'self'; frame-src 'self'; frame-ancestors 'self'"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Mail · Turnout sandbox</title>
<link rel="icon" href="/sandbox/static/icon.svg">
<style>
body {{ margin: 0; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }}
main {{ max-width: 680px; margin: 0 auto; padding: 16px }}
nav a {{ margin-right: 12px }}
details {{ border: 1px solid color-mix(in srgb, CanvasText 20%, Canvas); border-radius: 12px; margin: 12px 0 }}
summary {{ padding: 12px 16px; cursor: pointer; overflow-wrap: anywhere }}
summary small {{ display: block; opacity: .7 }}
iframe {{ width: 100%; height: 520px; border: 0; background: #f1f5f9 }}
form {{ display: flex; gap: 8px; padding: 12px 16px; flex-wrap: wrap }}
</style>
</head>
<body><main><h1>Mail</h1>
<nav><a href="/">Chats</a>{addresses}</nav>
{mails}
</main></body>
</html>
"""
MAIL = """\
<details{opened}><summary><b>{subject}</b><small>{to}</small></summary>
<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" src="/sandbox/mail/{number}" title="{subject}"></iframe>
{forms}</details>
"""
FORM = """\
<form method="post" action="/sandbox/mail/open"><input type="hidden" name="link" value="{link}">
<label>Open its link as <select name="person">{people}</select></label> <button>Open</button></form>
"""


class Mailbox:
    def __init__(self, world: World) -> None:
        self.world = world

    def catch(self, to: str, subject: str, text: str, body: str) -> str:
        """Keep a mail; what it is called."""
        mails = self.world.mails
        number = mails[-1]["number"] + 1 if mails else 1
        mails.append({"number": number, "to": to, "subject": subject, "text": text, "html": body})
        del mails[:-MOST]
        return f"sandbox-{number}"

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/sandbox/mail", self.index),
            web.get(r"/sandbox/mail/{number:\d+}", self.mail),
            web.post("/sandbox/mail/open", self.open),
        ]

    async def index(self, request: web.Request) -> web.Response:
        """All mails, or those to one address, the newest first and open."""
        wanted = request.query.get("to")
        shown = [mail for mail in reversed(self.world.mails) if wanted in {None, mail["to"]}]
        mails = "\n".join(self._drawn(mail, opened=index == 0) for index, mail in enumerate(shown))
        nothing = "<p>No mail yet. Give somebody an address: Settings, About me, Email.</p>"
        page = PAGE.format(addresses=self._addresses(), mails=mails or nothing)
        return web.Response(text=page, content_type="text/html", headers={"Content-Security-Policy": POLICY})

    def _addresses(self) -> str:
        everybody = sorted(mail["to"] for mail in self.world.mails)
        links = (f'<a href="?to={html.escape(to)}">{html.escape(to)}</a>' for to, _ in groupby(everybody))
        return '<a href="/sandbox/mail">All</a>' + "".join(links)

    def _drawn(self, mail: Json, *, opened: bool) -> str:
        people = "".join(
            f'<option value="{person_id}">{html.escape(person["first_name"])}</option>'
            for person_id, person in self.world.people.items()
        )
        links = dict.fromkeys(LINK.findall(mail["text"]))
        return MAIL.format(
            opened=" open" if opened else "",
            subject=html.escape(mail["subject"]),
            to=html.escape(mail["to"]),
            number=mail["number"],
            forms="".join(FORM.format(link=html.escape(link), people=people) for link in links),
        )

    async def mail(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        found = next((mail for mail in self.world.mails if mail["number"] == number), None)
        if found is None:
            raise web.HTTPNotFound
        policy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"
        body = found["html"].replace("<head>", '<head><base target="_blank">', 1)
        headers = {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"}
        return web.Response(text=body, content_type="text/html", headers=headers)

    async def open(self, request: web.Request) -> web.StreamResponse:
        """Open a link to the bot as a person, in the chat."""
        origin = request.headers.get("Origin")
        if origin and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden
        form = await request.post()
        payload = acts.payload(self.world, str(form.get("link", "")))
        person = int(str(form.get("person", "0")))
        if payload is None or person not in self.world.people:
            raise bad_request("this link does not lead to the bot")
        acts.start(self.world, person, payload)
        raise web.HTTPSeeOther("/")
