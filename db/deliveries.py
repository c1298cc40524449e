"""Messages that nobody asked for: the queue and the ledger in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import deliveries
from db.statements import insert_new
from db.transaction import Transaction

_LANE_ORDER = case({"notice": 0, "broadcast": 1}, value=deliveries.c.lane)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(state="sending", attempts=deliveries.c.attempts + 1)
)
_RESULT = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("this"))
    .values(
        state=bindparam("outcome"),
        message_id=bindparam("message"),
        error=bindparam("reason"),
        due_at=bindparam("due"),
        finished_at=bindparam("at"),
    )
)


@dataclass(frozen=True)
class Due:
    """A delivery whose time has come."""

    id: int
    lane: str
    policy: str
    chat_id: int
    call: dict[str, Any]
    attempts: int


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Queue deliveries; a key that is there already is passed over."""
    await tx.execute(insert_new(tx.connection, deliveries), rows)


async def due(connection: AsyncConnection, now: datetime, limit: int) -> list[Due]:
    """What can be sent now: notices before broadcasts, then the oldest first."""
    table = deliveries.c
    found = await connection.execute(
        select(table.id, table.lane, table.policy, table.chat_id, table.call, table.attempts)
        .where(table.state == "queued", table.due_at <= now)
        .order_by(_LANE_ORDER, table.due_at, table.id)
        .limit(limit)
    )
    return [Due(*row) for row in found]


async def next_due(connection: AsyncConnection) -> datetime | None:
    """When the next queued delivery wants to be sent."""
    found = await connection.execute(select(func.min(deliveries.c.due_at)).where(deliveries.c.state == "queued"))
    moment: datetime | None = found.scalar_one_or_none()
    return moment


async def claim(tx: Transaction, ids: Sequence[int]) -> None:
    """These are about to leave: after a crash their outcome is unknown."""
    await tx.execute(_CLAIM, [{"this": number} for number in ids])


async def record(tx: Transaction, results: Sequence[Mapping[str, Any]]) -> None:
    """Write outcomes: rows of ``this, outcome, message, reason, due, at``."""
    await tx.execute(_RESULT, results)


async def recover(tx: Transaction, now: datetime) -> tuple[int, int]:
    """Settle what a crash left on its way: (queued again, unknown), each by its own policy."""
    on_its_way = deliveries.c.state == "sending"
    again = await tx.execute(
        update(deliveries).where(on_its_way, deliveries.c.policy == "repeat").values(state="queued", due_at=now)
    )
    unknown = await tx.execute(
        update(deliveries).where(on_its_way).values(state="unknown", error="crash", finished_at=now)
    )
    return again.rowcount, unknown.rowcount


async def move_chat(tx: Transaction, old_id: int, new_id: int) -> None:
    """A group has become a supergroup: what waits for it goes to the new id."""
    await tx.execute(
        update(deliveries)
        .where(deliveries.c.chat_id == old_id, deliveries.c.state.in_(("queued", "sending")))
        .values(chat_id=new_id)
    )


async def forget_finished(tx: Transaction, before: datetime) -> int:
    """Delete notices that ended before then; returns how many."""
    result = await tx.execute(
        delete(deliveries).where(deliveries.c.lane == "notice", deliveries.c.finished_at < before)
    )
    return result.rowcount


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many deliveries are in each state."""
    found = await connection.execute(
        select(deliveries.c.state, func.count().label("number")).group_by(deliveries.c.state)
    )
    return {row.state: row.number for row in found}
