"""Every table of Suluh, readable in one place; migrations are proven equal to it by a test."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from db.types import Instant, Int64, Json

REVISION = "0001"
"""The migration that this schema corresponds to."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _one_of(column: str, *values: str) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


inbox = Table(
    "inbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("update_id", Int64, unique=True, comment="NULL when what came was no update at all"),
    Column("chat_id", Int64),
    Column("user_id", Int64),
    Column("kind", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("raw", Text, nullable=False, comment="emptied when done: it holds people's words"),
    Column("state", Text, nullable=False, server_default="new"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text, comment="type and place, never words"),
    Column("screens", Json, comment="calls to Telegram that still have to be made"),
    Column("finished_at", Instant),
    _one_of("state", "new", "handled", "done", "parked"),
    Index("ix_inbox_open", "state", "seq"),
    Index("ix_inbox_finished_at", "finished_at"),
    sqlite_strict=True,
)

people = Table(
    "people",
    metadata,
    Column("id", Int64, primary_key=True, autoincrement=False, comment="Telegram's id of the person"),
    Column("language", Text, nullable=False),
    Column("region", Text, comment="code of province, regency or district"),
    Column("topic", Text, comment="entry last shown: a follow-up question means this"),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("unreachable", Text, comment="why nothing can be sent: blocked, deactivated"),
    sqlite_strict=True,
)

entries = Table(
    "entries",
    metadata,
    Column("id", Text, primary_key=True, comment="kind, slash, name: faq/kks-hilang, article/pkh"),
    Column("kind", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published", Int64, comment="revision people see; NULL when withdrawn"),
    _one_of("kind", "article", "faq"),
    sqlite_strict=True,
)

revisions = Table(
    "revisions",
    metadata,
    Column("id", Int64().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("entry", Text, ForeignKey("entries.id", ondelete="CASCADE"), nullable=False),
    Column("origin", Text, nullable=False, comment="file, or chat"),
    Column("digest", Text, nullable=False, comment="of the body: the same text is the same revision"),
    Column("body", Json, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("author", Int64, comment="who published it by message"),
    _one_of("origin", "file", "chat"),
    UniqueConstraint("entry", "digest"),
    sqlite_strict=True,
)

questions = Table(
    "questions",
    metadata,
    Column("update_id", Int64, primary_key=True, autoincrement=False),
    Column("person", Int64, nullable=False),
    Column("chat_id", Int64, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("text", Text, nullable=False, comment="masked: no NIK, card or phone number"),
    Column("decision", Text, nullable=False),
    Column("topic", Text, comment="kind of cry, complaint or chatter"),
    Column("entry", Text),
    Column("revision", Int64, comment="what was shown"),
    Column("confidence", Text, nullable=False, comment="decimal, 0 to 1"),
    Column("candidates", Json, nullable=False),
    Column("region", Text),
    Column("chosen", Text, comment="suggestion the person picked"),
    Column("helped", Text),
    _one_of("decision", "answer", "suggest", "unknown", "complaint", "urgent", "chatter"),
    _one_of("helped", "yes", "no"),
    Index("ix_questions_asked_at", "asked_at"),
    Index("ix_questions_entry", "entry"),
    sqlite_strict=True,
)

ratings = Table(
    "ratings",
    metadata,
    Column("person", Int64, primary_key=True, autoincrement=False),
    Column("revision", Int64, primary_key=True, autoincrement=False),
    Column("helped", Text, nullable=False),
    Column("rated_at", Instant, nullable=False),
    _one_of("helped", "yes", "no"),
    sqlite_strict=True,
)

dialogs = Table(
    "dialogs",
    metadata,
    Column("chat_id", Int64, primary_key=True, autoincrement=False),
    Column("person", Int64, primary_key=True, autoincrement=False),
    Column("form", Text, nullable=False),
    Column("step", Text, nullable=False),
    Column("answers", Json, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_dialogs_expires_at", "expires_at"),
    sqlite_strict=True,
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Int64().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True, comment="the same cause makes one row"),
    Column("lane", Text, nullable=False),
    Column("policy", Text, nullable=False, comment="of an outcome that cannot be known"),
    Column("chat_id", Int64, nullable=False),
    Column("call", Json, nullable=False, comment="method and parameters of the Bot API"),
    Column("state", Text, nullable=False, server_default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("message_id", Int64),
    Column("error", Text),
    _one_of("lane", "notice", "broadcast"),
    _one_of("policy", "repeat", "never"),
    _one_of("state", "queued", "sending", "sent", "failed", "blocked", "unknown"),
    Index("ix_deliveries_due", "state", "lane", "due_at", "id"),
    Index("ix_deliveries_chat_id", "chat_id"),
    sqlite_strict=True,
)

floods = Table(
    "floods",
    metadata,
    Column("scope", Text, primary_key=True, comment="a lane, or chat and its id"),
    Column("until", Instant, nullable=False),
    sqlite_strict=True,
)

chats_moved = Table(
    "chats_moved",
    metadata,
    Column("old_id", Int64, primary_key=True, autoincrement=False),
    Column("new_id", Int64, nullable=False),
    sqlite_strict=True,
)
