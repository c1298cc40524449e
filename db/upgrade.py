"""Bringing a database to the schema of this program, and refusing one that is from the future."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine

MIGRATIONS = Path(__file__).with_name("migrations")


class ForeignKeyBroken(Exception):
    """A migration would leave rows that point at nothing; it was rolled back."""


async def upgrade(url: str, target: str = "head") -> None:
    """Run every migration that is still missing, up to ``target``.

    SQLite is migrated through its plain driver with foreign keys off: a table that is rebuilt is dropped for a
    moment, and with foreign keys on that would delete the rows of its children.

    Raises:
        ForeignKeyBroken: the result would not be consistent; nothing was changed.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _upgrade_sqlite(parsed, target)
        return
    engine = create_async_engine(parsed)
    async with engine.begin() as connection:
        await connection.run_sync(_run, target)
    await engine.dispose()


def head() -> str:
    """The newest migration that this program knows."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    if found is None:
        raise LookupError("no migrations were found")
    return found


def current(connection: Connection) -> str | None:
    """The migration that a database stands at; ``None`` for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade_sqlite(url: URL, target: str) -> None:
    engine = plain_engine(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            with connection.begin():
                _run(connection, target)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise ForeignKeyBroken(f"{len(broken)} rows, first in table {broken[0][0]}")
    finally:
        engine.dispose()


def plain_engine(url: URL) -> Engine:
    """The same SQLite file through the standard library's driver, with real transactions around DDL."""
    engine = create_engine(url.set(drivername="sqlite"), hide_parameters=True)
    event.listen(engine, "connect", lambda connection, _record: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _run(connection: Connection, target: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
