"""What people asked (masked), what they were shown, and whether it helped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import questions, ratings
from db.statements import insert_new, upsert
from db.transaction import Transaction

_RATE = {
    dialect: upsert(dialect, ratings, ("person", "revision"), ("helped", "rated_at"))
    for dialect in ("sqlite", "postgresql")
}
_INSERT: dict[str, Any] = {}


def add(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Log a question at the end of the transaction; the same update is logged once."""
    dialect = tx.connection.dialect.name
    statement = _INSERT.setdefault(dialect, insert_new(tx.connection, questions))
    tx.later(statement, row)


async def find(connection: AsyncConnection, update_id: int) -> RowMapping | None:
    """One question, by the update that brought it."""
    found = await connection.execute(select(questions).where(questions.c.update_id == update_id))
    return found.mappings().one_or_none()


async def mark_helped(tx: Transaction, update_id: int, person: int, helped: str) -> bool:
    """Whether the answer helped; only the one who asked may say."""
    result = await tx.execute(
        update(questions).where(questions.c.update_id == update_id, questions.c.person == person).values(helped=helped)
    )
    return bool(result.rowcount)


async def mark_chosen(tx: Transaction, update_id: int, person: int, entry: str) -> bool:
    """Which suggestion the person picked."""
    result = await tx.execute(
        update(questions).where(questions.c.update_id == update_id, questions.c.person == person).values(chosen=entry)
    )
    return bool(result.rowcount)


async def rate(tx: Transaction, person: int, revision: int, helped: str, at: datetime) -> None:
    """Whether an article or answer helped, against the revision that was read; a new vote replaces the old."""
    row = {"person": person, "revision": revision, "helped": helped, "rated_at": at}
    await tx.execute(_RATE[tx.connection.dialect.name], row)


async def by_decision(connection: AsyncConnection, since: datetime) -> dict[str, int]:
    """How many questions ended in which decision since then."""
    found = await connection.execute(
        select(questions.c.decision, func.count().label("number"))
        .where(questions.c.asked_at >= since)
        .group_by(questions.c.decision)
    )
    return {row.decision: row.number for row in found}
