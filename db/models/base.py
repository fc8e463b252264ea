"""The base of all tables: names of constraints, and how Python's types are stored.

SQLite's tables are STRICT, so that both databases refuse a value of the wrong type; STRICT knows only a few type names,
hence the translation below.
"""

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Enum,
    MetaData,
    Text,
    TypeDecorator,
    types,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

STRICT_NAMES: dict[type[types.TypeEngine[Any]], str] = {
    BigInteger: "INTEGER",
    Boolean: "INTEGER",
    Date: "TEXT",
    DateTime: "TEXT",
    Enum: "TEXT",
    JSON: "TEXT",
}
for kind, strict_name in STRICT_NAMES.items():
    compiles(kind, "sqlite")(lambda _type, _compiler, strict_name=strict_name, **_: strict_name)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC. Python sees aware datetimes only; SQLite, which has no zones, keeps it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy passes it
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Base(DeclarativeBase):
    """Enums are stored by value, and checked by the database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        datetime: Instant(),
        date: Date(),
        dict[str, Any]: JSON(),
        list[dict[str, Any]]: JSON(),
        list[str]: JSON(),
        list[int]: JSON(),
    }
    __table_args__: Any = ({"sqlite_strict": True},)

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def stored_by_value(enum: type[StrEnum], *, name: str) -> Enum:
    """The column type of an enum: its values, checked by the database."""
    return Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def at_most(column: str, characters: int) -> CheckConstraint:
    """The longest text a column takes; both databases refuse more."""
    return CheckConstraint(f"length({column}) <= {characters}", name=f"{column}_short")
