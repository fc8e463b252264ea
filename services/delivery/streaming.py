"""The stream of what leaves: each channel has one in a process, which claims no more than may leave now.

So what is urgent never waits behind a crowd: when it is due, it is claimed next. A slow send keeps its own place only.
"""

import asyncio
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

import structlog

from db.engine import Database
from services import notices
from services.delivery.claiming import BATCH, TELEGRAM, Claim, claim_due, claim_unserved
from services.delivery.settling import End, settle, settle_all
from services.notices import Composed, Mail, NoAddress, Notice, NotNow, Obsolete, Sms
from services.pacing import NoLimit
from services.ports import Delivered, Later, Outcome, Pace, Senders, Unknown
from services.stopwatch import stopwatch

LONGEST_RUN = timedelta(minutes=10)
"""After which a stream of a crowd takes no more, ends what is on its way, and asks for the next run: a job that goes on
and on would be broken off in the middle of its sends.
"""
IN_FLIGHT = 100
IN_FLIGHT_ELSEWHERE = 10
AHEAD = 10
"""So many are claimed before their leave: a third of a second's worth, so that a round has some and the urgent wait
for no more.
"""
BREATH_SECONDS = 0.05
"""How long a round waits for what is on its way before it looks for more."""
STEP_SECONDS = 0.01
PATIENCE_SECONDS = 3
"""So long a message waits for the turn of its chat; for longer it goes back into the outbox."""
LEAVE_SECONDS = 15
"""So long for leave to go at all, which other processes want too."""
STILL_SECONDS = 5
"""After so long without leave to send anything a stream ends; the next run takes over."""
NO_LEAVE = Later("nothing may leave", STILL_SECONDS)
AWAY = timedelta(seconds=1)
"""So long a stream waits for a database that did not take what became of a message, or was asked for more in vain."""
MARGIN = timedelta(seconds=20)
"""So long before its lease ends a message is given up: once it is over, another process sends it."""
IN_A_ROW = 3
"""So many "too many requests" in a row are meant for all of us."""

log = structlog.get_logger()
streaming: WeakKeyDictionary[Database, dict[str, "Stream"]] = WeakKeyDictionary()


async def deliver_due(db: Database, senders: Senders, *, pace: Pace | None = None, now: datetime) -> int:
    """Hand over everything that is due; returns how many were sent. `pace` is Telegram's.

    Where a stream of this database runs already, it is made to look once more, and that is all.
    """
    running, passed, streams = streaming.setdefault(db, {}), stopwatch(), []

    def clock() -> datetime:
        return now + passed()

    for channel in senders:
        if channel in running:
            running[channel].call(clock)
            continue
        pace_of = pace if pace and channel == TELEGRAM else NoLimit()
        running[channel] = Stream(db, channel, senders, pace_of, clock)
        streams.append(running[channel])
    runs = await asyncio.gather(*(_run(stream, running) for stream in streams), return_exceptions=True)
    await _end_unserved(db, senders, clock)
    for failed in runs:
        if isinstance(failed, BaseException):
            raise failed
    return sum(sent for sent in runs if isinstance(sent, int))


async def _run(stream: "Stream", running: dict[str, "Stream"]) -> int:
    """A stream is out of the running the moment it ends, whatever others still do: later it would hear no call."""
    try:
        return await stream.run()
    finally:
        running.pop(stream.channel, None)


async def _end_unserved(db: Database, senders: Senders, clock: Callable[[], datetime]) -> None:
    """What is owed on a channel that is not in use any more fails by and by, and does not wait for ever."""
    claims = await db.write(claim_unserved, channels=tuple(senders), now=clock())
    ends: list[tuple[Claim, End]] = [(claim, Later("KeyError")) for claim in claims]
    if ends:
        await db.write(settle_all, ends=ends, channels=tuple(senders), jitter=random.random(), now=clock())  # noqa: S311


class Stream:
    """One channel's messages of one run."""

    def __init__(self, db: Database, channel: str, senders: Senders, pace: Pace, clock: Callable[[], datetime]) -> None:
        self.channel = channel
        self.again = False
        self._db = db
        self._sender = senders[channel]
        self._channels = tuple(senders)
        self._pace = pace
        self._clock = clock
        self._claims_until = clock() + LONGEST_RUN
        usual = IN_FLIGHT if channel == TELEGRAM else IN_FLIGHT_ELSEWHERE
        self._most: int = getattr(self._sender, "at_once", usual)  # a channel may know better
        self._flying: set[asyncio.Task[None]] = set()
        self._ends: list[tuple[Claim, End]] = []
        self._late: list[tuple[Claim, End]] = []
        """What could not be written down; it is tried again while it is ours, lest it leave once more."""
        self._late_until = clock()
        self._waiting = 0
        self._next = asyncio.Lock()  # who came first is first
        self._refusals = 0
        self._still = 0.0
        self._sent = 0

    async def run(self) -> int:
        """Until nothing is due any more; returns how many were sent."""
        try:
            while await self._round():
                pass
        finally:
            for task in self._flying:
                task.cancel()
        if self._is_over:
            self._db.on_owed()
        return self._sent

    def call(self, clock: Callable[[], datetime]) -> None:
        """Look once more, by this clock: the newest one is right, should clocks have been set."""
        self.again, self._clock = True, clock

    @property
    def _is_over(self) -> bool:
        return self._clock() > self._claims_until

    async def _round(self) -> bool:
        """Claim, wait a breath, settle; whether there may be more."""
        self.again = False  # before the look: who calls during it may have come too late for it
        claimed = 0 if self._is_over else await self._claimed()
        if self._flying:
            await asyncio.wait(self._flying, timeout=BREATH_SECONDS)
        elif claimed is None or self._late:
            await asyncio.sleep(BREATH_SECONDS)
        self._still = self._still + BREATH_SECONDS if claimed is None and not self._flying else 0
        settled = await self._settle()
        more = claimed or (self.again and not self._is_over)
        return bool(more or settled or self._flying or self._late or 0 < self._still < STILL_SECONDS)

    async def _claimed(self) -> int | None:
        """As `_claim`; where that fails, what is on its way is not left for it: each is to be written down."""
        try:
            return await self._claim()
        except Exception:
            if not (self._flying or self._ends or self._late):
                raise
            log.exception("notifications.unclaimed")
            await asyncio.sleep(AWAY.total_seconds())
            return None

    async def _claim(self) -> int | None:
        """Claim what may leave now, and a few that will in a moment; how many, or None where nothing may leave."""
        room = min(self._most - len(self._flying), BATCH)
        if not room or self._waiting > AHEAD // 2:
            return None
        leave = await self._pace.take(room)
        if not leave and not self._waiting:
            return None
        limit = min(room, max(leave, AHEAD - self._waiting))
        claims = await self._db.write(
            claim_due, channel=self.channel, channels=self._channels, limit=limit, now=self._clock()
        )
        leaving = await self._compose(claims)
        if leave > len(leaving):
            await self._pace.give_back(leave - len(leaving))
        for number, (claim, message) in enumerate(leaving):
            task = asyncio.create_task(self._send(claim, message, has_leave=number < leave))
            self._flying.add(task)
            task.add_done_callback(self._flying.discard)
        return len(claims)

    async def _compose(self, claims: list[Claim]) -> list[tuple[Claim, Notice | Mail | Sms]]:
        """What is worth sending, with what is sent; the rest is at its end."""
        if not claims:
            return []
        ids = [claim.id for claim in claims]
        composed: Sequence[Composed | Exception]
        try:
            composed = await self._db.read(notices.compose_all, notification_ids=ids, now=self._clock())
        except Exception as error:  # noqa: BLE001 - told below, of each
            composed = [error] * len(claims)
        leaving = []
        for claim, message in zip(claims, composed, strict=True):
            if isinstance(message, Exception):
                log.error("notification.failed", notification_id=claim.id, exc_info=message)
                self._end(claim, Later(type(message).__name__))
            elif isinstance(message, Obsolete | NotNow | NoAddress):
                self._end(claim, message)
            else:
                leaving.append((claim, message))
        return leaving

    async def _send(self, claim: Claim, message: Notice | Mail | Sms, *, has_leave: bool) -> None:
        """Whatever goes wrong with one uses up its attempts, and holds up nobody else's. Whose lease is about to end
        before it has left is another run's.
        """
        left = claim.until - self._clock() - MARGIN
        outcome: Outcome = NO_LEAVE
        try:
            async with asyncio.timeout(left.total_seconds()):
                if left > timedelta() and (has_leave or await self._leave()):
                    outcome = await self._turn(message) or await self._sender.send(message)
        except Exception as error:
            log.exception("notification.failed", notification_id=claim.id)
            outcome = Unknown(type(error).__name__)
        await self._heed(outcome)
        self._end(claim, outcome)

    async def _leave(self) -> bool:
        """Wait in line until one more may leave; False where that takes too long: everything was told to pause."""
        self._waiting += 1
        try:
            async with asyncio.timeout(LEAVE_SECONDS), self._next:
                while True:
                    if await self._pace.take(1):
                        return True
                    await asyncio.sleep(STEP_SECONDS)
        except TimeoutError:
            return False
        finally:
            self._waiting -= 1

    async def _turn(self, message: Notice | Mail | Sms) -> Outcome | None:
        """Wait for the chat's turn; where that takes too long, once more later."""
        if not isinstance(message, Notice):
            return None
        while seconds := await self._pace.wait(message.telegram_id):
            if seconds > PATIENCE_SECONDS:
                return Later("the chat's turn", seconds)
            await asyncio.sleep(seconds)
        return None

    async def _heed(self, outcome: Outcome) -> None:
        """Stop everything where the provider means all of us: it says so, or refuses several in a row."""
        match outcome:
            case Delivered():
                self._refusals = 0
            case Later(_, seconds, is_for_all) if seconds is not None and outcome is not NO_LEAVE:
                self._refusals += 1
                if is_for_all or self._refusals >= IN_A_ROW:
                    await self._pace.pause(seconds)

    def _end(self, claim: Claim, end: End) -> None:
        about: Mapping[str, object] = {"reason": end.reason} if hasattr(end, "reason") else {}
        named = {"notification_id": claim.id, "channel": claim.channel, "outcome": type(end).__name__}
        if claim.cause:
            named["cause"] = claim.cause
        log.info("notification.attempted", **named, **about)
        self._ends.append((claim, end))

    async def _settle(self) -> int:
        """What ended in this round, in one transaction; where that fails each by itself. Returns how many that were."""
        ends, self._ends = self._ends, []
        if self._late and self._clock() >= self._late_until:
            ends, self._late = [*self._late, *ends], []
        if not ends:
            return 0
        jitter = random.random()  # noqa: S311 - no secret
        try:
            await self._db.write(settle_all, ends=ends, channels=self._channels, jitter=jitter, now=self._clock())
            self._sent += sum(isinstance(end, Delivered) for _, end in ends)
        except Exception:
            log.exception("notifications.unsettled", count=len(ends))
            for claim, end in ends:
                await self._settle_one(claim, end, jitter)
            self._late_until = self._clock() + AWAY
        return len(ends)

    async def _settle_one(self, claim: Claim, end: End, jitter: float) -> None:
        """One that cannot be settled is tried again while it is ours; after its lease it comes back by itself."""
        try:
            await self._db.write(
                settle, claim=claim, outcome=end, channels=self._channels, jitter=jitter, now=self._clock()
            )
            self._sent += isinstance(end, Delivered)
        except Exception:
            log.exception("notification.unsettled", notification_id=claim.id)
            if self._clock() < claim.until:
                self._late.append((claim, end))
