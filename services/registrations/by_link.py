"""Registering on a page, without Telegram: an organizer's link lets in, a link in the mail lets out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Host, Registration, Series, Token, User
from db.models.registrations import Status
from db.models.series import Visibility
from db.models.tokens import TokenPurpose
from db.models.users import NAME_LENGTH
from db.queries import clients as client_queries
from db.queries import payments as payment_queries
from db.queries import users as user_queries
from services import access, audit, clients, coming, cutoffs, eligibility, members, outbox, tokens
from services.access import Right
from services.boards import BoardLine, list_coming
from services.errors import DomainError, LinkOver, MailUnavailable, NameMissing, NotFound, PaidInChat
from services.kinds import terms
from services.mails import addresses
from services.money import STARS
from services.payments import ask_again
from services.ports import Cipher
from services.reach import is_wanted, missing_address
from services.refunds import foreseeing
from services.refunds.policies import Verdict
from services.registrations import parties
from services.registrations.booking import book, full
from services.registrations.cancelling import cancel, leave_waitlist
from services.sessions.cards import Card, card
from services.text import clean

KIND, REFUSED = "registered_by_link", "refused_by_link"
KEPT = timedelta(days=1)
"""After the end of the session its links say for so long what became of it."""
JUST_NOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody typed into the form."""

    name: str
    email: str
    language: str
    places: int = 1
    guests: Sequence[str] = ()
    request: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link lets in to."""

    card: Card
    refusal: DomainError | None
    """Why nobody can register here, whoever they are; places are the card's own affair."""
    elsewhere: tuple[BoardLine, ...] = ()
    """Other dates of the series, where there is no place at this one."""
    are_public: bool = False
    """Whether everybody may open those."""


@dataclass(frozen=True, slots=True)
class Managed:
    """Somebody's own registration, as the link in their mail shows it."""

    card: Card
    name: str
    language: str
    reference: str
    status: Status
    places: int
    can_cancel: bool
    verdict: Verdict | None
    """What comes back if they cancel now, where money may be in it."""
    is_asked: bool
    """Whether it is still to be said that they come."""
    to_pay: str | None = None
    """The payment that it waits for."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What an installation can do for people without Telegram."""

    sends_mail: bool = True
    takes_cards: bool = False
    """On a page."""


def open_link(tx: Tx, *, user_id: int, session_id: int, ways: Ways, now: datetime) -> str:
    """A link for who runs a session to hand on. Earlier links stay good; all end with the session.

    Raises NotFound, NotAllowed, LinkOver, MailUnavailable, PaidInChat.
    """
    session = access.session_to(tx, Right.MANAGE_PEOPLE, session_id, user_id)
    if obstacle := _obstacle(card(tx, session_id=session_id, viewer_id=None, now=now), ways):
        raise obstacle
    lasts = session.ends_at - now
    if lasts <= timedelta():
        raise LinkOver
    data = {"session_id": session_id}
    token = tokens.issue(tx, TokenPurpose.REGISTER, user_id, lasts=lasts, data=data, now=now)
    audit.record(tx, "session.link_opened", actor_id=user_id, subject=("session", session_id), at=now)
    return token


def look(tx: Tx, *, token: str, ways: Ways, now: datetime) -> Invitation:
    """A look at the session that a link lets in to, and at others where it has no place. Raises LinkOver."""
    shown = card(tx, session_id=session_of(tx, token=token), viewer_id=None, now=now)
    refusal = shown.obstacle or _obstacle(shown, ways)
    if refusal is None and not shown.is_full:
        return Invitation(shown, None)
    series = tx.get_one(Series, shown.series_id)
    others = tuple(one for one in list_coming(tx, series_id=series.id, now=now) if one.code != shown.code)
    return Invitation(shown, refusal, others, are_public=series.visibility != Visibility.PRIVATE)


def register(
    tx: Tx,
    *,
    token: str,
    quota_id: int,
    applicant: Applicant,
    cipher: Cipher,
    ways: Ways,
    now: datetime,
) -> None:
    """Take a place for somebody who is reached by mail only; each mail brings them the link to cancel by. What is paid
    is kept for them until they have paid on a page.

    Whoever types an address learns nothing of whom it belongs to: what depends on them is told by the mail alone, that
    they are in already as well as why they cannot be.

    Raises LinkOver, NotFound, NameMissing, InvalidEmail, MailUnavailable, PaidInChat, SessionCancelled, BookingClosed,
    HostClosed, PartyTooLarge, SessionFull, TooFewPlaces.
    """
    session_id = _session_of(tokens.read_alone(tx, TokenPurpose.REGISTER, token))
    quota = access.quota_to_book(tx, quota_id)
    if quota.id != session_id:
        raise NotFound
    name, address = _name(applicant), addresses.read(applicant.email)
    _require_open(tx, quota, applicant.places, ways, now=now)
    user = _person(tx, quota.host_id, name, address, applicant.language, now=now)
    person = eligibility.standing(tx, user.id, quota, let_in=True)
    if own := person.own(session_id):
        _send_again(tx, tx.get_one(Registration, own.id), address, cipher, now=now)
        return
    if eligibility.refusal(quota, person, now=now):
        about, until = ("session", session_id), quota.ends_at
        _send(tx, REFUSED, about, to=address, token=cipher.encrypt(token), user_id=user.id, until=until, now=now)
        return
    if quota.visibility == Visibility.PRIVATE:
        members.add(tx, series_id=quota.series_id, user_id=user.id, actor_id=None, now=now)
    registration = book(
        tx,
        user_id=user.id,
        quota_id=quota_id,
        places=applicant.places,
        guests=applicant.guests,
        request=applicant.request,
        now=now,
    )
    registration.link = cipher.encrypt(_issue(tx, registration, now=now))
    if not _hears(user):
        _send_link(tx, registration, address, now=now)


def session_of(tx: Tx, *, token: str) -> int:
    """The session that a link lets in to, also after its end. Raises LinkOver."""
    return _session_of(tokens.read_ended(tx, TokenPurpose.REGISTER, token))


def _session_of(found: Token | None) -> int:
    if found is None:
        raise LinkOver
    return int(found.data["session_id"])


def _obstacle(shown: Card, ways: Ways) -> DomainError | None:
    """Why a place cannot be had on a page at all: it is paid as only the chat can, or no mail can be sent."""
    if not ways.sends_mail:
        return MailUnavailable()
    is_for_credits_only = bool(shown.credits and not shown.price)
    takes_its_money = ways.takes_cards and shown.currency != STARS
    return PaidInChat() if is_for_credits_only or (shown.is_paid and not takes_its_money) else None


def _require_open(tx: Tx, quota: Facts, places: int, ways: Ways, *, now: datetime) -> None:
    """What would be refused to anybody is said at once, to anybody."""
    shown = card(tx, session_id=quota.id, viewer_id=None, now=now)
    if refusal := shown.obstacle or _obstacle(shown, ways):
        raise refusal
    parties.require_allowed(quota, places)
    role = shown.role(quota.quota_id)
    if role is None or role.free < places:
        raise full(quota, places, first_tap=cutoffs.is_past(quota, now))


def to_pay(tx: Tx, *, registration_id: int) -> str | None:
    """A look: the payment that a place is kept for."""
    pending = payment_queries.list_pending(tx, registration_id)
    return pending[0].reference if pending else None


def _name(applicant: Applicant) -> str:
    name = clean(applicant.name, NAME_LENGTH)
    if not any(char.isalnum() for char in name):
        raise NameMissing
    return name


def _person(tx: Tx, host_id: int, name: str, address: str, language: str, *, now: datetime) -> User:
    """Whom the host knows by this address already and who is not on Telegram, else somebody new.

    Who is on Telegram is asked there: nobody gets a place in their name by typing their address.
    """
    for known in client_queries.list_by_email(tx, host_id, address):
        user_queries.lock(tx, known.id)
        user = tx.get_one(User, known.id, populate_existing=True)
        if user.telegram_id is None and user.erased_at is None:
            user.mail_to = address
            return user
    user = User(
        telegram_id=None,
        name=name,
        mail_to=address,
        language=language,
        time_zone=tx.get_one(Host, host_id).time_zone,
        entered_at=now,
        created_at=now,
    )
    tx.add(user)
    tx.flush()
    audit.record(tx, "user.registered_by_link", actor_id=user.id, subject=("user", user.id), at=now)
    clients.enter(tx, host_id, user.id, email=address, now=now)
    return user


def _issue(tx: Tx, registration: Registration, *, now: datetime) -> str:
    lasts = registration.ends_at + KEPT - now
    of_whom = registration.user_id
    return tokens.issue(tx, TokenPurpose.CANCEL, of_whom, lasts=lasts, registration_id=registration.id, now=now)


def _hears(user: User) -> bool:
    """Whether the notice of a booking gets to them by mail; else they are written to for having asked."""
    return not missing_address(user, "email") and is_wanted(user, terms("registration_confirmed"), "email")


def _send_again(tx: Tx, registration: Registration, address: str, cipher: Cipher, *, now: datetime) -> None:
    """Who is there already finds their link in a mail, unless they booked just now."""
    if registration.link and registration.booked_at > now - JUST_NOW:
        return
    registration.link = registration.link or cipher.encrypt(_issue(tx, registration, now=now))
    _send_link(tx, registration, address, now=now)


def _send_link(tx: Tx, registration: Registration, address: str, *, now: datetime) -> None:
    about, user_id, until = ("registration", registration.id), registration.user_id, registration.ends_at
    _send(tx, KIND, about, to=address, token=registration.link or "", user_id=user_id, until=until, now=now)


def _send(
    tx: Tx,
    kind: str,
    about: tuple[str, int],
    *,
    to: str,
    token: str,
    user_id: int,
    until: datetime,
    now: datetime,
) -> None:
    """Once within an hour: whoever types somebody else's address again and again is no trouble to them."""
    hour = int(now.timestamp()) // 3600
    if outbox.is_mail_owed(tx, kind, user_id=user_id, subject=about, version=hour):
        return
    outbox.put_mail(
        tx,
        kind,
        to=to,
        token=token,
        user_id=user_id,
        subject=about,
        version=hour,
        due_at=now,
        useful_until=until,
        subject_id=about[1],
    )


def manage(tx: Tx, *, token: str, now: datetime) -> Managed:
    """A look at what a mail's link manages. Raises LinkOver."""
    registration = _managed(tx, token, now=now)
    user = tx.get_one(User, registration.user_id)
    can_cancel = registration.status.is_live and registration.attendance is None and registration.ends_at > now
    gives_up = can_cancel and registration.status not in {Status.WAITLISTED, Status.OFFERED}
    whose = {"user_id": user.id, "registration_id": registration.id}
    return Managed(
        card=card(tx, session_id=registration.session_id, viewer_id=user.id, now=now),
        name=user.name,
        language=user.language,
        reference=registration.reference,
        status=registration.status,
        places=registration.places,
        to_pay=to_pay(tx, registration_id=registration.id),
        is_asked=coming.is_asked(registration, now=now),
        can_cancel=can_cancel,
        verdict=foreseeing.of_cancelling(tx, **whose, now=now) if gives_up else None,
    )


def cancel_by_link(tx: Tx, *, token: str, now: datetime) -> Registration:
    """Give the place back; the link stays good to see that. Raises LinkOver, and what `cancel` raises."""
    registration = _managed(tx, token, now=now)
    act = leave_waitlist if registration.status == Status.WAITLISTED else cancel
    return act(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def come_by_link(tx: Tx, *, token: str, now: datetime) -> Registration:
    """Say that they come. Raises LinkOver, and what `coming.answer` raises."""
    registration = _managed(tx, token, now=now)
    return coming.answer(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def pay_by_link(tx: Tx, *, token: str, now: datetime) -> Registration:
    """Ask once more for money that did not come. Raises LinkOver, and what `ask_again` raises."""
    registration = _managed(tx, token, now=now)
    return ask_again(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def _managed(tx: Tx, token: str, *, now: datetime) -> Registration:
    try:
        found = tokens.read(tx, TokenPurpose.CANCEL, token, now=now)
    except NotFound:
        raise LinkOver from None
    return tx.get_one(Registration, found.registration_id)
