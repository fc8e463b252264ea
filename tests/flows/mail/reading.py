"""Reading mails as their readers do: what is written there, and where their links lead."""

import re

import aiohttp

from tests.flows.steps import until

LINK = re.compile(r"http://127\.0\.0\.1:8080(/confirm/[\w-]{22})")


def mails(server, to="ana@example.org"):
    return [mail for [address], mail in server.mails if address == to]


def link(mail, pattern=LINK):
    """Where it leads, on this server."""
    found = pattern.search(text(mail))
    assert found
    return found[1]


def text(mail):
    return mail.get_body(("plain",)).get_content()


async def came(server, count, to="ana@example.org"):
    """The newest of so many mails."""
    await until(lambda: len(mails(server, to)) >= count, f"{count} mails to {to}")
    return mails(server, to)[-1]


async def ask(app, method, path, **form):
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{app.settings.web_port}{path}"
        async with session.request(method, url, data=form or None) as answer:
            return answer.status, (await answer.read()).decode(errors="replace")
