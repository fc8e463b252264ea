"""The words that admins give mails in place of the program's own, by kind and language."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import MailTemplate
from db.queries import mails as queries
from services import access, audit, notices
from services.errors import NotFound
from services.mails import wording
from services.mails.letters import Addresses, Letter, letter
from services.mails.wording import OWN, Wording
from services.notices.messages import Branding, Mail
from services.text import esc
from services.translator import LANGUAGES, Translator, mark

PAGE = 8
LATELY = timedelta(days=30)
SAMPLE = {
    "name": "Ana Ruiz",
    "headline": mark("You are in: {title}"),
    "title": "Monday Jam",
    "role": "base",
    "place": "Tanzfabrik, Studio 3",
    "host": "Tanzfabrik",
    "reference": "K7Q2M9X4",
    "person": "Bo Kimura",
    "reason": mark("The teacher is ill."),
}


@dataclass(frozen=True, slots=True)
class Fared:
    """What became of the mails of the last 30 days."""

    owed: int
    sent: int
    delivered: int
    opened: int
    clicked: int
    bounced: int
    failed: int


@dataclass(frozen=True, slots=True)
class KindsPage:
    kinds: tuple[str, ...]
    own: frozenset[str]
    """Those that an admin gave other words, in some language."""
    page: int
    has_next: bool
    fared: Fared


@dataclass(frozen=True, slots=True)
class Text:
    """The words of a kind in a language."""

    kind: str
    language: str
    wording: Wording
    is_own: bool
    """Whether an admin gave them; else they are the program's."""


def find(tx: Tx, *, kind: str, language: str) -> Wording:
    """A look: the words that a mail of a kind leaves in."""
    own = queries.find_template(tx, kind, language)
    return Wording(own.subject, own.body) if own else _usual(kind, language)


def _usual(kind: str, language: str) -> Wording:
    return wording.default(kind, is_about_a_session=kind in notices.KINDS, t=Translator(language))


def kinds() -> list[str]:
    """All there are. A new kind of notice is among them by itself."""
    return sorted({*notices.KINDS, *notices.MATTERS, *OWN})


def list_kinds(tx: Tx, *, user_id: int, page: int = 0, now: datetime) -> KindsPage:
    """A look for an admin."""
    access.require_admin(tx, user_id)
    shown = kinds()[page * PAGE : (page + 1) * PAGE + 1]
    own = frozenset(row.kind for row in queries.list_own(tx))
    return KindsPage(tuple(shown[:PAGE]), own, page, has_next=len(shown) > PAGE, fared=_fared(tx, now=now))


def fared(tx: Tx, *, user_id: int, now: datetime) -> Fared:
    """A look for an admin."""
    access.require_admin(tx, user_id)
    return _fared(tx, now=now)


def _fared(tx: Tx, *, now: datetime) -> Fared:
    counts = queries.count_by_status(tx, now - LATELY)
    return Fared(*(getattr(counts, name) for name in Fared.__slots__))


def look(tx: Tx, *, user_id: int, kind: str, language: str) -> Text:
    """A look for an admin. Raises NotFound for what is no kind or language."""
    access.require_admin(tx, user_id)
    if kind not in kinds() or language not in LANGUAGES:
        raise NotFound
    own = queries.find_template(tx, kind, language)
    words = Wording(own.subject, own.body) if own else _usual(kind, language)
    return Text(kind, language, words, is_own=own is not None)


def set_subject(tx: Tx, *, user_id: int, kind: str, language: str, typed: str, now: datetime) -> Text:
    """Raises NotFound, NoMailText, UnknownGap."""
    text = look(tx, user_id=user_id, kind=kind, language=language)
    return _keep(tx, text, Wording(wording.read_subject(typed), text.wording.body), user_id, now)


def set_body(tx: Tx, *, user_id: int, kind: str, language: str, typed: str, now: datetime) -> Text:
    """Raises NotFound, NoMailText, UnknownGap."""
    text = look(tx, user_id=user_id, kind=kind, language=language)
    return _keep(tx, text, Wording(text.wording.subject, wording.read_body(typed)), user_id, now)


def set_words(tx: Tx, *, user_id: int, kind: str, language: str, subject: str, body: str, now: datetime) -> Text:
    """Both at once. Raises NotFound, NoMailText, UnknownGap."""
    text = look(tx, user_id=user_id, kind=kind, language=language)
    return _keep(tx, text, Wording(wording.read_subject(subject), wording.read_body(body)), user_id, now)


def _keep(tx: Tx, text: Text, words: Wording, user_id: int, now: datetime) -> Text:
    own = queries.find_template(tx, text.kind, text.language)
    if own is None:
        own = MailTemplate(kind=text.kind, language=text.language)
        tx.add(own)
    own.subject, own.body, own.updated_at = words.subject, words.body, now
    tx.flush()
    _record(tx, "mail_template.edited", own, user_id, now)
    return Text(text.kind, text.language, words, is_own=True)


def reset(tx: Tx, *, user_id: int, kind: str, language: str, now: datetime) -> Text:
    """Back to the words of the program. Raises NotFound."""
    look(tx, user_id=user_id, kind=kind, language=language)
    own = queries.find_template(tx, kind, language)
    if own is not None:
        _record(tx, "mail_template.reset", own, user_id, now)
        tx.delete(own)
        tx.flush()
    return Text(kind, language, _usual(kind, language), is_own=False)


def _record(tx: Tx, action: str, own: MailTemplate, user_id: int, now: datetime) -> None:
    about = {"kind": own.kind, "language": own.language}
    audit.record(tx, action, actor_id=user_id, subject=("mail_template", own.id), at=now, **about)


def preview(text: Text, *, now: datetime) -> Letter:
    """How a mail would look, with sample values in its gaps. Pure."""
    t = Translator(text.language, "Europe/Berlin")
    starts_at = now.replace(minute=30, second=0, microsecond=0) + timedelta(days=1)
    values = {name: t(value, title=SAMPLE["title"]) if "{" in value else t(value) for name, value in SAMPLE.items()}
    values |= {
        "when": t.when(starts_at, starts_at + timedelta(hours=2), "Europe/Berlin"),
        "soon": t("Tomorrow at {time}", time=t.clock(starts_at)),
        "day": t.day(starts_at),
        "time": t.clock(starts_at),
    }
    shown = "\n".join([f"✅ <b>{esc(values['headline'])}</b>", f"🗓 {values['when']}", f"📍 {esc(values['place'])}"])
    host = Branding(values["host"], "hello@example.org", "+49 30 1234567", "Uferstr. 23, Berlin")
    mail = Mail("ana@example.org", text.language, values["headline"], shown, text.kind, values, host=host)
    return letter(mail, text.wording, Addresses("turnout_bot", "https://example.org"))
