"""Updates as they came, what became of them, and the calls they still owe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import inbox
from db.statements import insert_new
from db.transaction import Transaction

Call = Mapping[str, Any]

_HANDLED = (
    update(inbox)
    .where(inbox.c.seq == bindparam("this"))
    .values(state="handled", screens=bindparam("calls"), attempts=inbox.c.attempts + 1)
)
_DONE = (
    update(inbox)
    .where(inbox.c.seq == bindparam("this"))
    .values(state="done", raw="", screens=None, finished_at=bindparam("at"))
)
_PARKED = (
    update(inbox)
    .where(inbox.c.seq == bindparam("this"))
    .values(
        state="parked",
        attempts=inbox.c.attempts + 1,
        error=bindparam("reason"),
        screens=bindparam("calls"),
        finished_at=bindparam("at"),
    )
)
_FAILED = (
    update(inbox)
    .where(inbox.c.seq == bindparam("this"))
    .values(attempts=inbox.c.attempts + 1, error=bindparam("reason"))
)


@dataclass(frozen=True)
class Waiting:
    """An update that nobody has handled yet."""

    seq: int
    raw: str
    attempts: int
    chat_id: int | None
    user_id: int | None


async def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store updates; one that is there already is passed over."""
    await tx.execute(insert_new(tx.connection, inbox), rows)


async def take(connection: AsyncConnection, limit: int) -> list[Waiting]:
    """The oldest updates that wait, at most ``limit``."""
    columns = (inbox.c.seq, inbox.c.raw, inbox.c.attempts, inbox.c.chat_id, inbox.c.user_id)
    found = await connection.execute(select(*columns).where(inbox.c.state == "new").order_by(inbox.c.seq).limit(limit))
    return [Waiting(*row) for row in found]


async def owed(connection: AsyncConnection) -> list[tuple[int, int | None, list[Call]]]:
    """Handled updates whose calls may not have been made: (seq, chat, calls), oldest first."""
    found = await connection.execute(
        select(inbox.c.seq, inbox.c.chat_id, inbox.c.screens).where(inbox.c.state == "handled").order_by(inbox.c.seq)
    )
    return [(row.seq, row.chat_id, row.screens or []) for row in found]


def handled(tx: Transaction, seq: int, calls: Sequence[Call]) -> None:
    """Its effects are in this transaction; these calls remain."""
    tx.later(_HANDLED, {"this": seq, "calls": list(calls)})


def failed(tx: Transaction, seq: int, reason: str) -> None:
    """It will be tried again."""
    tx.later(_FAILED, {"this": seq, "reason": reason})


def parked(tx: Transaction, seq: int, reason: str, at: datetime) -> None:
    """It will not be tried again by itself; the operator sees it."""
    tx.later(_PARKED, {"this": seq, "reason": reason, "calls": None, "at": at})


async def done(tx: Transaction, seqs: Iterable[int], at: datetime) -> None:
    """Their calls were made. What the people wrote is forgotten here."""
    await tx.execute(_DONE, [{"this": seq, "at": at} for seq in seqs])


async def retry_parked(tx: Transaction) -> int:
    """Give parked updates another chance; returns how many."""
    result = await tx.execute(
        update(inbox).where(inbox.c.state == "parked", inbox.c.update_id.is_not(None)).values(state="new", attempts=0)
    )
    return result.rowcount


async def forget_finished(tx: Transaction, before: datetime) -> int:
    """Delete what was finished before then; returns how many.

    Telegram may reuse update ids after a week without updates (Bot API, Update.update_id), so rows must not stay.
    """
    result = await tx.execute(delete(inbox).where(inbox.c.state.in_(("done", "parked")), inbox.c.finished_at < before))
    return result.rowcount


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many updates are in each state."""
    found = await connection.execute(select(inbox.c.state, func.count().label("number")).group_by(inbox.c.state))
    return {row.state: row.number for row in found}


async def oldest_waiting(connection: AsyncConnection) -> datetime | None:
    """When the oldest update that still waits came in."""
    found = await connection.execute(select(func.min(inbox.c.received_at)).where(inbox.c.state == "new"))
    oldest: datetime | None = found.scalar_one_or_none()
    return oldest
