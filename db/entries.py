"""Articles and FAQ entries, each with all its revisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from db.schema import entries, revisions
from db.statements import insert_new
from db.transaction import Transaction


async def published(connection: AsyncConnection) -> list[RowMapping]:
    """What people see now: entry, kind, language, revision, body."""
    found = await connection.execute(
        select(entries.c.id, entries.c.kind, entries.c.language, revisions.c.id.label("revision"), revisions.c.body)
        .join(revisions, revisions.c.id == entries.c.published)
        .order_by(entries.c.id)
    )
    return list(found.mappings())


async def current(connection: AsyncConnection) -> dict[str, RowMapping]:
    """The published revision of every entry, without bodies: id → (revision, digest, origin)."""
    found = await connection.execute(
        select(entries.c.id, revisions.c.id.label("revision"), revisions.c.digest, revisions.c.origin).join(
            revisions, revisions.c.id == entries.c.published
        )
    )
    return {row["id"]: row for row in found.mappings()}


async def add_entry(tx: Transaction, entry: str, kind: str, language: str) -> None:
    """Make room for an entry, unless it is there."""
    await tx.execute(insert_new(tx.connection, entries), {"id": entry, "kind": kind, "language": language})


async def add_revision(tx: Transaction, row: Mapping[str, Any]) -> int:
    """Store a revision and return its number; the same text of the same entry keeps the number it had."""
    known = await tx.execute(
        select(revisions.c.id).where(revisions.c.entry == row["entry"], revisions.c.digest == row["digest"])
    )
    number = known.scalar_one_or_none()
    if number is None:
        number = (await tx.execute(insert(revisions).values(**row).returning(revisions.c.id))).scalar_one()
    return int(number)


async def publish(tx: Transaction, entry: str, revision: int | None) -> None:
    """Let people see this revision from now on; ``None`` withdraws the entry."""
    await tx.execute(update(entries).where(entries.c.id == entry).values(published=revision))


async def known_digest(connection: AsyncConnection, entry: str, digest: str) -> datetime | None:
    """When a text of an entry was first stored; ``None`` if never."""
    found = await connection.execute(
        select(revisions.c.created_at).where(revisions.c.entry == entry, revisions.c.digest == digest)
    )
    return found.scalar_one_or_none()
