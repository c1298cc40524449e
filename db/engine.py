"""The connection to the database: one writer, a few readers, and the promises each connection makes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from db.transaction import Transaction

WRITER_PRAGMAS = (
    "journal_mode=WAL",
    # Group commit makes a real fsync for each commit cheap, and only it survives a power cut.
    "synchronous=FULL",
    "busy_timeout=5000",
    "foreign_keys=ON",
    "wal_autocheckpoint=1000",
    f"journal_size_limit={64 * 1024 * 1024}",
)
READER_PRAGMAS = ("query_only=ON", "busy_timeout=5000")


class Database:
    """One writing connection, shared through a lock, and a small pool of reading ones.

    A second writer in the same process would only wait for the first one's lock, and on SQLite it would also meet
    the rare WAL-reset corruption (sqlite.org/wal.html#walresetbug).
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self._writer = _engine(self.url, WRITER_PRAGMAS, writes=True)
        self._readers = _engine(self.url, READER_PRAGMAS, writes=False) if self.is_sqlite else self._writer
        self._connection: AsyncConnection | None = None
        self._lock = asyncio.Lock()

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the default, a file of our own."""
        return self.url.get_backend_name() == "sqlite"

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """A write transaction: committed at the end, rolled back by any exception."""
        async with self._lock:
            connection = await self._held_connection()
            try:
                async with connection.begin():
                    transaction = Transaction(connection)
                    yield transaction
                    await transaction.flush()
            except BaseException as error:
                if isinstance(error, DBAPIError) or connection.in_transaction():
                    await self._drop_connection()
                raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that only reads; each statement sees the newest committed state."""
        async with self._readers.connect() as connection:
            yield connection

    async def close(self) -> None:
        """Close every connection; waits for the transaction that is open."""
        async with self._lock:
            await self._drop_connection()
        await self._writer.dispose()
        await self._readers.dispose()

    async def _held_connection(self) -> AsyncConnection:
        """The writer stays checked out: a check-out for each transaction costs more than a statement."""
        if self._connection is None:
            self._connection = await self._writer.connect()
        return self._connection

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()


def _engine(url: URL, pragmas: tuple[str, ...], *, writes: bool) -> AsyncEngine:
    # Parameters hold what people wrote; an error message must not repeat them.
    options: dict[str, Any] = {"hide_parameters": True}
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, **options)
    if writes:
        options |= {"pool_size": 1, "max_overflow": 0}
    else:
        options |= {"pool_size": 3, "max_overflow": 5, "isolation_level": "AUTOCOMMIT"}
    engine = create_async_engine(url, **options)
    event.listen(engine.sync_engine, "connect", _on_connect(pragmas, manual=writes))
    if writes:
        # A deferred transaction that has read first fails at once when another one wrote meanwhile.
        event.listen(engine.sync_engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _on_connect(pragmas: tuple[str, ...], *, manual: bool) -> Any:
    def prepare(connection: Any, _record: object) -> None:
        if manual:
            # The driver's own transactions skip SELECT, DDL and SAVEPOINT; we begin ourselves.
            connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return prepare
