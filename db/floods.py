"""How long Telegram told us to keep quiet, so that a restart does not hammer during a ban; and moved groups."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import chats_moved, floods
from db.statements import upsert
from db.transaction import Transaction


async def load(connection: AsyncConnection, now: datetime) -> dict[str, datetime]:
    """Scopes that are still to be left alone: scope → until when."""
    found = await connection.execute(select(floods).where(floods.c.until > now))
    return {row.scope: row.until for row in found}


async def save(tx: Transaction, scope: str, until: datetime) -> None:
    """Leave this scope alone until then."""
    statement = upsert(tx.connection.dialect.name, floods, ("scope",), ("until",))
    await tx.execute(statement, {"scope": scope, "until": until})


async def forget_past(tx: Transaction, now: datetime) -> None:
    """Delete what is over."""
    await tx.execute(delete(floods).where(floods.c.until <= now))


async def save_move(tx: Transaction, old_id: int, new_id: int) -> None:
    """Remember that a group has a new id."""
    statement = upsert(tx.connection.dialect.name, chats_moved, ("old_id",), ("new_id",))
    await tx.execute(statement, {"old_id": old_id, "new_id": new_id})


async def moves(connection: AsyncConnection) -> dict[int, int]:
    """Every group that has moved: old id → new id."""
    found = await connection.execute(select(chats_moved))
    return {row.old_id: row.new_id for row in found}
