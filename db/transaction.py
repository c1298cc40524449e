"""A write transaction shared by many small units of work, each of which can be undone alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

Row = Mapping[str, Any]


class Transaction:
    """Statements that are committed together, in units.

    Two habits keep a unit cheap, since every statement is a hop to the database's thread (about 0.1 ms): the savepoint
    is opened by the first statement of a unit, so that a unit without one costs nothing; and rows that nobody reads
    back in this transaction wait for the end of it (`later`), where one statement writes those of all units.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        self._waiting: list[tuple[Executable, Row]] = []
        self._savepoint: AsyncTransaction | None = None
        self._in_unit = False

    async def execute(self, statement: Executable, parameters: Row | Sequence[Row] | None = None) -> CursorResult[Any]:
        """Run a statement now, inside the unit that is open."""
        if self._in_unit and self._savepoint is None:
            self._savepoint = await self.connection.begin_nested()
        return await self.connection.execute(statement, parameters)

    def later(self, statement: Executable, row: Row) -> None:
        """Write a row at the end of the transaction; undone with its unit.

        Use one statement object for each kind of write (a module constant): equal objects are written together, in
        the order in which they came.
        """
        self._waiting.append((statement, row))

    @asynccontextmanager
    async def unit(self) -> AsyncIterator[None]:
        """A piece of work that succeeds or leaves no trace; the exception goes on to the caller."""
        mark = len(self._waiting)
        self._in_unit = True
        try:
            yield
        except BaseException:
            del self._waiting[mark:]
            if self._savepoint is not None:
                await self._savepoint.rollback()
            raise
        else:
            if self._savepoint is not None:
                await self._savepoint.commit()
        finally:
            self._savepoint, self._in_unit = None, False

    async def flush(self) -> None:
        """Write what waits, one statement for each kind, kinds in the order of their first row."""
        grouped: dict[int, tuple[Executable, list[Row]]] = {}
        for statement, row in self._waiting:
            grouped.setdefault(id(statement), (statement, []))[1].append(row)
        self._waiting.clear()
        for statement, rows in grouped.values():
            await self.connection.execute(statement, rows)
