"""Logs: structlog and the standard library in one stream, in UTC, without secrets and without forged lines."""

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

MASK = "***"
DEEPEST = 6
SHORTEST_KNOWN_SECRET = 8  # shorter ones would mask half of every line

SECRET_KEYS = re.compile(
    r"token|secret|password|passwd|api_?key|authorization|cookie|signature|init_?data|phone|e_?mail", re.IGNORECASE
)

HEADER = r"(?:proxy-)?authorization|(?:set-)?cookie|[\w-]*secret-token|[\w-]*signature|init_?data"
QUOTED_OR_LINE = r""" "(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | [^\r\n]+ """

# Each begins where a word begins: a pattern that may start anywhere takes quadratic time on a long hostile text.
PATTERNS = [
    (re.compile(pattern, re.IGNORECASE | re.VERBOSE), replacement)
    for pattern, replacement in [
        (rf"""( (?<![\w-]) ["']? (?:{HEADER}) ["']? \s*[:=]\s* ) (?:{QUOTED_OR_LINE})""", rf"\1{MASK}"),
        (r"(?<!\S) \S*? (?:auth_date|tgWebAppData)= \S*", MASK),
        (r"\b (bot) [0-9]+ : [^/\s\"']+", rf"\1{MASK}"),
        (r"\b [0-9]{3,20} : [\w-]{30,}", MASK),
        (r"\b (bearer|basic) \s+ [\w.~+/=-]+", rf"\1 {MASK}"),
        (r"\b (?: (?:sk|rk|pk)_(?:test|live) | whsec ) _ [\w+/=]+", MASK),
        (r"(://) [^/\s@:]* : [^/\s@]* @", rf"\1{MASK}@"),
        (
            r"( \b(?:start(?:app|group)?|token)= (?:[a-z]_)? | /start(?:@\w+)? \s+ (?:[a-z]_)? ) [\w-]{16,}",
            rf"\1{MASK}",
        ),
        (r"( /(?:register|cancel|calendar|login)/ ) [\w-]{16,}", rf"\1{MASK}"),
        (r"\b ([itg]_) [\w-]{22} (?![\w-])", rf"\1{MASK}"),
        (r"(?<![\w.+-]) [\w.+-]+ @ [\w-]+ (?:\.[\w-]+)+", MASK),
        (r"(?<![\w+]) (?:\+|00) [1-9] (?: [ ().-]{0,2} [0-9] ){7,14} (?![0-9])", MASK),
    ]
]

# What a terminal or a reader of lines could take for the beginning of another line, or for a command.
CONTROLS = {code: rf"\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0))}
CONTROLS |= {0x0A: r"\n", 0x0D: r"\r", 0x2028: r"\u2028", 0x2029: r"\u2029"}
CONTROLS_BUT_LINES = {code: text for code, text in CONTROLS.items() if code != 0x0A}


class Redactor:
    """A structlog processor that masks secrets and personal data wherever they stand in an event."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        longest_first = sorted(
            {secret for secret in known if len(secret) >= SHORTEST_KNOWN_SECRET}, key=len, reverse=True
        )
        self._known = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        return {key: self._entry(key, value) for key, value in event.items()}

    def text(self, text: str) -> str:
        """`text` with every secret in it masked."""
        if self._known:
            text = self._known.sub(MASK, text)
        for pattern, replacement in PATTERNS:
            text = pattern.sub(replacement, text)
        return text.encode("utf-8", "backslashreplace").decode()  # lone surrogates cannot be written

    def _entry(self, key: str, value: object, depth: int = DEEPEST) -> object:
        if SECRET_KEYS.search(key) and value:
            return MASK
        if key in {"exception", "stack"}:  # these keep their lines, moved in so that none looks like a line of the log
            return self.text(str(value)).translate(CONTROLS_BUT_LINES).replace("\n", "\n    ")
        return self._value(value, depth)

    def _value(self, value: object, depth: int) -> object:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Mapping) and depth:
            return {self._line(str(key)): self._entry(str(key), entry, depth - 1) for key, entry in value.items()}
        if isinstance(value, list | tuple | set | frozenset) and depth:
            return [self._value(entry, depth - 1) for entry in value]
        return self._line(value if isinstance(value, str) else repr(value))

    def _line(self, text: str) -> str:
        return self.text(text).translate(CONTROLS)


def set_up(level: str, form: str, *, known_secrets: Iterable[str] = (), stream: TextIO | None = None) -> None:
    """Send every log of the process to `stream` (standard error) in `form`, "console" or "json"."""
    stream = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(form, shared, Redactor(known_secrets), colors=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic.runtime.migration").setLevel(logging.WARNING)  # it greets each time
    logging.getLogger("taskiq").setLevel(logging.WARNING)  # several lines a task, and what was done is counted
    logging.captureWarnings(capture=True)


def _formatter(form: str, shared: list[Processor], redact: Redactor, *, colors: bool) -> logging.Formatter:
    """Formats what came through structlog and what came from other libraries alike; redaction is the last but one."""
    renderer: Processor = structlog.dev.ConsoleRenderer(colors=colors)
    if form == "json":
        renderer = structlog.processors.JSONRenderer()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.StackInfoRenderer(),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
    )
