"""The same limits over all processes, kept in Redis. Where it is away each process keeps them for itself."""

from bot.channels.pace import AHEAD, MOST_OWED, PER_SECOND, MemoryPace, limits, most_owed
from scheduler.shared import Away, Shared
from services.ports import Pace

PACE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local what, amount, every, ahead = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local most = tonumber(ARGV[5])
local function keep(key, due)
  redis.call('SET', key, string.format('%.6f', due), 'PX', math.max(1000, math.ceil((due - now) * 1000) + 1000))
end
if what == 'pause' then
  local rest = math.ceil(amount * 1000)
  if rest > redis.call('PTTL', KEYS[1]) then redis.call('SET', KEYS[1], '1', 'PX', rest) end
  return '0'
end
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
if what == 'give back' then
  keep(KEYS[1], due + amount * every)
  return '0'
end
if what == 'count' then
  keep(KEYS[1], math.max(due, math.min(due + every, now + most)))
  return '0'
end
if what == 'take' and redis.call('EXISTS', KEYS[2]) == 1 then return '0' end
local room = math.floor((now - due) / every + ahead + 0.000001)
if what == 'take' then
  local taken = math.max(0, math.min(amount, room))
  if taken > 0 then keep(KEYS[1], due + taken * every) end
  return tostring(taken)
end
if room >= 1 then
  keep(KEYS[1], due + every)
  return '0'
end
return string.format('%.6f', due - now - (ahead - 1) * every)
"""
"""One number for each limit: when its next message is due if they came evenly; by the clock of Redis.

What is asked for: take, give back, count, wait (for a chat), pause.
"""
ALL, PAUSED = "pace", "pace:paused"


class RedisPace:
    """`Pace` for as many processes as there are."""

    def __init__(self, shared: Shared, here: Pace | None = None) -> None:
        self._shared = shared
        self._here = here or MemoryPace()

    async def take(self, wanted: int) -> int:
        try:
            return int(await self._all("take", wanted))
        except Away:
            return await self._here.take(wanted)

    async def give_back(self, spare: int) -> None:
        try:
            await self._all("give back", -spare)
        except Away:
            await self._here.give_back(spare)

    async def wait(self, chat_id: int) -> float:
        try:
            return float(await self._chat("wait", chat_id))
        except Away:
            return await self._here.wait(chat_id)

    async def count(self, chat_id: int | None) -> None:
        try:
            await self._all("count", 1)
            if chat_id is not None:
                await self._chat("count", chat_id)
        except Away:
            await self._here.count(chat_id)

    async def pause(self, seconds: float) -> None:
        """Kept here too: it holds whether Redis answers or not."""
        await self._here.pause(seconds)
        try:
            await self._shared.ask(PACE, PAUSED, args=("pause", seconds, 0, 0, 0))
        except Away:
            return

    async def _all(self, what: str, amount: float) -> bytes | str:
        answer: bytes | str = await self._shared.ask(
            PACE, ALL, PAUSED, args=(what, amount, 1 / PER_SECOND, AHEAD, MOST_OWED)
        )
        return answer

    async def _chat(self, what: str, chat_id: int) -> bytes | str:
        every, ahead = limits(chat_id)
        args = (what, 1, every, ahead, most_owed(chat_id))
        answer: bytes | str = await self._shared.ask(PACE, f"{ALL}:{chat_id}", args=args)
        return answer
