"""Draws the tables: `python -m db.diagram` writes `docs/er-diagram.md` from the models."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Column, ForeignKeyConstraint, Table

from db.models import Base

PAGE = Path(__file__).parent.parent / "docs" / "er-diagram.md"
HEAD = """# What is remembered

Made from the models by `python -m db.diagram`; a test tells when it is out of date.

```mermaid
erDiagram
"""


def page() -> str:
    """The whole page: each table with its columns, each foreign key as a line."""
    tables = sorted(Base.metadata.tables.values(), key=lambda table: table.name)
    lines = [line for table in tables for line in _entity(table)]
    lines += [line for table in tables for line in _relations(table)]
    return HEAD + "\n".join(f"    {line}" for line in lines) + "\n```\n"


def _entity(table: Table) -> Iterator[str]:
    yield f"{table.name} {{"
    yield from (f"    {_attribute(column)}" for column in table.columns)
    yield "}"


def _attribute(column: Column[object]) -> str:
    kind = type(column.type).__name__.lower()
    keys = [
        key for key, holds in (("PK", column.primary_key), ("FK", column.foreign_keys), ("UK", column.unique)) if holds
    ]
    optional = '"may be empty"' if column.nullable else ""
    return " ".join(part for part in (kind, column.name, ", ".join(keys), optional) if part)


def _relations(table: Table) -> Iterator[str]:
    constraints = sorted(table.foreign_key_constraints, key=lambda constraint: str(constraint.name))
    yield from (_relation(table, constraint) for constraint in constraints)


def _relation(table: Table, constraint: ForeignKeyConstraint) -> str:
    column = constraint.columns[0]
    one = "|o" if column.nullable else "||"
    return f"{constraint.referred_table.name} {one}--o{{ {table.name} : {column.name}"


def write(path: Path = PAGE) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
