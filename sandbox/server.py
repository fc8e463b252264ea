"""The sandbox itself: one object that holds the world, serves it over HTTP and lets tests act in it."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from aiohttp import web

from sandbox import memory
from sandbox.api import BotApi, Call
from sandbox.chats import Chat
from sandbox.faults import Fault
from sandbox.kinds import Json
from sandbox.mail import Mailbox
from sandbox.page.routes import Page
from sandbox.people import Group, Person
from sandbox.sms import Phones
from sandbox.stripe import LocalStripe
from sandbox.updates import Update
from sandbox.world import World


class Sandbox:
    """A Bot API server and a page of chat windows; all in memory, on the loopback interface."""

    def __init__(
        self,
        bot_token: str = "42:TEST",  # noqa: S107 - a token of nothing but this sandbox
        bot_username: str = "turnout_bot",
        bot_name: str = "Turnout",
        *,
        people: Iterable[Mapping[str, object]] = (),
        clock: Callable[[], float] = time.time,
        privacy: bool = True,
        patience: float = 10,
        stripe: LocalStripe | None = None,
    ) -> None:
        bot: Json = {
            "id": int(bot_token.partition(":")[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.world = World(token=bot_token, bot=bot, clock=clock, privacy=privacy)
        self.api = BotApi(self.world)
        self.page = Page(self.world, lambda name, language: self.newcomer(name, language).id)
        self.mailbox = Mailbox(self.world)
        self.phones = Phones(self.world)
        self.patience = patience
        self.stripe = stripe  # where one is given, Telegram's card charges are made there, and it is served beside
        self.world.charge_card = stripe.charge_card if stripe else None
        self.url = ""
        self._people: dict[int, Person] = {}
        self._runner: web.AppRunner | None = None
        for one in people:
            self.person(**one)  # type: ignore[arg-type]

    # --- serving ---

    def routes(self, home: str = "/") -> list[web.AbstractRouteDef]:
        """The Bot API, the page at `home`, and what the page needs under /sandbox/."""
        cards = self.stripe.routes() if self.stripe else []
        return [*self.api.routes(), *self.page.routes(home), *self.mailbox.routes(), *self.phones.routes(), *cards]

    def attach(self, app: web.Application, home: str = "/") -> None:
        """Serve from an application that is there already; it stops the sandbox with itself."""
        app.add_routes(self.routes(home))
        app.on_shutdown.append(self._close)

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Serve on a port of one's own; 0 is a free one."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        self.attach(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.url = f"http://{host}:{bound}"
        if self.stripe:
            self.stripe.serve_at(self.url)

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _close(self, _: web.Application) -> None:
        self.api.closing.set()
        self.world.updates.close()
        self.world.events.close()
        await self.world.courier.close()
        if self.stripe:
            await self.stripe.close()

    # --- people ---

    def person(
        self,
        name: str,
        language: str = "en",
        id: int | None = None,  # noqa: A002 - it is what Telegram calls it
        username: str | None = None,
    ) -> Person:
        """The person with this id or name, made where there is none."""
        return self._known(name, id) or self.newcomer(name, language, id, username)

    def newcomer(
        self, name: str, language: str = "en", user_id: int | None = None, username: str | None = None
    ) -> Person:
        """Somebody new, even where there is one of that name."""
        user_id = user_id or max([100, *self.world.people]) + 1
        first, _, last = name.partition(" ")
        user: Json = {"id": user_id, "is_bot": False, "first_name": first, "language_code": language}
        user |= {"last_name": last} if last else {}
        user |= {"username": username} if username else {}
        self.world.add_person(user)
        return self._remember(user_id)

    def group(self, title: str, members: Iterable[Person], *, forum: bool = False, with_bot: bool = True) -> Group:
        """The group with this title, made where there is none."""
        for chat in self.world.chats.values():
            if chat.title == title and not chat.is_private:
                return Group(self.world, chat.id)
        chat_id = self.world.new_group_id()
        ids = [member.id for member in members]
        kind = "supergroup" if forum else "group"
        self.world.add_group(Chat(chat_id, kind, title, is_forum=forum, members=ids, has_bot=with_bot))
        return Group(self.world, chat_id)

    def _known(self, name: str, user_id: int | None) -> Person | None:
        for person in self.world.people.values():
            full = f"{person['first_name']} {person.get('last_name', '')}".strip()
            if person["id"] == user_id or (user_id is None and full == name):
                return self._people.get(person["id"]) or self._remember(person["id"])
        return None

    def _remember(self, user_id: int) -> Person:
        self._people[user_id] = Person(self.world, user_id, self.patience)
        return self._people[user_id]

    # --- faults and records ---

    @property
    def journal(self) -> list[Call]:
        """Every call of the bot, in order."""
        return self.api.journal

    @property
    def updates(self) -> list[Update]:
        """Every update there was, in order."""
        return self.world.updates.history

    def calls(self, method: str, *, ok: bool | None = None) -> list[Call]:
        return [one for one in self.journal if one.method == method and ok in {None, one.ok}]

    def fail(
        self,
        method: str,
        *,
        status: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        hang: float = 0,
        cut: bool | str = False,
        times: int | None = 1,
        chat_id: int | None = None,
    ) -> Fault:
        """Let the next calls of a method ("*": of any) fail; see Fault for the ways."""
        return self.api.faults.add(Fault(method, status, retry_after, description, hang, cut, times, chat_id))

    def heal(self) -> None:
        self.api.faults.heal()

    async def redeliver(self, update_id: int, times: int = 1) -> list[int]:
        """Deliver an update again, `times` at once; statuses of a webhook's answers (none while polling)."""
        update = self.world.updates.find(update_id)
        if self.world.courier.webhook:
            return list(await asyncio.gather(*(self.world.courier.post(update) for _ in range(times))))
        again = [self.world.updates.repeat(update) for _ in range(times)]
        await asyncio.wait_for(asyncio.gather(*(one.done.wait() for one in again)), self.patience)
        return []

    def expire_queries(self) -> None:
        """Make every tap that is still unanswered too old to be answered."""
        self.world.queries.expire()

    # --- memory ---

    def save(self, path: Path) -> None:
        """Write people, chats and counters to a file; the local Stripe to one beside it."""
        memory.save(self.world, path)
        if self.stripe:
            self.stripe.save(path.with_name("stripe.json"))

    def restore(self, path: Path) -> bool:
        """Take up what `save` wrote; False where there is nothing."""
        if self.stripe:
            self.stripe.restore(path.with_name("stripe.json"))
        return memory.restore(self.world, path)
