"""The picture of the tables is that of the models."""

from db import diagram
from db.models import Base


def test_the_page_is_what_the_command_writes(tmp_path):
    diagram.write(tmp_path / "docs" / "page.md")

    written = (tmp_path / "docs" / "page.md").read_text(encoding="utf-8")
    assert diagram.PAGE.read_text(encoding="utf-8") == written, "run python -m db.diagram"


def test_every_table_and_foreign_key_is_drawn():
    lines = diagram.page().splitlines()
    keys = [key for table in Base.metadata.tables.values() for key in table.foreign_key_constraints]

    assert [line.split()[0] for line in lines if line.endswith(" {")] == sorted(Base.metadata.tables)
    assert sum("--o{" in line for line in lines) == len(keys)
    assert "    quotas ||--o{ registrations : quota_id" in lines
    assert "        biginteger user_id FK" in lines
