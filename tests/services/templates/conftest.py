"""What tests of templates share: a series, its owner, and a template of it."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from db.engine import Tx
from db.models import Host, Occurrence, Series, Session, Template
from services import templates
from tests.factories import NOW, Factory

MONDAY = date(2026, 11, 23)
"""The day of `NOW`."""
HALF_PAST_SEVEN = 19 * 60 + 30
Create = Callable[..., Template]


@pytest.fixture
def series(make: Factory) -> Series:
    return make.series(capacity=12)


@pytest.fixture
def owner_id(make: Factory, series: Series) -> int:
    return make.tx.get_one(Host, series.host_id).owner_id


@pytest.fixture
def create(tx: Tx, series: Series, owner_id: int) -> Create:
    """A template of the series, every Monday at half past seven where nothing else is said."""

    def created(of: Series = series, **fields: object) -> Template:
        return create_in(tx, of, **fields)

    return created


def create_in(tx: Tx, series: Series, **fields: object) -> Template:
    usual = {"weekdays": [1], "starts_minute": HALF_PAST_SEVEN, "begins_on": MONDAY, "now": NOW}
    usual["user_id"] = tx.get_one(Host, series.host_id).owner_id
    return templates.create(tx, series_id=series.id, **(usual | fields))  # type: ignore[arg-type]


def made(tx: Tx, template: Template) -> list[Session]:
    """Its sessions, soonest first."""
    return list(tx.scalars(select(Session).where(Session.template_id == template.id).order_by(Session.starts_at)))


def outcomes(tx: Tx, template: Template) -> dict[date, str]:
    decided = select(Occurrence).where(Occurrence.template_id == template.id).order_by(Occurrence.day)
    return {one.day: one.outcome.value for one in tx.scalars(decided)}
