"""What the rim fills in: how a message leaves the house, and how a secret is kept in it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Literal, Protocol, TypeVar

from db.models.payments import Provider
from services.living import Living
from services.notices.messages import Mail, Notice, Sms


@dataclass(frozen=True, slots=True)
class Delivered:
    """The provider has it; `provider_id` is what it calls the message."""

    provider_id: str
    content: Mapping[str, Any] | None = None
    """What a mail or an SMS said, as it left: kept for the log."""
    cost: int | None = None
    """Of an SMS, in millionths of the provider's currency."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never arrive this way. `unreachable`: nothing else will either, until the person writes to us; and
    nothing to this address or number, where it is one that does not exist.
    """

    reason: str
    unreachable: bool = False
    has_stopped: bool = False
    """Whether they told the provider that they want no SMS of ours."""
    address: str = ""
    """Which address or number was refused: the person may have another one by now."""


@dataclass(frozen=True, slots=True)
class Later:
    """It may work later. `seconds` is the provider's own wish, and then it was no attempt."""

    reason: str
    seconds: float | None = None
    is_for_all: bool = False
    """Whether the provider wants nothing from us for so long, to whomever."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and nobody said whether it arrived."""

    reason: str


Outcome = Delivered | Refused | Later | Unknown


Message_contra = TypeVar("Message_contra", Notice, Mail, Sms, contravariant=True)


class Sender(Protocol[Message_contra]):
    """A channel. It raises nothing: whatever happens is an outcome."""

    async def send(self, message: Message_contra, /) -> Outcome: ...


Senders = Mapping[str, Sender[Any]]
"""By channel: "telegram" takes a Notice, "email" a Mail, "sms" an Sms. A channel that is missing is not in use."""


class Pace(Protocol):
    """How fast messages may leave to a provider, over all processes. None of these ever raises."""

    async def take(self, wanted: int) -> int:
        """So many of those wanted may leave now; they are counted."""
        ...

    async def give_back(self, spare: int) -> None:
        """So many that were taken did not leave."""
        ...

    async def wait(self, chat_id: int) -> float:
        """Seconds until one more may go to a chat; at 0 its turn is taken."""
        ...

    async def count(self, chat_id: int | None) -> None:
        """One more leaves that nothing holds up: an answer to what somebody just did. The others make room for it."""
        ...

    async def pause(self, seconds: float) -> None:
        """Nothing leaves for so long: the provider said so."""
        ...


@dataclass(frozen=True, slots=True)
class Back:
    """What a provider is asked to pay back."""

    key: str
    """The same for every try of one refund: the provider tells by it what it was asked before."""
    charge_id: str
    """The charge on its rail."""
    provider_charge_id: str | None
    """What the card provider calls it."""
    amount: int
    currency: str
    is_whole: bool
    """Whether it is all of the charge."""
    reference: str
    telegram_id: int | None
    """Of who paid."""
    reason: str = ""
    """What the organizer wrote, or why else it goes back: kept at the provider with it."""
    was_asked: bool = False
    """Whether the provider may know of it already, from a try whose answer was lost."""


@dataclass(frozen=True, slots=True)
class PaidBack:
    """The provider pays back; with `is_final` the money has left it for good."""

    provider_id: str
    is_final: bool = True


BackOutcome = PaidBack | Refused | Later | Unknown


class PaymentGateway(Protocol):
    """A rail of money, as far as it can be asked for something. Whatever happens is an outcome."""

    async def refund(self, back: Back, /) -> BackOutcome: ...


@dataclass(frozen=True, slots=True)
class Page:
    """A provider's own page on which somebody pays, as it is to be opened."""

    key: str
    """The same for every try to open this one."""
    reference: str
    """Names the payment, to us and to the provider."""
    amount: int
    currency: str
    title: str
    about: str
    named: Mapping[str, str]
    """What is kept at the provider with what is paid there: the payment, the client, and what they buy."""
    ends_at: datetime
    """It ends by itself then, if nobody ended it before."""


@dataclass(frozen=True, slots=True)
class Opened:
    page_id: str
    url: str


class PageState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    ON_ITS_WAY = "on_its_way"
    """Done by the person, and the money takes its time: by bank."""
    FAILED = "failed"
    """The money that was on its way will not come."""
    OVER = "over"


@dataclass(frozen=True, slots=True)
class ChargeThere:
    """Money that the provider took, in minor units."""

    charge_id: str
    """The attempt to pay, as the provider calls it."""
    provider_charge_id: str
    """The charge itself."""
    amount: int
    currency: str
    reference: str = ""
    """The payment that it names; "" where we did not ask for it along this rail."""
    at: datetime | None = None
    telegram_id: int | None = None
    """Of who paid, where the provider knows it."""


@dataclass(frozen=True, slots=True)
class PageNow:
    """A page as the provider has it now."""

    page_id: str
    reference: str
    state: PageState
    charge: ChargeThere | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class RefundThere:
    """Money on its way back, as the provider has it."""

    refund_id: str
    charge_id: str
    provider_charge_id: str
    amount: int
    currency: str
    state: Literal["pending", "succeeded", "failed"]
    reference: str = ""
    """Our refund that asked for it; "" where it was made at the provider's own page."""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class DisputeThere:
    """A payer's bank takes money back, and may give it again."""

    dispute_id: str
    charge_id: str
    provider_charge_id: str
    amount: int
    currency: str
    state: Literal["open", "won", "lost"]
    due_at: datetime | None = None
    """Until when the host can say something to it."""


class ProviderAway(Exception):
    """A provider cannot be asked just now; whether it did what it was asked is not known."""


class ProviderRefuses(Exception):
    """A provider does not do what it is asked, and would not the next time."""


class ProviderForbids(ProviderRefuses):
    """Our key may not ask for that, until somebody gives it the right."""


class Listing(Protocol):
    """What a provider took and gave back, as its own books have it. Each raises ProviderAway."""

    def list_charges(self, since: datetime, /) -> AsyncIterator[ChargeThere]:
        """Those that succeeded."""
        ...

    def list_refunds(self, since: datetime, /) -> AsyncIterator[RefundThere]: ...


class CheckoutGateway(PaymentGateway, Listing, Protocol):
    """A rail with pages of its own, that can be asked what it knows. Each raises ProviderAway, ProviderRefuses."""

    async def open(self, page: Page, /) -> Opened: ...

    async def look(self, page_id: str, /) -> PageNow: ...

    async def close(self, page_id: str, /) -> PageNow:
        """Nobody can pay there from now on, unless they just have."""
        ...

    async def find_refunds(self, provider_charge_id: str, /) -> Sequence[RefundThere]: ...

    async def find_refund(self, refund_id: str, /) -> RefundThere: ...

    async def find_dispute(self, dispute_id: str, /) -> DisputeThere: ...

    def list_disputes(self, since: datetime, /) -> AsyncIterator[DisputeThere]: ...


Gateways = Mapping[Provider, PaymentGateway]
"""Those that are in use. Money that came along another one has to be paid back by hand."""


class Editor(Protocol):
    """Puts a card, or the people of a session, into the message that it lives in. It raises nothing:
    whatever happens is an outcome.
    """

    async def edit(self, post: Living) -> Outcome: ...


class Cipher(Protocol):
    """Keeps a text from whoever sees the database alone."""

    def encrypt(self, text: str) -> str: ...

    def decrypt(self, kept: str) -> str | None:
        """The text; None where the key does not fit any more."""
        ...
