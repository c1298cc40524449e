"""Half-finished forms: where each person stands in which conversation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import dialogs
from db.statements import upsert
from db.transaction import Transaction

_KEYS = ("chat_id", "person")
_CHANGES = ("form", "step", "answers", "expires_at")


async def of_people(connection: AsyncConnection, ids: Collection[int]) -> list[RowMapping]:
    """Every open dialog of these people, in whatever chat."""
    found = await connection.execute(select(dialogs).where(dialogs.c.person.in_(ids)))
    return list(found.mappings())


async def save(tx: Transaction, row: Mapping[str, Any]) -> None:
    """Open a dialog or move it on; a person has at most one in a chat."""
    await tx.execute(upsert(tx.connection.dialect.name, dialogs, _KEYS, _CHANGES), row)


async def close(tx: Transaction, chat_id: int, person: int) -> None:
    """Forget the dialog, if there is one."""
    await tx.execute(delete(dialogs).where(dialogs.c.chat_id == chat_id, dialogs.c.person == person))


async def forget_expired(tx: Transaction, now: datetime) -> int:
    """Delete dialogs whose time is over; returns how many."""
    result = await tx.execute(delete(dialogs).where(dialogs.c.expires_at < now))
    return result.rowcount
