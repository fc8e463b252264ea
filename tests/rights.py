"""The rights matrix: who may do what where, as the table of rights has it; and two hosts to try it in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from db.models import (
    Absence,
    Announcement,
    Closure,
    Host,
    Member,
    Occurrence,
    Package,
    Payment,
    PromoCode,
    Refund,
    Registration,
    Series,
    Session,
    Space,
    TeamMember,
    Template,
    User,
)
from db.models.payments import PaymentKind, PaymentStatus, Provider, RefundCause, RefundStatus
from db.models.series import Visibility
from db.models.team import TeamRole
from db.models.templates import Outcome
from services import team as team_services
from services.access import RIGHTS, Right, Role
from services.team import Invited
from tests.factories import NOW, Factory

HIDDEN = "Hidden Guest"
"""Whoever may not see the people of a session never reads this name."""


@dataclass(frozen=True)
class Target:
    """Somewhere to act: a session with its series and host, and what hangs on them."""

    name: str
    host: Host
    series: Series
    session: Session
    ids: dict[str, int]


@dataclass
class World:
    """Two hosts: of the first, two series, one of them with two sessions; of the other, one."""

    owner: User
    targets: dict[str, Target]


def build(make: Factory) -> World:
    owner, foreign = make.user("Olga Owner"), make.user("Fritz Foreign")
    own = make.series(owner=owner, title="Own")
    sister = make.kept(_sister_of(own))
    other = make.series(owner=foreign, title="Other")
    sessions = {
        "own": make.session(series=own, starts_in=timedelta(days=1)),
        "other session": make.session(series=own, starts_in=timedelta(days=2)),
        "other series": make.session(series=sister, starts_in=timedelta(days=3)),
        "foreign": make.session(series=other, starts_in=timedelta(days=4)),
    }
    return World(owner, {name: _target(make, name, session) for name, session in sessions.items()})


def _sister_of(series: Series) -> Series:
    return Series(
        code="SISTER00",
        host_id=series.host_id,
        title="Sister",
        duration_minutes=60,
        currency="EUR",
        quotas=[{"name": "", "capacity": 5}],
        created_at=NOW,
    )


def _target(make: Factory, name: str, session: Session) -> Target:
    series = make.tx.get_one(Series, session.series_id)
    host = make.tx.get_one(Host, session.host_id)
    guest, helper = make.user(HIDDEN), make.user(HIDDEN)
    quota = make.quotas(session)[0]
    booked = make.booked(quota, guest)
    row = make.kept(
        TeamMember(host_id=host.id, user_id=helper.id, role=TeamRole.MANAGER, created_at=NOW),
    )
    member = make.kept(Member(series_id=series.id, user_id=guest.id, created_at=NOW))
    team_services.invite(make.tx, user_id=host.owner_id, role=Invited.DOOR, scope_id=series.id, now=NOW)
    where = {"host_id": host.id, "series_id": series.id, "viewer_id": host.owner_id}
    invite = team_services.look(make.tx, **where, now=NOW).invites[-1]
    make.commit()
    ids = (
        _rows_of(make, host, series, guest)
        | _money_of(make, host, booked)
        | {
            "host_id": host.id,
            "series_id": series.id,
            "session_id": session.id,
            "quota_id": quota.id,
            "registration_id": booked.id,
            "user_id": guest.id,
            "helper_id": row.id,
            "role_id": row.id,
            "member_id": member.id,
            "invite_id": invite.id,
        }
    )
    return Target(name, host, series, session, ids)


def _rows_of(make: Factory, host: Host, series: Series, guest: User) -> dict[str, int]:
    """What else can be named by its number."""
    today = NOW.date()
    template = Template(
        series_id=series.id,
        weekdays=[1],
        starts_minute=600,
        duration_minutes=60,
        time_zone="UTC",
        begins_on=today,
        created_at=NOW,
    )
    make.kept(template)
    day = {"template_id": template.id, "day": today, "outcome": Outcome.CONFLICT}
    words = {"audience": "both", "text": HIDDEN, "recipients": 1, "unreachable": 0}
    rows = {
        "occurrence_id": Occurrence(**day, created_at=NOW),
        "closure_id": Closure(host_id=host.id, first_day=today, last_day=today, reason=HIDDEN, created_at=NOW),
        "absence_id": Absence(host_id=host.id, user_id=guest.id, first_day=today, last_day=today, created_at=NOW),
        "space_id": Space(host_id=host.id, name=HIDDEN, created_at=NOW),
        "promo_id": PromoCode(host_id=host.id, code=f"CODE{guest.id}", percent=20, created_at=NOW),
        "package_id": Package(
            code=f"PACK{guest.id:04}",
            host_id=host.id,
            name=HIDDEN,
            credits=10,
            price=900,
            currency="EUR",
            valid_days=90,
            created_at=NOW,
        ),
        "announcement_id": Announcement(
            host_id=host.id, series_id=series.id, author_id=host.owner_id, **words, created_at=NOW
        ),
    }
    return {"template_id": template.id, **{name: make.kept(row).id for name, row in rows.items()}}


def _money_of(make: Factory, host: Host, booked: Registration) -> dict[str, int]:
    """A place that was paid, with a refund of a part of it that failed."""
    payment = Payment(
        reference=f"PAY{booked.id:05}",
        kind=PaymentKind.PLACE,
        user_id=booked.user_id,
        host_id=host.id,
        registration_id=booked.id,
        provider=Provider.TELEGRAM,
        status=PaymentStatus.SUCCEEDED,
        amount=1000,
        currency="EUR",
        refunded=400,
        charge_id=f"charge_{booked.id}",
        created_at=NOW,
        succeeded_at=NOW,
    )
    refund = Refund(
        reference=f"REF{booked.id:05}",
        payment_id=make.kept(payment).id,
        amount=400,
        currency="EUR",
        cause=RefundCause.BY_HAND,
        status=RefundStatus.FAILED,
        created_at=NOW,
        due_at=NOW,
        failed_at=NOW,
    )
    return {"payment_id": payment.id, "refund_id": make.kept(refund).id}


def cast(make: Factory, world: World, role: Role | None, person: User) -> Callable[[], None]:
    """Give somebody a role in the first host, or in the own series or session of it; returns what takes it away."""
    own = world.targets["own"]
    if role is None:
        return lambda: None
    if role == Role.ADMIN:
        person.is_admin = True
        make.kept(person)
        return lambda: _demote(make, person)
    if role == Role.OWNER:
        own.host.owner_id = person.id
        make.kept(own.host)
        return lambda: _pass_back(make, world)
    of_series = role in (Role.CO_ORGANIZER, Role.DOOR)
    row = make.kept(
        TeamMember(
            host_id=own.host.id,
            series_id=own.series.id if of_series else None,
            user_id=person.id,
            role=TeamRole(role.value),
            created_at=NOW,
        )
    )
    if role == Role.INSTRUCTOR:
        own.session.instructor_id = person.id
        make.kept(own.session)
    return lambda: _take(make, row)


def let_in(make: Factory, world: World, person: User) -> None:
    """Make the own series a private one, of which somebody is a member."""
    series = world.targets["own"].series
    series.visibility = Visibility.PRIVATE
    make.kept(series)
    make.kept(Member(series_id=series.id, user_id=person.id, created_at=NOW))
    make.commit()


def _demote(make: Factory, person: User) -> None:
    person.is_admin = False
    make.kept(person)


def _pass_back(make: Factory, world: World) -> None:
    host = world.targets["own"].host
    host.owner_id = world.owner.id
    make.kept(host)


def _take(make: Factory, row: TeamMember) -> None:
    """Nothing but the role: an instructor is still named in the session."""
    make.tx.delete(row)
    make.tx.flush()
    make.commit()


Level = Literal["host", "series", "session"]


def may(role: Role | None, right: Right, target: Target, world: World, level: Level) -> bool:
    """What the table says, and where the role counts."""
    if role is None or right not in RIGHTS[role]:
        return False
    own = world.targets["own"]
    match role:
        case Role.ADMIN:
            return True
        case Role.OWNER | Role.MANAGER:
            return target.host.id == own.host.id
        case Role.CO_ORGANIZER | Role.DOOR:
            return level != "host" and target.series.id == own.series.id
        case Role.INSTRUCTOR:
            return level == "session" and target.session.id == own.session.id
