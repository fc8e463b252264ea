"""A copy of a SQLite database while it is in use."""

import pytest

from db.backup import CannotBackUp, back_up
from db.stores import open_database
from tests.factories import Factory

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@ON_SQLITE
async def test_a_copy_has_what_is_committed_and_no_more(make, database_url, tmp_path):
    make.user("Ana")
    Factory(make.tx).user("Ida", telegram_id=None)

    back_up(database_url, tmp_path / "copy.db")
    make.tx.rollback()

    copy = open_database(f"sqlite+aiosqlite:///{tmp_path / 'copy.db'}")
    names = await copy.read(lambda tx: [row[0] for row in tx.connection().exec_driver_sql("SELECT name FROM users")])
    await copy.close()
    assert names == ["Ana"]


@ON_SQLITE
def test_a_copy_never_replaces_a_file(database_url, tmp_path):
    there = tmp_path / "there.db"
    there.write_text("precious")

    with pytest.raises(CannotBackUp, match="exists already"):
        back_up(database_url, there)

    assert there.read_text() == "precious"


def test_what_is_not_there_cannot_be_copied(tmp_path):
    with pytest.raises(CannotBackUp, match="there is no database"):
        back_up(f"sqlite+aiosqlite:///{tmp_path / 'missing.db'}", tmp_path / "copy.db")

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["postgresql+asyncpg://nobody@127.0.0.1/turnout", "sqlite+aiosqlite://"])
def test_only_a_sqlite_file_is_copied(url, tmp_path):
    with pytest.raises(CannotBackUp, match="pg_dump"):
        back_up(url, tmp_path / "copy.db")
