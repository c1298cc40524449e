"""Who talks to Suluh, and the little that is remembered of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import people
from db.statements import upsert
from db.transaction import Transaction

_KEYS = ("id",)
_CHANGES = ("language", "region", "topic", "seen_at", "unreachable")
_UPSERT = {dialect: upsert(dialect, people, _KEYS, _CHANGES) for dialect in ("sqlite", "postgresql")}
_UNREACHABLE = update(people).where(people.c.id == bindparam("who")).values(unreachable=bindparam("why"))


async def by_ids(connection: AsyncConnection, ids: Collection[int]) -> list[RowMapping]:
    """The rows of these people; unknown ones are missing."""
    found = await connection.execute(select(people).where(people.c.id.in_(ids)))
    return list(found.mappings())


def save(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Write a person as they are now, at the end of the transaction."""
    tx.later(_UPSERT[tx.connection.dialect.name], row)


async def mark_unreachable(tx: Transaction, who: int, why: str | None) -> None:
    """Nothing can be sent to this person any more; ``None``: it can again."""
    await tx.execute(_UNREACHABLE, {"who": who, "why": why})


async def total(connection: AsyncConnection) -> tuple[int, int]:
    """People known, and those of them who cannot be reached."""
    found = await connection.execute(select(func.count(), func.count(people.c.unreachable)).select_from(people))
    known, unreachable = found.one()
    return known, unreachable


async def seen_since(connection: AsyncConnection, moment: datetime) -> int:
    """How many people wrote or tapped since then."""
    found = await connection.execute(select(func.count()).select_from(people).where(people.c.seen_at >= moment))
    return found.scalar_one()
